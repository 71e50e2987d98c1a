/* SPDX-License-Identifier: GPL-2.0-only */
#include "memory.h"

#include <errno.h>
#include <stdbool.h>

int memory_close(FILE **stream, char *const *text)
{
	bool is_whole = !ferror(*stream);

	is_whole = fclose(*stream) == 0 && is_whole && *text;
	*stream = NULL;
	return is_whole ? 0 : -ENOMEM;
}

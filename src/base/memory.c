/* SPDX-License-Identifier: GPL-2.0-only */
#include "memory.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

int memory_close(FILE **stream, char *const *text)
{
	bool is_whole = !ferror(*stream);

	is_whole = fclose(*stream) == 0 && is_whole && *text;
	*stream = NULL;
	return is_whole ? 0 : -ENOMEM;
}

int memory_texts_open(struct memory_text *texts, int count)
{
	for (int i = 0; i < count; i++) {
		texts[i].out = open_memstream(&texts[i].text, &texts[i].size);
		if (!texts[i].out)
			return -ENOMEM;
	}
	return 0;
}

int memory_texts_close(struct memory_text *texts, int count)
{
	int err = 0;

	for (int i = 0; i < count && err == 0; i++)
		err = memory_close(&texts[i].out, &texts[i].text);
	return err;
}

void memory_texts_free(struct memory_text *texts, int count)
{
	for (int i = 0; i < count; i++) {
		if (texts[i].out)
			fclose(texts[i].out);
		free(texts[i].text);
	}
}

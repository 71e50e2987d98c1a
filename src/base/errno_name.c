/* SPDX-License-Identifier: GPL-2.0-only */
#include "errno_name.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *errno_name(int err)
{
	static char text[32];
	const char *name = strerrorname_np(err);
	if (name)
		return name;
	snprintf(text, sizeof(text), "errno %d", err);
	return text;
}

const char *return_text(int64_t ret, int err, char buffer[RETURN_TEXT_SIZE])
{
	snprintf(buffer, RETURN_TEXT_SIZE, "%" PRId64 "%s%s", ret, err ? " " : "",
		 err ? errno_name(err) : "");
	return buffer;
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "errno_name.h"

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

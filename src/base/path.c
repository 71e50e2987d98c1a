/* SPDX-License-Identifier: GPL-2.0-only */
#include "path.h"

#include <stddef.h>
#include <string.h>

/* The next part of a path that names something, "./" and more slashes left out. */
static const char *path_part(const char *path, size_t *ret_length)
{
	for (;;) {
		path += strspn(path, "/");
		*ret_length = strcspn(path, "/");
		if (*ret_length != 1 || *path != '.')
			return path;
		path++;
	}
}

bool path_same(const char *a, const char *b)
{
	size_t a_length, b_length;

	if ((*a == '/') != (*b == '/'))
		return false;
	do {
		a = path_part(a, &a_length);
		b = path_part(b, &b_length);
		if (a_length != b_length || memcmp(a, b, a_length) != 0)
			return false;
		a += a_length;
		b += b_length;
	} while (a_length > 0);
	return true;
}

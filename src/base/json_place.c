/* SPDX-License-Identifier: GPL-2.0-only */
#include "json_place.h"

#include "json.h"
#include "text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static int place_print(const struct place *place, char *buffer, size_t size)
{
	if (!place)
		return 0;
	int used = place_print(place->up, buffer, size);
	if (used < 0 || (size_t)used >= size)
		return used;
	char *at = buffer + used;
	size -= (size_t)used;
	return used + (place->key ? snprintf(at, size, "%s%s", used ? "." : "", place->key)
				  : snprintf(at, size, "[%zu]", place->index));
}

int place_refuse(const struct reader *reader, const struct place *place, const char *format, ...)
{
	char where[80] = "", what[110];
	va_list args;

	place_print(place, where, sizeof(where));
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	why_set(reader->why, "%s: %s%s%s", reader->name, where, *where ? ": " : "", what);
	return -EINVAL;
}

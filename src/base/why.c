/* SPDX-License-Identifier: GPL-2.0-only */
#include "why.h"

#include "text.h"

#include <stdarg.h>

static void say(struct why *why, const char *format, va_list args)
{
	char raw[WHY_SIZE];

	text_vset(raw, sizeof(raw), format, args);
	text_clean(why->text, sizeof(why->text), raw, false);
}

void why_set(struct why *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(why, format, args);
	va_end(args);
}

int why_fail(struct why *why, int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(why, format, args);
	va_end(args);
	return error;
}

void why_within(struct why *why, const char *format, ...)
{
	struct why inner = *why;
	char where[WHY_SIZE];
	va_list args;

	va_start(args, format);
	text_vset(where, sizeof(where), format, args);
	va_end(args);
	why_set(why, "%s%s", where, inner.text);
}

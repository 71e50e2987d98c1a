/* SPDX-License-Identifier: GPL-2.0-only */
#include "drill_request.h"

#include <stdlib.h>
#include <string.h>

const char *const forget_name[FORGET_KINDS + 1] = {
	[FORGET_DESTROY] = "destroy",
	[FORGET_LINGER] = "linger",
};

/* Up to which numbers are taken: a double has each of them. */
static const double bytes_max = 1e12, seconds_max = 3600;

/* "N @unit" */
static bool is_number(const char *text, const char *characters, const char *unit, double max,
		      double *ret)
{
	size_t digits = strspn(text, characters);
	char *end;

	if (digits == 0 || text[digits] != ' ' || strcmp(text + digits + 1, unit) != 0)
		return false;
	*ret = strtod(text, &end);
	return end == text + digits && *ret > 0 && *ret <= max;
}

/* "line TEXT" */
static bool is_line(const char *text, const char **ret)
{
	if (strncmp(text, "line ", 5) != 0 || !text[5])
		return false;
	*ret = text + 5;
	return true;
}

bool drill_when_parse(const char *text, struct drill_request *ret)
{
	double number;

	if (strcmp(text, "idle") == 0) {
		ret->when = WHEN_IDLE;
	} else if (is_number(text, "0123456789", "bytes", bytes_max, &number) ||
		   is_number(text, "1", "byte", 1, &number)) {
		ret->when = WHEN_BYTES;
		ret->when_bytes = (uint64_t)number;
	} else if (is_number(text, "0123456789.", "s", seconds_max, &number)) {
		ret->when = WHEN_AFTER;
		ret->when_ns = (int64_t)(number * 1e9);
	} else if (is_line(text, &ret->when_line)) {
		ret->when = WHEN_LINE;
	} else {
		return false;
	}
	return true;
}

bool drill_ready_parse(const char *text, struct drill_request *ret)
{
	if (is_line(text, &ret->ready_line))
		return true;
	ret->ready = text;
	return *text && strcmp(text, "line ") != 0;
}

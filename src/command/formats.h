/* SPDX-License-Identifier: GPL-2.0-only */
/* formats.h - the formats that results, comparisons, explanations and watches are told in: by name.
 */
#ifndef RSTLAB_FORMATS_H
#define RSTLAB_FORMATS_H

#include <stdbool.h>

struct compare_format;
struct explain_format;
struct live_format;
struct report_format;

/* Which formats a command has to choose from. */
enum format_set {
	NO_FORMATS,
	RESULT_FORMATS,
	MATRIX_FORMATS, /* results too */
	COMPARE_FORMATS,
	EXPLAIN_FORMATS,
	WATCH_FORMATS,
	LIST_FORMATS,
	MAP_FORMATS,
	ATLAS_FORMATS,
	DESCRIBE_FORMATS,
	DOCTOR_FORMATS,
	HELD_FORMATS,
	FORMAT_SETS
};

/* The name of the @nth format of @set, from 0; NULL: there are no more. */
const char *format_name(enum format_set set, int nth);

/* The format of that name among those of @set, results of whatever kind; or NULL. */
const struct report_format *report_find(enum format_set set, const char *name);

/* May the format of that name among those of @set follow what is printed on standard output? */
bool report_goes_beside(enum format_set set, const char *name);

/* The format of that name, or NULL. */
const struct compare_format *compare_format_find(const char *name);
const struct explain_format *explain_format_find(const char *name);
const struct live_format *live_format_find(const char *name);

#endif

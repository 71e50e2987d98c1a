/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_report.h - tells a comparison: one walk a format over the same frozen model. Pure but for
 * its FILE. */
#ifndef RSTLAB_COMPARE_REPORT_H
#define RSTLAB_COMPARE_REPORT_H

#include "compare.h"

#define COMPARE_SCHEMA "rstlab-ns-compare/1"

/* Write errors show in ferror(@out). 0 or -ENOMEM. */
struct compare_format {
	const char *name; /* "text", "markdown", "json" */
	int (*print)(FILE *out, const struct comparison *comparison,
		     const struct report_options *options);
};

extern const struct compare_format compare_text, compare_markdown, compare_json;

/* The format of that name, or NULL. */
const struct compare_format *compare_format_find(const char *name);

#endif

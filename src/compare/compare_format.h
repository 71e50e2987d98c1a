/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_format.h - tells a comparison: one walk a format over the same frozen model. Pure but for
 * its FILE. */
#ifndef RSTLAB_COMPARE_FORMAT_H
#define RSTLAB_COMPARE_FORMAT_H

#include "compare.h"
#include "terminal.h"

#define COMPARE_SCHEMA "rstlab-ns-compare/1"

/* Write errors show in ferror(@out). 0 or -ENOMEM. */
struct compare_format {
	bool draws;       /* it wants comparison.wants_ladders */
	const char *name; /* "text", "markdown", "json" */
	int (*print)(FILE *out, const struct comparison *comparison,
		     const struct print_options *options);
};

#endif

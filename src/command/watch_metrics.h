/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_metrics.h - the counts of watch, as a file for a monitor. */
#ifndef RSTLAB_WATCH_METRICS_H
#define RSTLAB_WATCH_METRICS_H

#include "live_format.h"
#include "why.h"

/* Beside the old one, and then in its place. @path NULL: none is asked for. 0 or -errno and
 * @ret_why. */
int watch_metrics_write(const char *path, const struct live_tally *tally,
			const struct live_ending *ending, struct why *ret_why);

/* Can the file be written? @path NULL: none is asked for. 0 or -errno and @ret_why. */
int watch_metrics_try(const char *path, struct why *ret_why);

#endif

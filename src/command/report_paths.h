/* SPDX-License-Identifier: GPL-2.0-only */
/* report_paths.h - the files that one command writes must not replace each other. Pure. */
#ifndef RSTLAB_REPORT_PATHS_H
#define RSTLAB_REPORT_PATHS_H

#include "options.h"

/* The files of --report must differ from those of --out and --metrics, and these from each other.
 * @options->command is set. 0, or -EINVAL and @ret_why. */
int report_paths_check(const struct options *options, struct why *ret_why);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* saved_telling.h - a saved result, judged and told. */
#ifndef RSTLAB_SAVED_TELLING_H
#define RSTLAB_SAVED_TELLING_H

#include "outputs.h"
#include "results_load.h"

/* One saved result, judged by this program's own promises, and told. @ev is room for it; @as_kernel
 * is the version to judge by, NULL: its own. 0, or -errno and in @ret_why what was wrong. */
int tell_saved(const struct saved_run *saved, int index, const char *as_kernel, struct evidence *ev,
	       struct outputs *outputs, struct why *ret_why);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_parts.h - what the parts of a comparison share. Pure. */
#ifndef RSTLAB_COMPARE_PARTS_H
#define RSTLAB_COMPARE_PARTS_H

#include "compare.h"

/* The steps to run @run are told: collects what is one fact in all of them, and counts. 0 or
 * -ENOMEM. */
int compare_count(struct comparison *comparison, int run);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_groups.h - stories that went on alike for one cause, and are told together. Pure. */
#ifndef RSTLAB_COMPARE_GROUPS_H
#define RSTLAB_COMPARE_GROUPS_H

#include "compare.h"

/* The known change that explains all that is to be told of @step; NULL: there is not one such. */
const struct expected *step_cause(const struct step *step);

/*
 * A group is the steps to one run, of any stories, that have one cause: a known change of the
 * kernel, what a kernel lacks for the story to be played at all, or that it is in one run only; or
 * of which nobody knows the cause, and the same changed in all. Its members are named by the first
 * row of those that are told as one, see rows_alike(). Any other step is a group of its own.
 */

/* The member after row @at; -1: there is none. */
int group_next(const struct comparison *comparison, int at, int run);

/* Is row @at the first of its group? */
bool group_leads(const struct comparison *comparison, int at, int run);

/* How many members there are from row @at on. */
int group_count(const struct comparison *comparison, int at, int run);

#endif

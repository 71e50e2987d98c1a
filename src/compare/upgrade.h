/* SPDX-License-Identifier: GPL-2.0-only */
/* upgrade.h - what is known to change from one kernel to another, before anything is played. Pure
 * but for its FILE. */
#ifndef RSTLAB_UPGRADE_H
#define RSTLAB_UPGRADE_H

#include "kernel_change.h"
#include "scenario.h"

#include <stdio.h>

/* Tells of each change that a comparison of these scenarios on the two kernels would expect: its
 * commit, the releases that have it first, and what holds before and after; the oldest first. No
 * line has more than @columns, but for words that do; 0: as many as read well. 0 or -ENOMEM. */
int upgrade_print(FILE *out, const struct kernel_pair *kernels, const struct scenario *const *list,
		  int count, int columns);

/* The same for programs, in the form of rstlab-ns-list(5): the kernels and the changes, as members
 * that follow others in an object. */
int upgrade_json(FILE *out, const struct kernel_pair *kernels, const struct scenario *const *list,
		 int count);

#endif

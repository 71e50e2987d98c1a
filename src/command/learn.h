/* SPDX-License-Identifier: GPL-2.0-only */
/* learn.h - lessons from saved runs, and from texts of lessons. */
#ifndef RSTLAB_LEARN_H
#define RSTLAB_LEARN_H

#include "lessons.h"
#include "why.h"

/* Adds to @lessons what @path teaches: a saved run, which is a folder or its results.json, or what
 * lessons_print() has written. 0 or -errno; then @ret_why says in one line what was wrong. */
int learn_from(struct lessons *lessons, const char *path, struct why *ret_why);

/* What @path teaches, or where it is NULL what is built into the program. As learn_from(). */
int learn_wanted(struct lessons *lessons, const char *path, struct why *ret_why);

#endif

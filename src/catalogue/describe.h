/* SPDX-License-Identifier: GPL-2.0-only */
/* describe.h - all of a scenario, for people. Pure but for its FILE. */
#ifndef RSTLAB_DESCRIBE_H
#define RSTLAB_DESCRIBE_H

#include "scenario.h"

#include <stdio.h>

/* @drawing shows its topology; NULL: none to show. The @count scenarios of @all are those that it
 * may point to. No line has more than @columns, but for the drawing and for words that do; 0: as
 * many as read well. */
void describe_scenario(FILE *out, const struct scenario *scenario, const char *drawing,
		       const struct scenario *const *all, int count, int columns);

#endif

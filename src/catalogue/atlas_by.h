/* SPDX-License-Identifier: GPL-2.0-only */
/* atlas_by.h - the map by another side than the kernel's reasons. Pure but for its FILE. */
#ifndef RSTLAB_ATLAS_BY_H
#define RSTLAB_ATLAS_BY_H

#include "scenario.h"

#include <stdio.h>

/* "reason", "cause", "errno", "shape"; ends with NULL. The first is that of atlas.h. */
extern const char *const atlas_sides[];

/* By @side, one of atlas_sides but the first, the @count scenarios of @list: under each cause,
 * errno of a call that fails, or shape of a RST, those that have it. Lines of the text have no more
 * than
 * @width columns; 0: as many as it takes. 0 or -ENOMEM, with nothing printed. */
int atlas_by_text(FILE *out, const char *side, const struct scenario *const *list, int count,
		  int width);
int atlas_by_page(FILE *out, const char *side, const struct scenario *const *list, int count);

/* How a value of a side is told: its head, what @row prints of each scenario that has it, and its
 * tail; NULL: nothing. @meaning may be "". */
struct atlas_group {
	void (*head)(FILE *out, const char *value, const char *meaning, void *arg);
	void (*row)(FILE *out, const struct scenario *scenario, void *arg);
	void (*tail)(FILE *out, void *arg);
};

/* By @side, which may be the first too, each value as @group has it. 0 or -ENOMEM. */
int atlas_by_group(FILE *out, const char *side, const struct scenario *const *list, int count,
		   const struct atlas_group *group, void *arg);

/* In the form of rstlab-ns-list(5). 0 or -ENOMEM. */
int atlas_by_json(FILE *out, const char *side, const struct scenario *const *list, int count);

#endif

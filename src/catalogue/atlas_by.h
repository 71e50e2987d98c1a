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

/* By @side, which may be the first too, bodies of an HTML table: a heading each value, and below it
 * what @row prints of each scenario. 0 or -ENOMEM. */
int atlas_by_html(FILE *out, const char *side, const struct scenario *const *list, int count,
		  void (*row)(FILE *out, const struct scenario *scenario, void *arg), void *arg);

/* In the form of rstlab-ns-list(5). 0 or -ENOMEM. */
int atlas_by_json(FILE *out, const char *side, const struct scenario *const *list, int count);

#endif

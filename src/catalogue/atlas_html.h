/* SPDX-License-Identifier: GPL-2.0-only */
/* atlas_html.h - the map as a page to browse: by cause, by what one sees, by reason, by shape, each
 * scenario with its ladder. Pure but for its FILE. */
#ifndef RSTLAB_ATLAS_HTML_H
#define RSTLAB_ATLAS_HTML_H

#include "scenario.h"
#include "story.h"

#include <stdio.h>

/* The @count scenarios of @list; @topology_of and @story_of find what belongs to one by its name.
 * The page is the same on every machine. 0 or -ENOMEM. */
int atlas_html(FILE *out, const struct scenario *const *list, int count,
	       const struct topology *(*topology_of)(const char *name),
	       const struct story *(*story_of)(const char *scenario));

#endif

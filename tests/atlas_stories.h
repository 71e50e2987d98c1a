/* SPDX-License-Identifier: GPL-2.0-only */
/* atlas_stories.h - scenarios for tests of the map, made by hand. */
#ifndef RSTLAB_TEST_ATLAS_STORIES_H
#define RSTLAB_TEST_ATLAS_STORIES_H

#include "scenario.h"

/* A reset in the topology "two", a forgery in "three", and a silence. */
enum { A_RESET, A_FORGERY, A_SILENCE, ATLAS_STORIES };

extern const struct scenario *const atlas_story[ATLAS_STORIES];

/* Is @what in @text between @from, which must be there, and @to (NULL: the end)? */
bool atlas_between(const char *text, const char *from, const char *to, const char *what);

#endif

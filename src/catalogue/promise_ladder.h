/* SPDX-License-Identifier: GPL-2.0-only */
/* promise_ladder.h - what a scenario does and promises, as a ladder, before anything is played.
 * Pure. */
#ifndef RSTLAB_PROMISE_LADDER_H
#define RSTLAB_PROMISE_LADDER_H

#include "ladder.h"
#include "scenario.h"
#include "story.h"

/* Chapter by chapter: what the actors do in @story (NULL: not known), and then the segments,
 * calls and kernel's words that are promised there. @topology is that of @scenario. @ret is freed
 * with ladder_free(). 0 or -ENOMEM. */
int promise_ladder(const struct scenario *scenario, const struct topology *topology,
		   const struct story *story, struct ladder *ret);

/* The same in small, for a row of many: the hosts, and of all that is promised the first few RSTs,
 * each with its flags alone, and how many there are if not one. */
int promise_ladder_small(const struct scenario *scenario, const struct topology *topology,
			 struct ladder *ret);

#endif

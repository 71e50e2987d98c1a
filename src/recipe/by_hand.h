/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * by_hand.h - a story as commands that one types on real machines. Pure but for its FILE.
 *
 * What is to be typed is indented by four, and is literal: shell lines, and lines of an interactive
 * python3 for each process of the story. A heading before it says on which machine, and in which
 * terminal. What TCP must do is said by the scenario's own promises.
 */
#ifndef RSTLAB_BY_HAND_H
#define RSTLAB_BY_HAND_H

#include "scenario.h"
#include "story.h"

#include <stdio.h>

/* By the name of its scenario; NULL: there is none. */
const struct story *story_find(const char *scenario);

/* Why the story cannot be told by hand: its first step that nobody can type. NULL: it can. */
const char *by_hand_refusal(const struct story *story);

/* Prints the commands over @family (AF_INET, AF_INET6), or why there are none. No line of prose has
 * more than @columns; 0: as many as read well. */
void by_hand_print(FILE *out, const struct scenario *scenario, const struct topology *topology,
		   const struct story *story, int family, int columns);

#endif

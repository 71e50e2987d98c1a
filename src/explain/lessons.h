/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lessons.h - which causes bring a situation about, as the lab's own runs have shown. Pure.
 *
 * A lesson is learned from what one end of a link saw of a RST whose cause is known, because its
 * scenario names it. Nothing here is written by hand.
 */
#ifndef RSTLAB_LESSONS_H
#define RSTLAB_LESSONS_H

#include "evidence.h"
#include "marks.h"
#include "situation.h"
#include "why.h"

#include <stdio.h>

enum { LESSON_CAUSES = 16, LESSON_CAUSE_SIZE = 32, LESSON_SCENARIO_SIZE = 48 };

/* A situation, the causes that were seen to bring it about, and a scenario that shows each. */
struct lesson {
	struct situation situation;
	int cause_count;
	struct lesson_cause {
		char cause[LESSON_CAUSE_SIZE];
		char scenario[LESSON_SCENARIO_SIZE];
	} cause[LESSON_CAUSES];
};

/* In the order of their texts; zeroed by the caller. */
struct lessons {
	int count, room;
	struct lesson *lesson;
	struct marks marks; /* what tells apart the causes of one situation */
};

/* What a lab of a scenario teaches, as each end of its links saw it. 0 or -ENOMEM. */
int lessons_learn(struct lessons *lessons, const struct evidence *ev);

/* Adds what @text of lessons_print() teaches. 0, -ENOMEM, or -EINVAL and in @ret_why which line is
 * wrong. */
int lessons_read(struct lessons *lessons, const char *text, struct why *ret_why);

/* A line a situation: its text, a colon, and "cause(scenario)" each; then the lines of its marks.
 */
void lessons_print(FILE *out, const struct lessons *lessons);

/* Those that are built into the program. 0 or -ENOMEM. */
int lessons_builtin(struct lessons *ret);

void lessons_free(struct lessons *lessons);

#endif

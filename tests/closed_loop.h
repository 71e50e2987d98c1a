/* SPDX-License-Identifier: GPL-2.0-only */
/* closed_loop.h - what explain makes of the lab's own captures, whole and maimed, where the cause
 * of each RST is known. */
#ifndef RSTLAB_TEST_CLOSED_LOOP_H
#define RSTLAB_TEST_CLOSED_LOOP_H

#include "diagnosis.h"
#include "lessons.h"
#include "teacher.h"

#include <stdio.h>

enum { MAIMINGS = 11 };

/* Besides: the captures of both ends of each story merged, those of what is between them, and all
 * the captures of a run merged into one. */
enum { LOOP_ENDS = MAIMINGS, LOOP_BETWEEN, LOOP_ALL, LOOPS };

/* What was said of the RSTs of captures that were maimed in one way. */
struct loop_score {
	uint64_t rsts, named; /* of these, the true cause was among those named */
	uint64_t candidates;  /* all of them */
	uint64_t alone;       /* one cause was named */
	uint64_t confident[4], wrong_certain;
	uint64_t likely, likely_right; /* causes that were called so */
	uint64_t first;                /* the true one was named first */
};

struct loop {
	const struct lessons *lessons;
	struct loop_score score[LOOPS];
	FILE *faults; /* a line for each RST whose cause was not named, or falsely certain */
	const char *scenario;
	int maiming; /* or another of the LOOPS */
	struct loop_crossing {
		uint64_t of[CROSSING_ONE + 1]; /* RSTs, by what was said of the way */
		uint64_t wrong;                /* said to be made between the ends, by an end */
	} crossing[LOOPS - LOOP_ENDS];         /* of LOOP_ENDS and those after it */
	uint64_t packets, connections;         /* of LOOP_ALL */
};

extern const char *const maiming_name[LOOPS];

/* Notes what is said of RST @nth of @conversation, whose cause is @cause. For teacher_walk(). */
int loop_judge(void *arg, const struct conversation *conversation, int nth,
	       const struct cause *cause);

/* Adds the saved run @path, as loop_merged_run() does. 0 or -errno and @ret_why. */
int loop_merged_run(struct loop *loop, const char *path, struct why *ret_why);

/* Adds the saved run @path. 0 or -errno and @ret_why. */
int loop_run(struct loop *loop, const char *path, struct why *ret_why);

void loop_print(FILE *out, const struct loop *loop);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* play.h - runs a plan on the real lab, and keeps what was told of it. */
#ifndef RSTLAB_TEST_PLAY_H
#define RSTLAB_TEST_PLAY_H

#include "report_format.h"
#include "runner.h"
#include "why.h"

#include <stdio.h>

/* One result. */
struct told {
	const struct scenario *scenario;
	int family, iteration;
	struct verdict *verdict;
	char host[HOSTS_MAX][NAME_SIZE]; /* names that the verdict refers to */
	struct evidence *evidence;       /* NULL unless asked for */
	char *text;                      /* as the text report tells it */
};

struct tale {
	bool keep_evidence; /* set before the run */
	int count;
	struct told **told;
	int error;      /* of run_play(), */
	struct why why; /* and what it said */
};

/* May this process make namespaces, as root or in a user namespace of its own? If not, says so. */
bool play_possible(void);

/* Does the kernel tell us of its reasons? */
bool play_has_reasons(void);

/* Plays @plan, whose callbacks are play()'s own. @tale is freed with play_free(). */
void play(const struct run_plan *plan, struct tale *tale);
void play_free(struct tale *tale);

bool play_under_valgrind(void);

/* Is it built with AddressSanitizer? That reads /proc/self/maps. */
bool play_is_sanitized(void);

/* Scales of deadlines: of a run that should meet none, and of one that is to meet them, but not
 * while it is being built. */
double play_patience(void);
double play_impatience(void);

#endif

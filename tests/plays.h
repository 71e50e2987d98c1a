/* SPDX-License-Identifier: GPL-2.0-only */
/* plays.h - runs made by hand of several stories, to be compared. */
#ifndef RSTLAB_TEST_PLAYS_H
#define RSTLAB_TEST_PLAYS_H

#include "compare.h"
#include "tale.h"

enum { PLAYS = 4, RUNS = 3 };

extern const struct scenario scenario_plain, scenario_twin, scenario_known, scenario_changing,
	scenario_racing, scenario_counting, scenario_strict, scenario_mending;

/* One play; the first that names no scenario ends a run. */
struct playing {
	const struct scenario *scenario;
	struct tale tale;
	int ending, family;
};

#define PLAIN(...)                           \
	{                                    \
		&scenario_plain, __VA_ARGS__ \
	}
#define KNOWN(...)                           \
	{                                    \
		&scenario_known, __VA_ARGS__ \
	}
#define CHANGING(...)                           \
	{                                       \
		&scenario_changing, __VA_ARGS__ \
	}
#define RACING(...)                           \
	{                                     \
		&scenario_racing, __VA_ARGS__ \
	}
#define STRICT(...)                           \
	{                                     \
		&scenario_strict, __VA_ARGS__ \
	}
#define COUNTING(...)                           \
	{                                       \
		&scenario_counting, __VA_ARGS__ \
	}
#define SKIPS  { 0 }, ENDED_SKIP
#define BREAKS { 0 }, ENDED_BROKEN

/* Runs of these plays, of those kernels. */
struct comparison *plays_collect(const struct playing plays[RUNS][PLAYS], int runs,
				 const char *const versions[RUNS]);

/* Runs of these plays, of kernel 6.10.5, and of 6.12 in the last; concluded. */
struct comparison *plays_compare(const struct playing plays[RUNS][PLAYS], int runs);

void plays_done(struct comparison *comparison);

#endif

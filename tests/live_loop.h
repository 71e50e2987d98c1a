/* SPDX-License-Identifier: GPL-2.0-only */
/* live_loop.h - what watch would make of the resets of a saved run, host by host, where the cause
 * of each is known: each host hears its own kernel and its own interfaces, and no more than SYNs,
 * FINs and RSTs. */
#ifndef RSTLAB_TEST_LIVE_LOOP_H
#define RSTLAB_TEST_LIVE_LOOP_H

#include "live.h"
#include "why.h"

#include <stdio.h>

/* Which witnesses a host has. */
enum live_ears { EARS_ALL, EARS_NO_WIRE, EARS_NO_REASON, EARS_NO_WORD, LIVE_EARS };

enum { LIVE_ROWS = 96, LIVE_NAME = 32 };

struct live_score {
	uint64_t resets, untold, named, first, alone, likely, likely_wrong;
};

/* A cause, and what was named first in its place. */
struct live_row {
	char cause[LIVE_NAME];
	uint64_t resets;
	int count;
	struct {
		char cause[LIVE_NAME];
		uint64_t times;
	} first[LIVE_ROWS];
};

struct live_loop {
	const struct lessons *lessons;
	struct live_score score[LIVE_EARS];
	uint64_t fate[LIVE_FATES]; /* of EARS_ALL */
	int rows;
	struct live_row row[LIVE_ROWS]; /* of EARS_ALL */
	FILE *faults;                   /* a line for each whose true cause was not named */
};

/* Adds the saved run @path. 0 or -errno and @ret_why. */
int live_loop_run(struct live_loop *loop, const char *path, struct why *ret_why);

void live_loop_print(FILE *out, const struct live_loop *loop);

#endif

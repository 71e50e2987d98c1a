/* SPDX-License-Identifier: GPL-2.0-only */
/* allowance.h - how much CPU time watching a host may cost: 1 % of the machine's, plus a burst of
 * some thousand resets. */
#ifndef RSTLAB_WATCH_ALLOWANCE_H
#define RSTLAB_WATCH_ALLOWANCE_H

#include <stdint.h>

struct allowance {
	int64_t left_ns;   /* CPU time that is left; below 0: too much was used */
	int64_t others_ns; /* CPU time that it cost others since the last reckoning; the caller adds
			      it */
	int64_t cpu_ns, wall_ns;
};

void allowance_begin(struct allowance *allowance);

/* Subtracts what this process and others have used since the last time, and adds what has become
 * free. */
void allowance_reckon(struct allowance *allowance);

/* How many nanoseconds to wait after using too much. 0: none. */
int64_t allowance_wait(const struct allowance *allowance);

#endif

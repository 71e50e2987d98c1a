/* SPDX-License-Identifier: GPL-2.0-only */
/* allowance.h - what it may cost a host to be watched: a hundredth of the machine's CPU time, and
 * what a burst of some thousand resets takes before that is asked. */
#ifndef RSTLAB_WATCH_ALLOWANCE_H
#define RSTLAB_WATCH_ALLOWANCE_H

#include <stdint.h>

struct allowance {
	int64_t left_ns;   /* CPU time that may still be taken; below 0: that was too much */
	int64_t others_ns; /* the caller adds what it has taken others since it was reckoned */
	int64_t cpu_ns, wall_ns;
};

void allowance_begin(struct allowance *allowance);

/* Takes off what this process and others have taken since the last time, and adds what has become
 * free. */
void allowance_reckon(struct allowance *allowance);

/* Of who has taken too much: after how many nanoseconds it may go on. 0: now. */
int64_t allowance_wait(const struct allowance *allowance);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#include "allowance.h"

#include "clock.h"

#include <unistd.h>

enum { SHARE = 100, BURST_NS = 50000000 };

void allowance_begin(struct allowance *allowance)
{
	*allowance = (struct allowance){ .left_ns = BURST_NS,
					 .cpu_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID),
					 .wall_ns = now_ns(CLOCK_MONOTONIC) };
}

void allowance_reckon(struct allowance *allowance)
{
	int64_t cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID), wall = now_ns(CLOCK_MONOTONIC);
	int64_t free_ns = (wall - allowance->wall_ns) * sysconf(_SC_NPROCESSORS_ONLN) / SHARE;
	allowance->left_ns += free_ns - (cpu - allowance->cpu_ns) - allowance->others_ns;
	if (allowance->left_ns > BURST_NS)
		allowance->left_ns = BURST_NS;
	allowance->others_ns = 0;
	allowance->cpu_ns = cpu;
	allowance->wall_ns = wall;
}

int64_t allowance_wait(const struct allowance *allowance)
{
	int64_t lacking = BURST_NS / 2 - allowance->left_ns;
	return lacking > 0 ? lacking * SHARE / sysconf(_SC_NPROCESSORS_ONLN) : 0;
}

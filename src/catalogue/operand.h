/* SPDX-License-Identifier: GPL-2.0-only */
/* operand.h - scenarios as they are named on the command line, and by the reports. Pure. */
#ifndef RSTLAB_OPERAND_H
#define RSTLAB_OPERAND_H

#include <stdbool.h>
#include <stddef.h>

/* "half-*", "half-open", "half-open/ipv6", "half-open/ipv6#3": the last two as results are named;
 * also "half-open/ipv6.3" of KTAP, "rstlab-ns.half-open.ipv6#3" of JUnit, and "half-open.ipv6.3" of
 * captures. */
struct operand {
	const char *pattern; /* as fnmatch(3) has it, up to length */
	size_t length;
	int family; /* 0: both */
	int time;   /* with --repeat, from 1; 0: each */
};

struct operand operand_read(const char *text);

/* Is the scenario of this name meant? */
bool operand_names(const struct operand *operand, const char *scenario);

/* Do the operands, if there are any, mean this scenario over @family, the @time-th (0: of any
 * number)? */
bool operands_mean(char *const *operands, int count, const char *scenario, int family, int time);

#endif

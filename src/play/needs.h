/* SPDX-License-Identifier: GPL-2.0-only */
/* needs.h - what a machine must be able to do for a scenario, and whether this one can. */
#ifndef RSTLAB_NEEDS_H
#define RSTLAB_NEEDS_H

#include "scenario.h"

#include <stdbool.h>
#include <stddef.h>

struct ability {
	const char *name;   /* as scenario.needs has it */
	const char *option; /* of the kernel's configuration, or of a run, that gives it */
	const char *what;   /* in words */
	/* Tries it in the namespace that the thread is in, which may be changed. 0 or -errno.
	 * NULL: it is the user who says so, by that option of the run. */
	int (*probe)(void);
};

extern const struct ability abilities[];

extern const int ability_count;

/* By name, or NULL. */
const struct ability *ability_find(const char *name);

/* What is found out from now on is known to all processes that are forked from now on. 0 or
 * -errno. */
int abilities_share(void);

/* Tries it in a process and a namespace of its own, unless that was done before. 0 or -errno. */
int ability_try(const struct ability *ability);

/* Why it is not there, from the -errno of that: "Operation not supported (CONFIG_VETH)". Returns
 * @text. */
const char *ability_why(const struct ability *ability, int error, char *text, size_t size);

enum { NEEDS_MORE = 1, NEEDS_ASKING };

/*
 * Can this machine play @scenario over @family? 0: it can. NEEDS_MORE: it cannot, and @why says in
 * a line what is missing. NEEDS_ASKING: it is the user who has not asked for it. -errno: that could
 * not be found out (ENOMEM); then @why says what of. -EINVAL: the scenario needs what nobody knows.
 */
int needs_check(const struct scenario *scenario, int family, bool own_machine, char *why,
		size_t size);

#endif

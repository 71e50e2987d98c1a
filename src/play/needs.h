/* SPDX-License-Identifier: GPL-2.0-only */
/* needs.h - what a machine must be able to do for a scenario, and whether this one can. */
#ifndef RSTLAB_NEEDS_H
#define RSTLAB_NEEDS_H

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

/* Tries it in a process and a namespace of its own. 0 or -errno. */
int ability_try(const struct ability *ability);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* ability.h - what a machine can do is tried once, whoever asks. */
#ifndef RSTLAB_ABILITY_H
#define RSTLAB_ABILITY_H

struct ability {
	const char *name;   /* as scenario.needs has it */
	const char *option; /* of the kernel's configuration, or of a run, that gives it */
	const char *what;   /* in words */
	/* Tries it in the namespace that the thread is in, which may be changed. 0 or -errno.
	 * NULL: it is the user who says so, by that option of the run. */
	int (*probe)(void);
	/* Starts what the kernel has its first user on a machine start, and does not have the next
	 * one wait for. NULL: there is no such thing. */
	void (*begin)(void);
};

/* What is found out of the @count abilities of @all is known to all processes that are forked from
 * now on. 0 or -errno. */
int abilities_share(const struct ability *all, int count);

/* Tries it in a process and a namespace of its own, unless that was done before; if another process
 * is at it, waits for what it finds. 0 or -errno. */
int ability_try(const struct ability *ability);

/* Begins it, unless that was done before; if another process is at it, waits for its end. */
void ability_begin(const struct ability *ability);

#endif

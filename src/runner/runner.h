/* SPDX-License-Identifier: GPL-2.0-only */
/* runner.h - plays a plan: labs side by side, each judged when its evidence is frozen, told in
 * order.
 */
#ifndef RSTLAB_RUNNER_H
#define RSTLAB_RUNNER_H

#include "evidence.h"
#include "scenario.h"
#include "why.h"

/* A lab that was played, its evidence frozen. */
struct site;
struct played {
	const struct scenario *scenario;
	const struct evidence *evidence;
	int iteration; /* from 1; 0 when there is but one */
	double duration_ms;
	struct site *site; /* where its hosts are, as long as plan.holds: see run_hold() */
};

struct run_plan {
	const struct scenario *const *scenario; /* each is played over each family, @repeat times */
	int scenario_count;
	bool ipv4, ipv6;
	const int *part; /* only these numbers of scenario times family, in order; NULL: all */
	int part_count;
	int repeat;
	int jobs; /* labs at a time, and beside them those that wait for a timer of the kernel; 1:
		     one, of whatever kind; 0: one a CPU, and those */
	double scale;
	int64_t limit_ns; /* how long the run may take; 0: as long as it does */
	bool narrates;    /* each verb is told on standard error as it is asked */
	bool holds;       /* each lab stays as it is until each() has returned; for one job */
	bool open;        /* one lab, held for the user as these say: see hold_wish of hold.h */
	const char *until;
	bool steps, follows;
	bool saves; /* a signal, or who steps, ends it with all that was seen, as a result */
	const struct drill_request
		*drill;   /* whose programs the drills play with; NULL: there is none */
	bool own_machine; /* stories may change sysctls of the whole machine */
	/* NULL but in tests: see tamper_fn of lab.h */
	bool (*tamper)(struct lab *lab, const char *verb, struct sock *sock);

	/* Called for each lab in the plan's order; what it points to is gone afterwards. Returns
	 * false to stop the run, which then hands over no more. */
	bool (*each)(const struct played *played, void *arg);
	/* May be NULL: called when nothing was told for a while; @done results are finished. */
	void (*waiting)(int done, int planned, void *arg);
	void *arg;
};

/* Results that the plan has. */
int run_planned(const struct run_plan *plan);

/*
 * Makes ready to play: with it SIGINT, SIGTERM and SIGHUP end no process any more but a run, until
 * run_close(). Where its privilege does not do, it makes the process root of a user namespace of
 * its own; the process should have one thread. @plan stays the caller's, and there. 0, or -errno
 * and in @ret_why what failed: then there is no run to close.
 */
struct run;
int run_open(const struct run_plan *plan, struct run **ret, struct why *ret_why);

/* NULL, or why no lab can be made here: then each result is skipped for that. */
const char *run_why_none(const struct run *run);

/*
 * Plays it, once. A signal, or its limit, ends it early: what was finished is told, if others that
 * come before it in the plan are missing; what was under way is dropped. 0; -EINTR and nothing in
 * @ret_why when it was ended early; or -errno and in @ret_why what failed. When it returns, no
 * process of any lab is left, but what this process may not kill: that ends with it.
 *
 * A lab that changes sysctls of the machine runs alone; they are given back when it has ended, in
 * whatever way, but not if this process itself is killed (SIGKILL).
 */
int run_labs(struct run *run, struct why *ret_why);
void run_close(struct run *run);

/* Within each(): stops the run until the user, at a terminal, goes on, and lets him enter the hosts
 * of the lab that was @played, as it ended. @headline says why. False: he wants no more. */
bool run_hold(struct run *run, const struct played *played, const char *headline);

/* Was it its limit that ended it? */
bool run_was_limited(const struct run *run);

/* Of a plan that is open: was a lab held, so that what ended the run was its end? */
bool run_was_held(const struct run *run);

/* All three. */
int run_play(const struct run_plan *plan, struct why *ret_why);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* promise.h - the promises of a scenario, read one by one and put into words. Pure. */
#ifndef RSTLAB_PROMISE_H
#define RSTLAB_PROMISE_H

#include "scenario.h"

/* "wire", "socket", "counter", "reason" */
extern const char *const witness_name[WITNESS_COUNT];

/* "SEG.ACK", "SND.NXT", ...: as RFC 9293 calls the number. */
const char *number_name(enum number number);

/*
 * A walk through the promises of a scenario, each as it is meant: with the chapter and the ending
 * of the group that it stands in, and with the reason that it leaves to the stack.
 *
 *   for (struct promises walk = promises_of(scenario); promises_next(&walk);)
 *           use(&walk.promise);
 */
enum { GROUPS_DEPTH = 2 }; /* tables of groups that lie in each other */
struct promises {
	const struct promise *row;
	struct promise promise;        /* the one at hand, until the next call */
	const char *chapter, *outcome; /* of the group */
	const struct promise *after;   /* where to go on after a table of rows; NULL: in none */
	const struct promise *outer[GROUPS_DEPTH]; /* likewise, of groups */
	int depth;                                 /* so many of them */
	const struct promise *again; /* the first row of a group of several chapters; NULL: none */
	const char *const *rest;     /* its chapters from this one on */
};
struct promises promises_of(const struct scenario *scenario);
bool promises_next(struct promises *walk);

/* Which witness it asks: by its claim. */
enum witness promise_witness(const struct promise *promise);

/* Which look it is about: by its label. */
const char *promise_look(const struct promise *promise);

/* Why @promise, as a walk gives it, cannot be judged: it claims nothing, or two things at once, or
 * leaves out what its claim is about. NULL: it can. */
const char *promise_fault(const struct promise *promise);

/* Does it promise a RST for @reason, and not that there is none? */
bool promise_resets_for(const struct promise *promise, const char *reason);

/* How many events of tcp:tcp_send_reset it wants. */
int64_t reason_wanted(const struct reason_claim *claim);

enum { PROMISE_TEXT = 240 };

/* What @promise says in figures: "1 [RST,ACK] seq=SND.NXT, while: the client closes". Returns
 * @buffer. */
const char *promise_text(const struct promise *promise, char *buffer, size_t size);

/* On which kernels @promise is one: "with COMMIT (since 6.1.133 6.11)"; "" for all. Returns
 * @buffer. */
const char *promise_kernels(const struct promise *promise, char *buffer, size_t size);

/* Does it depend on @change: with it, without it, or mended by it? */
bool promise_depends(const struct promise *promise, const struct change *change);

/* The changes that the promises of @scenario depend on, each once; what is beyond CHANGES_MAX is
 * left out. Returns how many. */
enum { CHANGES_MAX = 16 };
int scenario_changes(const struct scenario *scenario, const struct change *ret[CHANGES_MAX]);

/* Is it one on the kernel @version? */
bool promise_holds(const struct promise *promise, const char *version);

#endif

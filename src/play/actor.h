/* SPDX-License-Identifier: GPL-2.0-only */
/* actor.h - asking an actor for a system call. */
#ifndef RSTLAB_ACTOR_H
#define RSTLAB_ACTOR_H

#include "lab.h"

/* Has @request performed; @verb names it for a BROKEN. */
void actor_ask(struct actor *actor, const char *verb, const struct request *request,
	       struct reply *ret);

/* The same in two steps, for a call that waits while something else happens. */
void actor_begin(struct actor *actor, const char *verb, const struct request *request);
void actor_end(struct actor *actor, const char *verb, struct reply *ret);

/* The story is over: its living processes wait, with all that they hold, to be the actors of the
 * next one. */
void actors_release(struct lab *lab);

/* The actors of a host die, and their connections with them, without a word: no FIN, no RST. */
void actors_vanish(struct lab *lab, int host);

#endif

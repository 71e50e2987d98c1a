/* SPDX-License-Identifier: GPL-2.0-only */
/* plan.h - the results that a run means to have, and which shard of it plays each of them. Pure. */
#ifndef RSTLAB_PLAN_H
#define RSTLAB_PLAN_H

#include "scenario.h"

#include <stdbool.h>

enum { SHARDS_MAX = 1000 };

/* One of the parts that a run is split into, so that several machines play it together. */
struct shard {
	int number, count; /* from 1; 1 of 1 is the whole run */
};

struct plan_part {
	const char *scenario;
	int family;
	int shard; /* the number of the one that plays it */
	int at;    /* in the list that was planned: which scenario; not known of a saved plan */
};

struct plan {
	struct shard shard; /* the one that this run plays */
	int repeat;         /* each part is played so many times, by the same shard */
	int count;
	struct plan_part *part; /* of all shards, in the order in which one run tells them */
};

/* The families over which a scenario is planned, a bit each. */
enum { OVER_IPV4 = 1, OVER_IPV6 = 2 };

/*
 * Plans the @count scenarios of @list, each over the families in @over, for @plan's shard and
 * repeat. The split depends on these alone, on no machine: a part is in exactly one shard; no shard
 * has two more than another, neither of all parts, nor of the stories that wait for a timer of the
 * kernel, nor of the stories for one family that are skipped over the other. 0 or -ENOMEM.
 * plan_free() frees.
 */
int plan_make(const struct scenario *const *list, const unsigned *over, int count,
	      struct plan *plan);
void plan_free(struct plan *plan);

/* The parts that its own shard plays, in order: their numbers go to @ret, which has room for all,
 * or is NULL. How many. */
int plan_own(const struct plan *plan, int *ret);

/* How many results its own shard has when it is complete; INT_MAX: more than that too. */
int plan_results(const struct plan *plan);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* merge.h - do the saved runs of shards make one? Pure. */
#ifndef RSTLAB_MERGE_H
#define RSTLAB_MERGE_H

#include "results_load.h"
#include "why.h"

/* A whole, and who has which part of it. */
struct merge {
	struct plan plan; /* of one shard; its words are the runs' */
	struct {
		int run;   /* who has it */
		int index; /* its first result there */
		int step;  /* from one repeat to the next */
	} * part;          /* of each part of the plan */
};

/*
 * The whole that the @count runs of @run make. 0 or -errno; then @ret_why
 * says in one line which of them does not fit and why: it has no plan, was interrupted, is of
 * another version, kernel, machine or plan than the first, or is the shard that another is; or
 * which shards are missing. merge_free() frees @ret; the runs must stay as long.
 */
int merge_make(struct saved_run *const *run, int count, struct merge *ret, struct why *ret_why);
void merge_free(struct merge *merge);

/* Results of the whole. */
int merge_count(const struct merge *merge);

/* Where result @number of the whole is: returns which run, and its index there. */
int merge_find(const struct merge *merge, int number, int *ret_index);

/* Is @ev of that @iteration result @number of the whole? 0, or -EINVAL and in @ret_why what it is
 * instead; @name is the file's. */
int merge_fits(const struct merge *merge, int number, const struct evidence *ev, int iteration,
	       const char *name, struct why *ret_why);

#endif

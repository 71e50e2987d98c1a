/* SPDX-License-Identifier: GPL-2.0-only */
#include "merge.h"

#include "address.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Is the run whole by itself? */
static int check_run(const struct saved_run *run, struct why *why)
{
	const struct plan *plan = saved_plan(run);
	const char *name = saved_name(run);

	if (!plan)
		return why_fail(why, -EINVAL,
				"%s: plan: is missing, so missing results cannot be found", name);
	if (!saved_complete(run))
		return why_fail(why, -EINVAL, "%s: shard %d/%d was interrupted: play it again",
				name, plan->shard.number, plan->shard.count);
	if (saved_count(run) != plan_results(plan))
		return why_fail(why, -EINVAL, "%s: %d results; shard %d/%d of its plan has %d",
				name, saved_count(run), plan->shard.number, plan->shard.count,
				plan_results(plan));
	return 0;
}

/* The same word in both? */
static int check_word(const char *what, const char *mine, const char *firsts,
		      const struct saved_run *run, const struct saved_run *first, struct why *why)
{
	if (strcmp(mine, firsts) == 0)
		return 0;
	return why_fail(why, -EINVAL, "%s: %s is '%s', but in %s it is '%s'", saved_name(run), what,
			mine, saved_name(first), firsts);
}

static int check_number(const char *what, int mine, int firsts, const struct saved_run *run,
			const struct saved_run *first, struct why *why)
{
	if (mine == firsts)
		return 0;
	return why_fail(why, -EINVAL, "%s: %s is %d, but in %s it is %d: the plans differ",
			saved_name(run), what, mine, saved_name(first), firsts);
}

static int check_plans(const struct saved_run *run, const struct saved_run *first, struct why *why)
{
	const struct plan *mine = saved_plan(run), *plan = saved_plan(first);
	int err = check_number("shards", mine->shard.count, plan->shard.count, run, first, why);

	if (!err)
		err = check_number("repeat", mine->repeat, plan->repeat, run, first, why);
	if (!err)
		err = check_number("the length of plan", mine->count, plan->count, run, first, why);
	for (int i = 0; i < plan->count && !err; i++) {
		const struct plan_part *a = &mine->part[i], *b = &plan->part[i];
		if (strcmp(a->scenario, b->scenario) != 0 || a->family != b->family ||
		    a->shard != b->shard)
			err = why_fail(
				why, -EINVAL,
				"%s: plan[%d] is %s/%s of shard %d, but in %s it is %s/%s of shard %d",
				saved_name(run), i, a->scenario, family_text(a->family), a->shard,
				saved_name(first), b->scenario, family_text(b->family), b->shard);
	}
	return err;
}

static int check_pair(const struct saved_run *run, const struct saved_run *first, struct why *why)
{
	int err = check_word("version", saved_version(run), saved_version(first), run, first, why);

	if (!err)
		err = check_word("kernel", saved_kernel(run), saved_kernel(first), run, first, why);
	if (!err)
		err = check_word("machine", saved_machine(run), saved_machine(first), run, first,
				 why);
	return err ? err : check_plans(run, first, why);
}

/* Who plays each shard goes to @ret, from 1; no one: -1. */
static int find_shards(struct saved_run *const *run, int count, int *ret, struct why *why)
{
	const struct plan *plan = saved_plan(run[0]);
	int shards = plan->shard.count, missing = 0;
	char list[WHY_SIZE / 2] = "";

	for (int i = 0; i <= shards; i++)
		ret[i] = -1;
	for (int i = 0; i < count; i++) {
		int number = saved_plan(run[i])->shard.number;
		if (ret[number] >= 0)
			return why_fail(why, -EINVAL, "%s and %s are both shard %d/%d",
					saved_name(run[ret[number]]), saved_name(run[i]), number,
					shards);
		ret[number] = i;
	}
	for (int i = 0; i < plan->count; i++) {
		int number = plan->part[i].shard;
		size_t used = strlen(list);
		if (ret[number] != -1)
			continue;
		ret[number] = -2; /* named already */
		if (used + 16 < sizeof(list))
			snprintf(list + used, sizeof(list) - used, "%s%d/%d", missing ? ", " : "",
				 number, shards);
		missing++;
	}
	if (missing)
		return why_fail(why, -EINVAL, "%d of the shards %s missing: %s", missing,
				missing > 1 ? "are" : "is", list);
	return 0;
}

static int fill(struct saved_run *const *run, const int *who, struct merge *ret)
{
	const struct plan *plan = saved_plan(run[0]);
	int told[SHARDS_MAX + 1] = { 0 };

	ret->plan = (struct plan){ .shard = { 1, 1 }, .repeat = plan->repeat };
	ret->plan.part = calloc((size_t)plan->count, sizeof(*ret->plan.part));
	ret->part = calloc((size_t)plan->count, sizeof(*ret->part));
	if (!ret->plan.part || !ret->part)
		return -ENOMEM;
	ret->plan.count = plan->count;
	for (int i = 0; i < plan->count; i++) {
		int shard = plan->part[i].shard;
		ret->plan.part[i] = plan->part[i];
		ret->plan.part[i].shard = 1;
		ret->part[i].run = who[shard];
		ret->part[i].index = told[shard]++;
	}
	for (int i = 0; i < plan->count; i++)
		ret->part[i].step = told[plan->part[i].shard];
	return 0;
}

int merge_make(struct saved_run *const *run, int count, struct merge *ret, struct why *ret_why)
{
	int who[SHARDS_MAX + 1], err = 0;

	*ret = (struct merge){ 0 };
	for (int i = 0; i < count && !err; i++)
		err = check_run(run[i], ret_why);
	for (int i = 1; i < count && !err; i++)
		err = check_pair(run[i], run[0], ret_why);
	if (!err)
		err = find_shards(run, count, who, ret_why);
	if (!err)
		err = fill(run, who, ret);
	if (err == -ENOMEM)
		why_set(ret_why, "out of memory");
	if (!err && plan_results(&ret->plan) == INT_MAX)
		err = why_fail(ret_why, -EINVAL, "%s: its plan has too many results",
			       saved_name(run[0]));
	if (err)
		merge_free(ret);
	return err;
}

void merge_free(struct merge *merge)
{
	plan_free(&merge->plan);
	free(merge->part);
	merge->part = NULL;
}

int merge_count(const struct merge *merge)
{
	return plan_results(&merge->plan);
}

int merge_find(const struct merge *merge, int number, int *ret_index)
{
	int part = number % merge->plan.count, time = number / merge->plan.count;

	*ret_index = merge->part[part].index + time * merge->part[part].step;
	return merge->part[part].run;
}

int merge_fits(const struct merge *merge, int number, const struct evidence *ev, int iteration,
	       const char *name, struct why *ret_why)
{
	const struct plan *plan = &merge->plan;
	const struct plan_part *part = &plan->part[number % plan->count];
	int time = plan->repeat > 1 ? number / plan->count + 1 : 0, index;

	if (strcmp(ev->scenario, part->scenario) == 0 && ev->family == part->family &&
	    iteration == time)
		return 0;
	merge_find(merge, number, &index);
	return why_fail(ret_why, -EINVAL, "%s: results[%d] is %s/%s#%d, and in its plan %s/%s#%d",
			name, index, ev->scenario, family_text(ev->family), iteration,
			part->scenario, family_text(part->family), time);
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "choose.h"

#include "console.h"
#include "kernel_change.h"
#include "operand.h"
#include "registry.h"
#include "search.h"
#include "select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The user may think that a kernel was looked at which nobody knows. */
static void note_kernels(const struct options *options)
{
	struct kernel_pair kernels;
	char doubt[TEXT_SIZE];

	if (!options->filter.between || !kernel_pair(options->filter.between, &kernels))
		return;
	const char *const version[] = { kernels.old, kernels.new };
	for (int i = 0; i < 2; i++)
		if (*kernel_doubt(version[i], NULL, doubt, sizeof(doubt)))
			console_note(doubt);
}

/* Of @all, to the array that *@ret becomes. */
static int choose(const struct options *options, int first, const struct scenario *const *all,
		  int count, const struct scenario ***ret, struct why *why)
{
	*ret = calloc((size_t)count + 1, sizeof(**ret));
	if (!*ret) {
		why_set(why, "out of memory");
		return -1;
	}
	int chosen = select_scenarios(all, count, options->operands + first,
				      options->operand_count - first, &options->filter, *ret, why);
	if (chosen >= 0)
		note_kernels(options);
	return chosen;
}

int choose_scenarios(const struct options *options, const struct scenario ***ret, struct why *why)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	return choose(options, 0, all, count, ret, why);
}

int choose_or_search(const struct options *options, const struct scenario ***ret,
		     bool *ret_by_words, struct why *why)
{
	int all_count;
	const struct scenario *const *all = registry_scenarios(&all_count);
	int count = choose(options, 0, all, all_count, ret, why);
	int found = *ret ? search_scenarios(all, all_count, options->operands,
					    options->operand_count, &options->filter, *ret)
			 : -1;

	*ret_by_words = found >= 0;
	return found >= 0 ? found : count;
}

/* What there is besides scenarios: drills, and the matrix. All of it in @ret, the caller's to free;
 * NULL: no memory. */
static const struct scenario **everything(int *ret_count)
{
	const struct scenario *const *(*const lists[])(
		int *) = { registry_scenarios, registry_drills, registry_matrix };
	enum { LISTS = sizeof(lists) / sizeof(lists[0]) };
	const struct scenario **all = NULL;
	int count[LISTS], sum = 0;

	for (int i = 0; i < LISTS; i++) {
		lists[i](&count[i]);
		sum += count[i];
	}
	*ret_count = sum;
	all = calloc((size_t)sum + 1, sizeof(const struct scenario *));
	for (int i = 0, at = 0; all && i < LISTS; at += count[i++])
		memcpy(all + at, lists[i](&count[i]),
		       (size_t)count[i] * sizeof(const struct scenario *));
	return all;
}

int choose_after_first(const struct options *options, const struct scenario ***ret, struct why *why)
{
	int count;
	const struct scenario **all = everything(&count);

	*ret = NULL;
	if (!all) {
		why_set(why, "out of memory");
		return -1;
	}
	int chosen = choose(options, 1, all, count, ret, why);
	free(all);
	return chosen;
}

unsigned choose_families(const struct options *options, const struct scenario *scenario)
{
	unsigned over = 0;

	if (options->ipv4 &&
	    operands_mean(options->operands, options->operand_count, scenario->name, AF_INET, 0))
		over |= OVER_IPV4;
	if (options->ipv6 &&
	    operands_mean(options->operands, options->operand_count, scenario->name, AF_INET6, 0))
		over |= OVER_IPV6;
	return over;
}

int choose_own(const struct options *options, const struct scenario *const *chosen, int count,
	       struct own *ret, struct why *why)
{
	unsigned *over = calloc((size_t)count + 1, sizeof(*over));

	*ret = (struct own){ .plan = { .shard = options->shard, .repeat = options->repeat } };
	for (int i = 0; over && i < count; i++)
		over[i] = choose_families(options, chosen[i]);
	if (over && plan_make(chosen, over, count, &ret->plan) == 0) {
		ret->part = calloc((size_t)ret->plan.count + 1, sizeof(*ret->part));
		ret->lab = calloc((size_t)ret->plan.count + 1, sizeof(*ret->lab));
	}
	free(over);
	if (!ret->part || !ret->lab) {
		why_set(why, "out of memory");
		return -1;
	}
	ret->count = plan_own(&ret->plan, ret->part);
	for (int i = 0; i < ret->count; i++) {
		const struct plan_part *part = &ret->plan.part[ret->part[i]];
		ret->lab[i] = part->at * (options->ipv4 + options->ipv6) +
			      (options->ipv4 && part->family == AF_INET6);
	}
	return 0;
}

void own_free(struct own *own)
{
	plan_free(&own->plan);
	free(own->part);
	free(own->lab);
}

const char *none_text(const struct options *options)
{
	struct filter others = options->filter;

	others.between = NULL;
	return options->operand_count || filter_asks(&others)
		       ? "no scenario matches all filters: each one narrows the choice"
		       : "no promise depends on a change between these two kernels";
}

enum exit_code do_nothing(const struct options *options, const struct own *own)
{
	const struct shard *shard = &own->plan.shard;
	if (own->plan.count == 0)
		fprintf(stderr, "rstlab-ns: %s\n", none_text(options));
	else
		fprintf(stderr,
			"rstlab-ns: shard %d/%d has nothing to play: the plan has %d part%s\n",
			shard->number, shard->count, own->plan.count,
			own->plan.count == 1 ? "" : "s");
	return EXIT_NOTHING;
}

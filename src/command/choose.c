/* SPDX-License-Identifier: GPL-2.0-only */
#include "choose.h"

#include "registry.h"
#include "select.h"

#include <stdio.h>
#include <stdlib.h>

int choose_scenarios(const struct options *options, const struct scenario ***ret, struct why *why)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	*ret = calloc((size_t)count + 1, sizeof(**ret));
	if (!*ret) {
		why_set(why, "out of memory");
		return -1;
	}
	return select_scenarios(all, count, options->operands, options->operand_count,
				&options->filter, *ret, why);
}

int choose_own(const struct options *options, const struct scenario *const *chosen, int count,
	       struct own *ret, struct why *why)
{
	*ret = (struct own){ .plan = { .shard = options->shard, .repeat = options->repeat } };
	if (plan_make(chosen, count, options->ipv4, options->ipv6, &ret->plan) == 0)
		ret->part = calloc((size_t)ret->plan.count + 1, sizeof(*ret->part));
	if (!ret->part) {
		why_set(why, "out of memory");
		return -1;
	}
	ret->count = plan_own(&ret->plan, ret->part);
	return 0;
}

void own_free(struct own *own)
{
	plan_free(&own->plan);
	free(own->part);
}

const char *none_text(const struct options *options)
{
	const struct filter *filter = &options->filter;
	bool alone = !options->operand_count && !filter->tag && !filter->reason && !filter->section;
	return alone ? "no promise depends on a change between these two kernels"
		     : "no scenario is meant by all of these together";
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

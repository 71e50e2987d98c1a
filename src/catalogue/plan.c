/* SPDX-License-Identifier: GPL-2.0-only */
#include "plan.h"

#include "select.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

/* What a part costs: each kind is spread over the shards. */
enum kind { SLOW, QUICK, SKIPPED, KINDS };

static enum kind kind_of(const struct scenario *scenario, int family)
{
	if (scenario->family && scenario->family != family)
		return SKIPPED;
	return scenario->waits_for_timer ? SLOW : QUICK;
}

static const int family[] = { AF_INET, AF_INET6 };

/* Deals round and round: a kind after the other, and of each a family after the other, or the first
 * of two shards would have all of IPv4. */
static void deal(const struct scenario *const *list, struct plan *plan)
{
	int dealt = 0;

	for (enum kind kind = 0; kind < KINDS; kind++)
		for (int f = 0; f < 2; f++)
			for (int i = 0; i < plan->count; i++) {
				struct plan_part *part = &plan->part[i];
				if (part->family == family[f] &&
				    kind_of(list[part->at], part->family) == kind)
					part->shard = 1 + dealt++ % plan->shard.count;
			}
}

int plan_make(const struct scenario *const *list, const unsigned *over, int count,
	      struct plan *plan)
{
	plan->count = 0;
	plan->part = calloc(2 * (size_t)count + 1, sizeof(*plan->part));
	if (!plan->part)
		return -ENOMEM;
	for (int i = 0; i < count; i++)
		for (int f = 0; f < 2; f++)
			if (over[i] >> f & 1)
				plan->part[plan->count++] = (struct plan_part){
					.scenario = list[i]->name, .family = family[f], .at = i
				};
	deal(list, plan);
	return 0;
}

void plan_free(struct plan *plan)
{
	free(plan->part);
	plan->part = NULL;
	plan->count = 0;
}

int plan_own(const struct plan *plan, int *ret)
{
	int count = 0;

	for (int i = 0; i < plan->count; i++) {
		if (plan->part[i].shard != plan->shard.number)
			continue;
		if (ret)
			ret[count] = i;
		count++;
	}
	return count;
}

int plan_results(const struct plan *plan)
{
	int64_t results = (int64_t)plan_own(plan, NULL) * plan->repeat;

	return results > INT_MAX ? INT_MAX : (int)results;
}

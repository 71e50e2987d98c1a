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

/* Deals round and round: a kind after the other, and of each a family after the other, or the first
 * of two shards would have all of IPv4. */
static void deal(const struct scenario *const *list, int families, struct plan *plan)
{
	int dealt = 0;

	for (enum kind kind = 0; kind < KINDS; kind++)
		for (int family = 0; family < families; family++)
			for (int i = family; i < plan->count; i += families)
				if (kind_of(list[i / families], plan->part[i].family) == kind)
					plan->part[i].shard = 1 + dealt++ % plan->shard.count;
}

int plan_make(const struct scenario *const *list, int count, bool ipv4, bool ipv6,
	      struct plan *plan)
{
	int families = ipv4 + ipv6;

	plan->count = count * families;
	plan->part = calloc((size_t)plan->count + 1, sizeof(*plan->part));
	if (!plan->part)
		return -ENOMEM;
	for (int i = 0; i < plan->count; i++)
		plan->part[i] = (struct plan_part){
			.scenario = list[i / families]->name,
			.family = !ipv4 || i % families == 1 ? AF_INET6 : AF_INET,
		};
	deal(list, families, plan);
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

/* SPDX-License-Identifier: GPL-2.0-only */
#include "tampering.h"

#include "registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The case's number for that ruling, or -1. */
static int find(const struct tampering *tampering, const struct ruling *r)
{
	for (int i = 0; i < BROKEN_MAX && tampering->broken[i].who; i++)
		if (tampering->broken[i].witness == r->witness &&
		    strcmp(tampering->broken[i].who, r->who) == 0 &&
		    strncmp(tampering->broken[i].expected, r->expected,
			    strlen(tampering->broken[i].expected)) == 0)
			return i;
	return -1;
}

void tampering_check(const struct told *told, const struct tampering *tampering)
{
	bool seen[BROKEN_MAX] = { false };

	if (told->verdict->status != FAIL)
		fail_msg("%.900s", told->text);
	for (int i = 0; i < told->verdict->ruling_count; i++) {
		const struct ruling *r = &told->verdict->ruling[i];
		int at = find(tampering, r);
		if (at >= 0)
			seen[at] = true;
		if ((r->status == SKIP && r->witness == REASON) ||
		    (at >= 0 && tampering->broken[at].may_hold))
			continue;
		if ((r->status == FAIL) != (at >= 0))
			fail_msg("%s: %s of %s is %s: %s; %s", told->scenario->name,
				 witness_name[r->witness], r->who, status_name[r->status],
				 r->expected, r->actual);
	}
	for (int i = 0; i < BROKEN_MAX && tampering->broken[i].who; i++)
		/* Without the kernel's reason an ending may be taken for another. */
		if (!seen[i] && !told->verdict->outcome)
			fail_msg("%s promises no '%s'", told->scenario->name,
				 tampering->broken[i].expected);
}

void tampering_play(const char *name, tamper_fn *tamper, struct tale *tale)
{
	tampering_play_for(name, tamper, play_patience(), tale);
}

void tampering_play_for(const char *name, tamper_fn *tamper, double scale, struct tale *tale)
{
	const struct scenario *scenario = registry_scenario(name);
	struct run_plan plan = { .scenario = &scenario,
				 .scenario_count = 1,
				 .ipv4 = true,
				 .ipv6 = true,
				 .repeat = 1,
				 .scale = scale,
				 .tamper = tamper };

	assert_non_null(scenario);
	play(&plan, tale);
	assert_int_equal(tale->count, 2);
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "doctor.h"

#include "address.h"
#include "needs.h"
#include "promise.h"
#include "standing.h"
#include "text.h"
#include "trace_dispatch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void find(struct finding *finding, enum answer answer, const char *why_not)
{
	finding->answer = answer;
	text_set(finding->why_not, sizeof(finding->why_not), "%s", why_not ? why_not : "");
}

/* In the order of a run: the tracepoint wants the privilege that a user namespace would hide. */
static int examine_standing(struct diagnosis *diagnosis, struct why *ret_why)
{
	struct tracer *tracer;
	int error = tracer_open(&tracer, ret_why);
	if (error)
		return error;
	const char *no_trace = tracer_why_not(tracer), *no_reason = tracer_why_no_reason(tracer);
	find(&diagnosis->tracepoint, no_trace ? NO : YES, no_trace);
	snprintf(diagnosis->way, sizeof(diagnosis->way), "%s", no_trace ? "" : tracer_way(tracer));
	text_set(diagnosis->why_not_surer, sizeof(diagnosis->why_not_surer), "%s",
		 no_trace ? "" : tracer_why_not_surer(tracer));
	diagnosis->watch_hears =
		kernel_for_watch(diagnosis->watch_way, sizeof(diagnosis->watch_way));
	find(&diagnosis->witness[REASON], no_reason ? NO : YES, no_reason);
	tracer_close(tracer);
	struct standing standing;
	error = standing_take(&standing);
	diagnosis->possible = standing.possible;
	diagnosis->own_users = standing.own_users;
	diagnosis->own_procfs = standing.own_procfs;
	text_set(diagnosis->why_not, sizeof(diagnosis->why_not), "%s", standing.why);
	for (int i = WIRE; i < REASON; i++)
		find(&diagnosis->witness[i], diagnosis->possible ? YES : NO, diagnosis->why_not);
	if (!error)
		error = abilities_share(abilities, ability_count);
	return error ? why_fail(ret_why, error, "cannot try to make a lab: %s", strerror(-error))
		     : 0;
}

static void examine_ability(struct diagnosis *diagnosis, int index)
{
	char why[TEXT_SIZE];
	const struct ability *ability = &abilities[index];
	struct finding *finding = &diagnosis->ability[index];
	finding->name = ability->name;
	finding->what = ability->what;
	finding->option = ability->option;
	if (!diagnosis->possible) {
		find(finding, UNKNOWN, "not examined: no lab can be made here");
	} else if (!ability->probe) {
		text_set(why, sizeof(why), "only %swith '%s'",
			 diagnosis->own_users ? "as root, and " : "", ability->option);
		find(finding, diagnosis->own_users ? NO : UNKNOWN, why);
	} else {
		int error = ability_try(ability);
		find(finding, error ? NO : YES,
		     error ? ability_why(ability, error, why, sizeof(why)) : NULL);
	}
}

/* What a run of it would find, and say. */
static void examine_family(const struct diagnosis *diagnosis, const struct scenario *scenario,
			   int family, struct family_prospect *ret)
{
	*ret = (struct family_prospect){ .family = family_text(family) };
	if (!diagnosis->possible)
		text_set(ret->why_not, sizeof(ret->why_not), "%s", diagnosis->why_not);
	else
		ret->playable = needs_check(scenario, family, false, ret->why_not,
					    sizeof(ret->why_not)) == 0;
}

static void examine_scenario(struct diagnosis *diagnosis, const struct scenario *scenario)
{
	static const int families[] = { AF_INET, AF_INET6 };
	struct prospect *prospect = &diagnosis->prospect[diagnosis->count++];
	uint32_t playable = 0;
	*prospect = (struct prospect){ .scenario = scenario };
	for (int i = 0; i < 2; i++) {
		if (scenario->family && scenario->family != families[i])
			continue;
		struct family_prospect *family = &prospect->family[prospect->family_count++];
		examine_family(diagnosis, scenario, families[i], family);
		playable += family->playable;
	}
	prospect->in_full =
		playable == prospect->family_count && diagnosis->witness[REASON].answer == YES;
	diagnosis->full += prospect->in_full;
	diagnosis->playable += playable > 0;
}

/* clock_getres(2) tells nanoseconds of any clocksource but one that goes by the tick. */
static void examine_clock(struct diagnosis *diagnosis)
{
	struct timespec resolution = { 0 };
	FILE *in = fopen("/sys/devices/system/clocksource/clocksource0/current_clocksource", "re");
	if (in && fgets(diagnosis->clock, sizeof(diagnosis->clock), in))
		diagnosis->clock[strcspn(diagnosis->clock, "\n")] = '\0';
	if (in)
		fclose(in);
	clock_getres(CLOCK_MONOTONIC, &resolution);
	diagnosis->tick_ns = resolution.tv_sec * INT64_C(1000000000) + resolution.tv_nsec;
}

int diagnose(const struct scenario *const *list, int count, struct diagnosis **ret,
	     struct why *ret_why)
{
	struct diagnosis *diagnosis =
		calloc(1, sizeof(*diagnosis) + (size_t)count * sizeof(diagnosis->prospect[0]));
	if (!diagnosis)
		return why_fail(ret_why, -ENOMEM, "no memory for a diagnosis");
	uname(&diagnosis->uts);
	examine_clock(diagnosis);
	diagnosis->user = geteuid();
	for (int i = WIRE; i < WITNESS_COUNT; i++)
		diagnosis->witness[i].name = witness_name[i];
	diagnosis->ability_count = ability_count;
	int error = examine_standing(diagnosis, ret_why);
	for (int i = 0; !error && i < diagnosis->ability_count; i++)
		examine_ability(diagnosis, i);
	for (int i = 0; !error && i < count; i++)
		examine_scenario(diagnosis, list[i]);
	if (error)
		free(diagnosis);
	else
		*ret = diagnosis;
	return error;
}

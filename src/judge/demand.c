/* SPDX-License-Identifier: GPL-2.0-only */
#include "demand.h"

#include "promise.h"
#include "result.h"
#include "text.h"

#include <assert.h>
#include <string.h>

const char *const demand_name[DEMANDS] = {
	[NO_SKIP] = "no-skip",         [WIRE] = "require-wire",     [SOCKET] = "require-socket",
	[COUNTER] = "require-counter", [REASON] = "require-reason",
};

static_assert(DEMANDS == 5, "a name for each");

/* Why one result lacks something. */
struct lack {
	char why[RULING_TEXT];
	const char *remedy;
};

static bool lacks(struct lack *ret, const char *why, const char *remedy)
{
	text_set(ret->why, sizeof(ret->why), "%s", why);
	ret->remedy = remedy;
	return true;
}

/* What would make a promise examined that was not. */
static const char *remedy_of(const struct evidence *ev, const struct ruling *ruling)
{
	if (ruling->witness == COUNTER)
		return "use a kernel that has it, and a run that records it";
	if (ruling->witness != REASON)
		return "'rstlab-ns doctor' shows what the machine lacks";
	if (!ev->trace.present)
		return "run as root with the kernel's tracepoints; see 'rstlab-ns doctor'";
	if (!ev->reason.present || !ev->socketless.present)
		return "use Linux 6.10 or newer";
	if (ev->trace_missing)
		return "run again on a less busy machine, or with fewer --jobs";
	return "use a newer kernel";
}

/* A promise of @demand, or of any witness, that was not examined. */
static bool lacks_ruling(const struct result *result, int demand, struct lack *ret)
{
	const struct verdict *verdict = &result->verdict;

	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (ruling->status == SKIP && !ruling->unreached &&
		    (demand == NO_SKIP || ruling->witness == (enum witness)demand))
			return lacks(ret, ruling->actual, remedy_of(result->reading.ev, ruling));
	}
	return false;
}

static bool promises_some(const struct result *result, enum witness witness)
{
	const char *version = reading_version(&result->reading);

	for (struct promises walk = promises_of(result->scenario); promises_next(&walk);)
		if (promise_witness(&walk.promise) == witness &&
		    promise_holds(&walk.promise, version))
			return true;
	return false;
}

/* The whole scenario was skipped. */
static bool lacks_play(const struct result *result, int demand, struct lack *ret)
{
	const struct evidence *ev = result->reading.ev;

	if (demand != NO_SKIP && (ev->unasked || !promises_some(result, (enum witness)demand)))
		return false;
	return lacks(ret, result->verdict.why,
		     ev->unasked ? "use --own-machine"
				 : "'rstlab-ns doctor' shows what the machine lacks");
}

static bool find_lack(const struct result *result, int demand, struct lack *ret)
{
	const struct evidence *ev = result->reading.ev;
	int family = result->scenario->family;
	char why[RULING_TEXT];

	if (result->verdict.status == BROKEN || (family && family != ev->family))
		return false;
	if (ev->ending == ENDED_SKIP)
		return lacks_play(result, demand, ret);
	if (lacks_ruling(result, demand, ret))
		return true;
	if (demand != REASON || !ev->trace_missing)
		return false;
	text_set(why, sizeof(why), "the kernel counted %llu events but did not deliver them",
		 (unsigned long long)ev->trace_missing);
	return lacks(ret, why, "run again on a less busy machine, or with fewer --jobs");
}

static void add_lack(struct shortfall *shortfall, const struct lack *lack)
{
	int i = 0;

	shortfall->results++;
	while (i < shortfall->cause_count && strcmp(shortfall->cause[i].why, lack->why) != 0)
		i++;
	if (i == EXCUSES_MAX)
		return;
	struct excuse *cause = &shortfall->cause[i];
	if (i == shortfall->cause_count) {
		shortfall->cause_count++;
		text_set(cause->why, sizeof(cause->why), "%s", lack->why);
		cause->remedy = lack->remedy;
	}
	cause->results++;
}

void demands_note(struct demands *demands, const struct result *result)
{
	struct lack lack;

	demands->results++;
	for (int demand = 0; demand < DEMANDS; demand++)
		if (demands->asked & DEMAND_BIT(demand) && find_lack(result, demand, &lack))
			add_lack(&demands->of[demand], &lack);
}

bool demand_is_met(const struct demands *demands, int demand)
{
	return !demands->of[demand].results;
}

bool demands_are_met(const struct demands *demands)
{
	for (int demand = 0; demand < DEMANDS; demand++)
		if (!demand_is_met(demands, demand))
			return false;
	return true;
}

const char *demand_text(const struct demands *demands, int demand, char *buffer, size_t size)
{
	const struct shortfall *shortfall = &demands->of[demand];
	const struct excuse *most = &shortfall->cause[0];

	for (int i = 1; i < shortfall->cause_count; i++)
		if (shortfall->cause[i].results > most->results)
			most = &shortfall->cause[i];
	if (demand == NO_SKIP)
		text_set(buffer, size,
			 "--no-skip: %d of %d results %s skipped or skipped a promise",
			 shortfall->results, demands->results,
			 shortfall->results == 1 ? "was" : "were");
	else
		text_set(buffer, size,
			 "--require %s: not examined, or not in full, in %d of %d results",
			 witness_name[demand], shortfall->results, demands->results);
	text_append(buffer, size, ": %s", most->why);
	if (most->results < shortfall->results)
		text_append(buffer, size, " (%d; the others for other causes)", most->results);
	text_append(buffer, size, "; %s", most->remedy);
	return buffer;
}

int demand_next(const struct demands *demands, int demand)
{
	if (demand == NO_SKIP)
		return -1;
	for (demand = demand < 0 ? NO_SKIP + 1 : demand + 1; demand < DEMANDS; demand++)
		if (demands->asked & DEMAND_BIT(demand))
			return demand;
	return demands->asked & DEMAND_BIT(NO_SKIP) ? NO_SKIP : -1;
}

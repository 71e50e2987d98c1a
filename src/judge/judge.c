/* SPDX-License-Identifier: GPL-2.0-only */
#include "judge.h"

#include "drill_told.h"
#include "judge_parts.h"
#include "kernel_change.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const char *const status_name[STATUS_COUNT] = {
	[PASS] = "PASS", [FAIL] = "FAIL", [SKIP] = "SKIP", [XFAIL] = "XFAIL", [BROKEN] = "BROKEN",
};

static_assert(STATUS_COUNT == 5, "a name for each");

static void rule(const struct reading *reading, const struct promise *promise, struct ruling *ret)
{
	ret->witness = promise_witness(promise);
	ret->who = promise->who;
	ret->because = promise->because;
	ret->chapter = promise->chapter;
	ret->outcome = promise->outcome;
	ret->wire = promise->wire;
	promise_text(promise, ret->expected, sizeof(ret->expected));
	promise_kernels(promise, ret->kernels, sizeof(ret->kernels));
	if (strcmp(promise->who, ANY_HOST) != 0 && evidence_host(reading->ev, promise->who) < 0) {
		text_set(ret->actual, sizeof(ret->actual), "there is no host '%s'", promise->who);
		ret->unsound = true;
		return;
	}
	if (is_spoilt(reading, promise, ret))
		return;
	if (promise->wire)
		judge_wire(reading, promise, ret);
	else if (promise->call)
		judge_call(reading, promise, ret);
	else if (promise->look)
		judge_look(reading, promise, ret);
	else if (promise->counter)
		judge_counter(reading, promise, ret);
	else
		judge_reason(reading, promise, ret);
}

static bool is_of(const struct ruling *r, const char *outcome)
{
	return r->outcome && strcmp(r->outcome, outcome) == 0;
}

/* An outcome came if none of its promises was broken, and one at least was kept. */
static bool came(const struct verdict *verdict, const char *outcome)
{
	int kept = 0;
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *r = &verdict->ruling[i];
		if (!is_of(r, outcome))
			continue;
		if (r->status == FAIL)
			return false;
		kept += r->status == PASS;
	}
	return kept > 0;
}

/* None of its promises was broken, and none could be examined. */
static bool may_have_come(const struct verdict *verdict, const char *outcome)
{
	bool owes = false;
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *r = &verdict->ruling[i];
		if (!is_of(r, outcome))
			continue;
		if (r->status != SKIP)
			return false;
		owes = true;
	}
	return owes;
}

/* Drops the promises of endings that did not come, or that cannot have come. */
static void keep_endings(struct verdict *verdict, const struct outcome *found)
{
	bool keep[RULINGS_MAX];
	int kept = 0;
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *r = &verdict->ruling[i];
		keep[i] = !r->outcome ||
			  (found ? is_of(r, found->name) : may_have_come(verdict, r->outcome));
	}
	for (int i = 0; i < verdict->ruling_count; i++)
		if (keep[i])
			verdict->ruling[kept++] = verdict->ruling[i];
	verdict->ruling_count = kept;
}

/* Exactly one outcome may have come; the promises of the others are then no promises. False: none
 * has, but one of which no witness could speak. */
static bool choose_outcome(const struct scenario *scenario, struct verdict *verdict)
{
	const struct outcome *found = NULL;
	bool open = false;
	for (const struct outcome *o = scenario->outcomes; o->name; o++) {
		open = open || may_have_come(verdict, o->name);
		if (!came(verdict, o->name))
			continue;
		if (found) { /* all stay to be seen */
			text_set(verdict->why, sizeof(verdict->why),
				 "it ended as '%s' and as '%s', which cannot be told apart",
				 found->name, o->name);
			return true;
		}
		found = o;
	}
	verdict->outcome = found;
	if (found || open)
		keep_endings(verdict, found);
	return found || !open;
}

/* That the witnesses agree is no promise of the story: alone it makes no PASS. */
static void conclude(const struct scenario *scenario, bool settled, struct verdict *verdict)
{
	int count[STATUS_COUNT] = { 0 }, own = 0, heard = 0;
	const struct ruling *unheard = NULL;
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *r = &verdict->ruling[i];
		count[r->status]++;
		own += !r->agreement;
		heard += !r->agreement && r->status != SKIP;
		if (!unheard && r->status == SKIP)
			unheard = r;
	}
	if (count[FAIL] || (scenario->outcomes && settled && !verdict->outcome))
		verdict->status = FAIL;
	else if (!settled)
		verdict->status = SKIP;
	else if (count[XFAIL])
		verdict->status = XFAIL;
	else if (count[PASS] && (heard || !own))
		verdict->status = PASS;
	else
		verdict->status = SKIP;
	if (verdict->status == FAIL && !count[FAIL] && !verdict->why[0])
		text_set(verdict->why, sizeof(verdict->why),
			 "the ending is not one of the known endings");
	if (verdict->status == XFAIL)
		text_set(verdict->why, sizeof(verdict->why), "known issue of the kernel: %s",
			 scenario->title);
	if (verdict->status == PASS && scenario->known_issue)
		text_set(verdict->why, sizeof(verdict->why),
			 "fixed: this kernel no longer has the known issue");
	if (verdict->status == SKIP)
		text_set(verdict->why, sizeof(verdict->why), "%s%s%s",
			 !settled ? "its ending could not be examined"
			 : own    ? "none of its promises could be examined"
				  : "no witness is available here",
			 unheard ? ": " : "", unheard ? unheard->actual : "");
}

/* Did the story end, and did no witness lose anything? If not, there is nothing to judge. */
static bool is_whole(const struct scenario *scenario, const struct evidence *ev,
		     struct verdict *ret)
{
	switch (ev->ending) {
	case ENDED_WAITING:
		text_set(ret->why, sizeof(ret->why), "%s", ev->why);
		if (!scenario->is_drill)
			break;
		ret->status = BROKEN;
		return false;
	case ENDED_WELL:
		break;
	case ENDED_SKIP:
		ret->status = SKIP;
		text_set(ret->why, sizeof(ret->why), "%s", ev->why);
		return false;
	case ENDED_BROKEN:
	case ENDED_UNTOLD:
		ret->status = BROKEN;
		text_set(ret->why, sizeof(ret->why), "%s",
			 ev->why[0] ? ev->why : "the lab ended without a word");
		return false;
	}
	ret->status = BROKEN;
	/* Of a drill not everything is kept, and what is lost is told of. */
	for (int i = 0; i < ev->end_count; i++)
		if (ev->end[i].drops && !scenario->is_drill) {
			text_set(ret->why, sizeof(ret->why),
				 "the capture of '%s' at '%s' dropped %llu packets",
				 ev->end[i].ifname, ev->host[ev->end[i].host].name,
				 (unsigned long long)ev->end[i].drops);
			return false;
		}
	if (ev->trace_lost && !scenario->is_drill) {
		text_set(ret->why, sizeof(ret->why), "the trace buffer overran: %llu events lost",
			 (unsigned long long)ev->trace_lost);
		return false;
	}
	ret->status = PASS;
	return true;
}

static bool has_outcome(const struct scenario *scenario, const char *name)
{
	const struct outcome *outcome = scenario->outcomes;
	while (outcome && outcome->name && strcmp(outcome->name, name) != 0)
		outcome++;
	return outcome && outcome->name;
}

/* Why a promise of @scenario cannot be judged, or NULL. */
static const char *find_fault(const struct scenario *scenario, const struct promise *promise)
{
	if (promise->outcome && !has_outcome(scenario, promise->outcome))
		return "it belongs to an ending that the scenario does not have";
	return promise_fault(promise);
}

/* Promises that make no sense cost their scenario, and nobody else. */
static bool can_be_judged(const struct scenario *scenario, struct verdict *ret)
{
	int number = 1;
	for (struct promises walk = promises_of(scenario); promises_next(&walk); number++) {
		const char *fault = find_fault(scenario, &walk.promise);
		if (!fault)
			continue;
		ret->status = BROKEN;
		text_set(ret->why, sizeof(ret->why), "promise %d, of '%.40s', cannot be judged: %s",
			 number, walk.promise.who, fault);
		return false;
	}
	if (number - 1 > PROMISES_MAX) {
		ret->status = BROKEN;
		text_set(ret->why, sizeof(ret->why), "%d promises, but only %d can be judged",
			 number - 1, PROMISES_MAX);
		return false;
	}
	return true;
}

/* What became of the client, whether it survived or not. */
static void tell_drill(const struct reading *reading, struct verdict *ret)
{
	struct drill_told told;

	drill_tell(reading, &told);
	drill_text(&told, ret->why, sizeof(ret->why));
}

static void rule_one(const struct scenario *scenario, const struct reading *reading,
		     const struct promise *p, const char *version, struct verdict *ret)
{
	if (!promise_holds(p, version))
		return;
	if (p->without)
		ret->lacks = p->without;
	struct ruling *ruling = add_ruling(ret);
	rule(reading, p, ruling);
	if (reading->ev->ending == ENDED_WAITING)
		rule_waiting(scenario, reading, p, ruling);
	bool mended = p->mended && kernel_has(p->mended->since, version);
	if (p->known_broken && !mended && ruling->status == FAIL && !ruling->unsound)
		ruling->status = XFAIL;
}

/* It was ended where it was held: what is promised of all of it, or of its ending, cannot be asked;
 * what is promised of a part that was played can be broken, and a part alone makes no PASS. */
static void judge_played(const struct scenario *scenario, const struct reading *reading,
			 const char *version, struct verdict *ret)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (!walk.promise.outcome && was_played(reading->ev, &walk.promise))
			rule_one(scenario, reading, &walk.promise, version, ret);
	excuse_broken(reading->ev, ret);
	for (int i = 0; i < ret->ruling_count; i++)
		if (ret->ruling[i].status == FAIL)
			ret->status = FAIL;
}

void judge(const struct scenario *scenario, const struct reading *reading, const char *version,
	   struct verdict *ret)
{
	ret->status = PASS;
	ret->why[0] = '\0';
	ret->outcome = NULL;
	ret->lacks = NULL;
	ret->ruling_count = 0;
	bool whole = is_whole(scenario, reading->ev, ret);
	if (was_ended_held(reading->ev) && can_be_judged(scenario, ret)) {
		judge_played(scenario, reading, version, ret);
		return;
	}
	/* What a story waited for in vain may be what such a call was to bring. */
	bool hindered = ret->status != SKIP && is_hindered(scenario, reading->ev, ret);
	if (!whole || hindered || !can_be_judged(scenario, ret) ||
	    (!scenario->is_drill && is_swallowed(scenario, reading, ret)))
		return;

	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		rule_one(scenario, reading, &walk.promise, version, ret);
	if (reading->ev->ending == ENDED_WAITING) {
		conclude_waiting(scenario, reading, ret);
		return;
	}
	bool settled = !scenario->outcomes || choose_outcome(scenario, ret);
	/* What somebody's programs reset besides is not known beforehand. */
	if (!scenario->is_drill)
		judge_agreement(scenario, reading, ret);
	excuse_broken(reading->ev, ret);
	/* That none of the known endings came may be the user's doing as well. */
	if (reading->ev->visits && scenario->outcomes && !ret->outcome)
		settled = false;
	conclude(scenario, settled, ret);
	if (scenario->is_drill)
		tell_drill(reading, ret);
}

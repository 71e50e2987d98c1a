/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge_held.c - stories that were held open to the user, and what can still be said of them.
 *
 * What came while a story was held is its own doing or the user's: nobody can tell. So a promise
 * that counts any of it is not examined. And where the user has run programs in the hosts, a
 * promise that is broken does not speak of TCP: he may have changed a route, a rule, a sysctl.
 */
#include "judge_parts.h"

#include <string.h>

/* Where the story was held when packet or counter moved: "before chapter 2 'the client sends'". */
static const char *where(const struct evidence *ev, int hold)
{
	return hold > 0 && hold <= ev->hold_count ? ev->hold[hold - 1].where : "open";
}

/* Segments that @promise would count, and that came in a hold; @ret_hold: in which, the last. */
static int count_held(const struct reading *reading, const struct promise *promise, int *ret_hold)
{
	int count = 0;
	for (int i = 0; i < reading->wire.count; i++) {
		const struct segment *s = &reading->wire.segment[i];
		int hold = reading->ev->packet[s->first].hold;
		if (!hold || !wire_counts(reading, promise, s))
			continue;
		*ret_hold = hold;
		count++;
	}
	return count;
}

static bool spoils_wire(const struct reading *reading, const struct promise *promise,
			struct ruling *ret)
{
	int hold = 0, count = count_held(reading, promise, &hold);
	if (count > 0)
		text_append(ret->actual, sizeof(ret->actual),
			    "%d such segment%s came while it was held %s, from the user's own "
			    "commands or a timer",
			    count, count == 1 ? "" : "s", where(reading->ev, hold));
	else if (reading->ev->held_unkept)
		text_append(
			ret->actual, sizeof(ret->actual),
			"%llu packets that came while it was held were not kept, for lack of room",
			(unsigned long long)reading->ev->held_unkept);
	return count > 0 || reading->ev->held_unkept;
}

/* Growth of @name, NULL: of any counter, at those whom @promise speaks of, while it was held. */
static bool has_grown(const struct evidence *ev, const struct promise *promise, const char *name,
		      struct ruling *ret)
{
	for (int i = 0; i < ev->counter_count; i++) {
		const struct counter_fact *fact = &ev->counter[i];
		if (!fact->held || !is_meant(ev, promise, fact->host) ||
		    (name && strcmp(fact->name, name) != 0))
			continue;
		text_append(ret->actual, sizeof(ret->actual),
			    "%s of '%s' grew by %lld while it was held open, by the user's own "
			    "commands or a timer",
			    fact->name, ev->host[fact->host].name, (long long)fact->held);
		return true;
	}
	return false;
}

/* Was it held before somebody looked? What has come then may be what he saw. */
static bool was_held_before(const struct evidence *ev, const char *label)
{
	for (int i = 0; i < ev->look_count; i++)
		if (strcmp(ev->look[i].label, label) == 0 && ev->hold_count > 0 &&
		    ev->hold[0].begin_ns < ev->look[i].time_ns)
			return true;
	return false;
}

bool is_spoilt(const struct reading *reading, const struct promise *promise, struct ruling *ret)
{
	const struct evidence *ev = reading->ev;
	bool spoilt = false;
	if (ev->hold_count == 0)
		return false;
	if (promise->wire)
		spoilt = spoils_wire(reading, promise, ret);
	else if (promise->look)
		spoilt = was_held_before(ev, promise_look(promise)) &&
			 has_grown(ev, promise, NULL, ret);
	else if (promise->counter)
		spoilt = has_grown(ev, promise, promise->counter->name, ret);
	else if (promise->reason)
		spoilt = has_grown(ev, promise, "TcpOutRsts", ret);
	if (spoilt)
		ret->status = SKIP;
	return spoilt;
}

/* A broken promise of a story that is not the kernel's alone. */
static void excuse(const struct evidence *ev, struct ruling *ruling)
{
	if (ruling->status != FAIL || ruling->unsound)
		return;
	if (ev->visits)
		text_append(ruling->actual, sizeof(ruling->actual),
			    "; the user ran %d program%s in the hosts, which may be the reason",
			    ev->visits, ev->visits == 1 ? "" : "s");
	else if (ruling->agreement && ev->held_unkept)
		text_append(ruling->actual, sizeof(ruling->actual),
			    "; %llu packets that came while it was held were not kept, for lack "
			    "of room",
			    (unsigned long long)ev->held_unkept);
	else
		return;
	ruling->status = SKIP;
}

void excuse_broken(const struct evidence *ev, struct verdict *verdict)
{
	for (int i = 0; i < verdict->ruling_count; i++)
		excuse(ev, &verdict->ruling[i]);
}

bool was_ended_held(const struct evidence *ev)
{
	return ev->ending == ENDED_SKIP && ev->hold_count > 0;
}

bool was_played(const struct evidence *ev, const struct promise *promise)
{
	for (int i = 0; i < ev->look_count && promise->look; i++)
		if (strcmp(ev->look[i].label, promise_look(promise)) == 0)
			return true;
	for (int i = 0; i < ev->chapter_count && promise->chapter; i++)
		if (strcmp(ev->chapter[i], promise->chapter) == 0)
			return true;
	return false;
}

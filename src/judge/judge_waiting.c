/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge_waiting.c - stories that ended waiting for what TCP was to bring.
 *
 * If a promise asks for that, it is broken: the RST that does not come is the plainest of all. If
 * none does, the lab has waited for something of its own, and nothing is said of TCP. What the rest
 * of the story was to show was not reached.
 */
#include "judge_parts.h"
#include "tcp_state.h"

#include <errno.h>
#include <string.h>

static bool is_none(const struct want *count)
{
	return count->is_set && count->value == 0;
}

/* Can a segment have the flags of @claim, and those that were waited for? Both may say "at least".
 */
static bool flags_agree(const char *claim, const char *waited, bool waited_at_least)
{
	if (!claim)
		return true;
	bool at_least = claim[0] == '~';
	int its = flags_parse(claim + at_least), wanted = flags_parse(waited);
	if (its < 0 || wanted < 0)
		return false;
	/* No segment of TCP has two of these. */
	int kinds = (its | wanted) & (SYN | FIN | RST);
	return (kinds & (kinds - 1)) == 0 && (at_least || (its & wanted) == wanted) &&
	       (waited_at_least || (its & wanted) == its);
}

/* Is @promise about the chapter in which the story ended, or about all of it? */
static bool is_of_last_chapter(const struct evidence *ev, const struct promise *promise)
{
	return in_chapter(ev, ev->missed.chapter, promise->chapter);
}

/* Has the kernel told of some RST of whom @promise speaks? Which one is lacking is not known then.
 */
static bool was_reset(const struct evidence *ev, const struct promise *promise)
{
	for (int i = 0; i < ev->reset_count; i++)
		if (ev->reset[i].sent && is_meant(ev, promise, ev->reset[i].host))
			return true;
	return false;
}

/* Of a segment with these flags, @arrives or not: then it is of the host itself. */
static bool awaits_segment(const struct evidence *ev, const struct promise *promise, bool arrives,
			   const char *word)
{
	const struct missed_fact *missed = &ev->missed;
	bool at_least = arrives || word[0] == '~';
	const char *flags = word + (word[0] == '~');
	/* It arrives at who has not sent it. */
	bool is_sender = strcmp(promise->who, ANY_HOST) == 0 ||
			 is_meant(ev, promise, missed->host) != arrives;
	if (promise->reason)
		return is_sender && (flags_parse(flags) & RST) && !was_reset(ev, promise);
	return promise->wire && is_sender && !promise->wire->lost &&
	       !is_none(&promise->wire->count) && is_of_last_chapter(ev, promise) &&
	       flags_agree(promise->wire->flags, flags, at_least);
}

/* The call under way is the next of its name. */
static bool is_that_call(const struct evidence *ev, const struct promise *promise)
{
	const struct call_claim *claim = promise->call;
	int made = 0;
	for (int i = 0; i < ev->event_count; i++)
		made += ev->event[i].kind == EVENT_CALL && ev->event[i].host == ev->missed.host &&
			strcmp(ev->event[i].verb, claim->verb) == 0 &&
			in_chapter(ev, ev->event[i].chapter, promise->chapter);
	return strcmp(claim->verb, ev->missed.word) == 0 &&
	       is_meant(ev, promise, ev->missed.host) && is_of_last_chapter(ev, promise) &&
	       (!claim->nth || claim->nth == made + 1);
}

/* A call that is to fail for a RST waits for that RST. */
static bool awaits_reset(const struct scenario *scenario, const struct evidence *ev)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (walk.promise.call && is_that_call(ev, &walk.promise) &&
		    (walk.promise.call->err == ECONNRESET ||
		     walk.promise.call->err == ECONNREFUSED))
			return true;
	return false;
}

/* The socket would not have been there at that look, or as it would have been. */
static bool awaits_look(const struct evidence *ev, const struct promise *promise)
{
	const struct missed_fact *missed = &ev->missed;
	const struct look_claim *claim = promise->look;
	bool is_not = claim->state && claim->state[0] == '~';
	bool its_state =
		!claim->state || (strcmp(claim->state + is_not, missed->word) == 0) != is_not;
	bool its_port = !claim->port || !missed->local_port || claim->port == missed->local_port ||
			claim->port == missed->remote_port;
	bool its_host = is_meant(ev, promise, missed->host);
	/* A look named as its chapter is that chapter's. */
	bool its_chapter = !claim->label || *claim->label || is_of_last_chapter(ev, promise);
	if (!its_state || !its_port || !its_chapter)
		return false;
	switch (missed->what) {
	case MISSED_GONE:
		return its_host;
	case MISSED_STATE:
		return its_host && claim->count > 0;
	case MISSED_COUNT: /* a connection has two ends */
		return claim->state && claim->count == missed->number;
	case MISSED_NOTHING:
	case MISSED_SEGMENT:
	case MISSED_SENT:
	case MISSED_CALL:
	case MISSED_UNREAD:
		break;
	}
	return false;
}

/* Would what the story has waited for have kept @promise, as far as it goes? */
static bool is_awaited(const struct scenario *scenario, const struct evidence *ev,
		       const struct promise *promise)
{
	switch (ev->missed.what) {
	case MISSED_NOTHING:
		return false;
	case MISSED_SEGMENT:
	case MISSED_SENT:
		return awaits_segment(ev, promise, ev->missed.what == MISSED_SEGMENT,
				      ev->missed.word);
	case MISSED_CALL:
		if (promise->call)
			return is_that_call(ev, promise);
		return awaits_segment(ev, promise, true, "RST") && awaits_reset(scenario, ev);
	case MISSED_STATE:
	case MISSED_GONE:
	case MISSED_COUNT:
		return promise->look && awaits_look(ev, promise);
	case MISSED_UNREAD:
		return promise->call && strcmp(promise->call->verb, "recv") == 0 &&
		       is_meant(ev, promise, ev->missed.host) && is_of_last_chapter(ev, promise) &&
		       promise->call->ret.is_set && promise->call->ret.value > 0;
	}
	return false;
}

/* Has the story come past the chapter that @promise speaks of? */
static bool is_over(const struct evidence *ev, const struct promise *promise)
{
	bool was = false;
	for (int chapter = 0; chapter < ev->missed.chapter; chapter++)
		was = was || in_chapter(ev, chapter, promise->chapter);
	return promise->chapter && was && !is_of_last_chapter(ev, promise);
}

static bool has_looked(const struct evidence *ev, const struct promise *promise)
{
	for (int i = 0; i < ev->look_count; i++)
		if (is_meant(ev, promise, ev->look[i].host) &&
		    strcmp(ev->look[i].label, promise_look(promise)) == 0)
			return true;
	return false;
}

/* A segment that is not as promised, or one too many; before the wait, which may have made some
 * come again. */
static bool is_exceeded(const struct reading *reading, const struct promise *promise)
{
	int count = 0;
	for (int i = 0; i < reading->wire.count; i++) {
		const struct segment *s = &reading->wire.segment[i];
		if (s->first >= reading->ev->missed.packets || !wire_counts(reading, promise, s))
			continue;
		count++;
		if (!wire_fits(reading, promise, s))
			return true;
	}
	return promise->wire->count.is_set && count > promise->wire->count.value;
}

/* Is @ret the last word on @promise, whatever the rest of the story would have brought? */
static bool is_settled(const struct reading *reading, const struct promise *promise,
		       const struct ruling *ret)
{
	const struct evidence *ev = reading->ev;
	if (promise->look)
		return has_looked(ev, promise);
	if (is_over(ev, promise))
		return true;
	if (ret->status == PASS)
		return (promise->wire && !is_none(&promise->wire->count)) || promise->call ||
		       (promise->counter && promise->counter->grew != 0) ||
		       (promise->reason && reason_wanted(promise->reason) > 0);
	return promise->wire && is_exceeded(reading, promise);
}

void rule_waiting(const struct scenario *scenario, const struct reading *reading,
		  const struct promise *promise, struct ruling *ret)
{
	bool awaited = ret->status == FAIL && is_awaited(scenario, reading->ev, promise);
	if (ret->status == SKIP || is_settled(reading, promise, ret))
		return;
	if (awaited) {
		ret->unsound = false;
		text_append(ret->actual, sizeof(ret->actual), "%sit was awaited but never came",
			    ret->actual[0] ? "; " : "");
		return;
	}
	ret->status = SKIP;
	ret->unsound = false;
	ret->unreached = true;
	text_set(ret->actual, sizeof(ret->actual), "not reached: the story ended waiting");
}

/* What one ending promises is broken if no other ending could have come either. */
static bool each_ending_fails(const struct scenario *scenario, const struct verdict *verdict)
{
	for (const struct outcome *o = scenario->outcomes; o->name; o++) {
		bool fails = false;
		for (int i = 0; i < verdict->ruling_count; i++)
			fails = fails ||
				(verdict->ruling[i].status == FAIL && verdict->ruling[i].outcome &&
				 strcmp(verdict->ruling[i].outcome, o->name) == 0);
		if (!fails)
			return false;
	}
	return true;
}

static void drop_endings(struct verdict *verdict)
{
	int kept = 0;
	for (int i = 0; i < verdict->ruling_count; i++)
		if (!verdict->ruling[i].outcome)
			verdict->ruling[kept++] = verdict->ruling[i];
	verdict->ruling_count = kept;
}

void conclude_waiting(const struct scenario *scenario, const struct reading *reading,
		      struct verdict *verdict)
{
	int fails = 0;
	if (scenario->outcomes && !each_ending_fails(scenario, verdict))
		drop_endings(verdict);
	judge_agreement(scenario, reading, verdict);
	excuse_broken(reading->ev, verdict);
	for (int i = 0; i < verdict->ruling_count; i++)
		fails += verdict->ruling[i].status == FAIL;
	verdict->status = fails ? FAIL : BROKEN;
	if (!fails)
		verdict->ruling_count = 0;
	text_set(verdict->why, sizeof(verdict->why), "%s", reading->ev->why);
}

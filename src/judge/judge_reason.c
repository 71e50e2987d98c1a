/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_reason.c - promises about what the kernel said at a RST. */
#include "judge_parts.h"
#include "tcp_state.h"

#include <string.h>

static bool reason_holds(const struct reason_claim *claim, const struct reset_fact *fact)
{
	return (!claim->reason || strcmp(claim->reason, fact->reason) == 0) &&
	       (!claim->state || strcmp(claim->state, fact->state) == 0);
}

/* Why the tracepoint cannot tell this, or NULL: of a reset for whatever reason, it must tell of
 * each. */
static const char *silent(const struct evidence *ev, const struct reason_claim *claim)
{
	const struct witness_facts *more = claim->reason ? &ev->reason : &ev->socketless;
	if (!ev->trace.present)
		return ev->trace.why_not;
	return more->present ? NULL : more->why_not;
}

/*
 * Has the kernel's enumeration this name? One that has it not cannot say it: those of the active
 * resets came in Linux 6.12, two releases after the first.
 */
static bool knows_reason(const struct evidence *ev, const char *reason)
{
	return !ev->reasons[0] || text_has_word(ev->reasons, reason);
}

/* Does the kernel count more RSTs of those that @promise speaks of than its tracepoint has told of,
 * where the kernel has kept some to itself? Then the right number of events is by chance. */
static bool is_untold(const struct evidence *ev, const struct promise *promise)
{
	int64_t untold = 0, counted;
	for (int host = 0; host < ev->host_count; host++)
		if (is_meant(ev, promise, host) &&
		    evidence_counter(ev, host, "TcpOutRsts", &counted))
			untold += counted - evidence_traced(ev, host);
	return ev->trace_missing && untold > 0;
}

bool may_be_missing(const struct evidence *ev, int64_t wanted, int64_t seen, struct ruling *ret)
{
	if (seen >= wanted || (uint64_t)(wanted - seen) > ev->trace_missing)
		return false;
	text_append(ret->actual, sizeof(ret->actual),
		    "; the kernel counted %llu more but did not deliver them",
		    (unsigned long long)ev->trace_missing);
	return true;
}

static void show_fact(const struct reading *reading, int fact, struct ruling *ret)
{
	for (int i = 0; i < reading->resets.count && fact >= 0; i++)
		if (reading->resets.reset[i].fact == fact)
			show_moment(ret, MOMENT_SENDS, i);
}

void judge_reason(const struct reading *reading, const struct promise *promise, struct ruling *ret)
{
	const struct reason_claim *claim = promise->reason;
	const struct evidence *ev = reading->ev;
	int count = 0, shown = -1;

	/* What is misspelt would never be, and a claim of none would hold for ever. */
	if (claim->state && strcmp(claim->state, "NONE") != 0 &&
	    tcp_state_parse(claim->state) < 0) {
		text_append(ret->actual, sizeof(ret->actual), "'%s' is not a TCP state",
			    claim->state);
		ret->unsound = true;
		return;
	}
	if (silent(ev, claim)) {
		ret->status = SKIP;
		text_append(ret->actual, sizeof(ret->actual), "%s", silent(ev, claim));
		return;
	}
	if (claim->reason && !knows_reason(ev, claim->reason)) {
		ret->status = SKIP;
		text_append(ret->actual, sizeof(ret->actual), "this kernel has no reason %s",
			    claim->reason);
		return;
	}
	for (int i = 0; i < ev->reset_count; i++) {
		const struct reset_fact *fact = &ev->reset[i];
		if (!fact->sent || !is_meant(ev, promise, fact->host) ||
		    (claim->here && !in_chapter(ev, reading_chapter(reading, i), promise->chapter)))
			continue;
		if (shown < 0 || (count == 0 && reason_holds(claim, fact)))
			shown = i;
		count += reason_holds(claim, fact);
		text_append(ret->actual, sizeof(ret->actual), "%sreason=%s state=%s",
			    ret->actual[0] ? ", " : "", fact->reason, fact->state);
	}
	if (!ret->actual[0])
		text_append(ret->actual, sizeof(ret->actual), "no tcp_send_reset");
	show_fact(reading, shown, ret);
	ret->status = count == reason_wanted(claim) ? PASS : FAIL;
	if (may_be_missing(ev, reason_wanted(claim), count, ret))
		ret->status = SKIP;
	if (ret->status == PASS && is_untold(ev, promise)) {
		ret->status = SKIP;
		text_append(ret->actual, sizeof(ret->actual),
			    "; the kernel counted more but did not deliver them");
	}
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_kernel.c - promises about the kernel's counters and its reasons; and the agreement of all.
 */
#include "judge_parts.h"

#include <stdio.h>
#include <string.h>

void judge_counter(const struct hearing *hearing, const struct promise *promise, struct ruling *ret)
{
	const struct counter_claim *claim = &promise->counter;
	int64_t grew = 0, its;
	bool known = false;

	for (int host = 0; host < hearing->ev->host_count; host++)
		if (is_meant(hearing->ev, promise, host) &&
		    evidence_counter(hearing->ev, host, claim->name, &its)) {
			known = true;
			grew += its;
		}
	if (!known) {
		ret->status = SKIP;
		text_append(ret->actual, sizeof(ret->actual),
			    hearing->ev->counter_names[0] ? "this kernel has no counter %s"
							  : "the counter %s was not recorded",
			    claim->name);
		return;
	}
	text_append(ret->actual, sizeof(ret->actual), "+%lld", (long long)grew);
	ret->status = grew == claim->grew ? PASS : FAIL;
}

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

/* RSTs that its tracepoint has told of. */
static int64_t count_traced(const struct evidence *ev, int host)
{
	int64_t count = 0;
	for (int i = 0; i < ev->reset_count; i++)
		count += ev->reset[i].sent && ev->reset[i].host == host;
	return count;
}

/* Does the kernel count more RSTs of those that @promise speaks of than its tracepoint has told of,
 * where perf has kept some to itself? Then the right number of events is by chance. */
static bool is_untold(const struct evidence *ev, const struct promise *promise)
{
	int64_t untold = 0, counted;
	for (int host = 0; host < ev->host_count; host++)
		if (is_meant(ev, promise, host) &&
		    evidence_counter(ev, host, "TcpOutRsts", &counted))
			untold += counted - count_traced(ev, host);
	return ev->trace_missing && untold > 0;
}

/* Fewer events than there must be, and so many of which perf knows that they happened and not what
 * they were: a witness that could not speak has not contradicted. */
static bool may_be_missing(const struct evidence *ev, int64_t wanted, int64_t seen,
			   struct ruling *ret)
{
	if (seen >= wanted || (uint64_t)(wanted - seen) > ev->trace_missing)
		return false;
	text_append(ret->actual, sizeof(ret->actual),
		    "; the kernel has counted %llu more and not handed them over",
		    (unsigned long long)ev->trace_missing);
	return true;
}

void judge_reason(const struct hearing *hearing, const struct promise *promise, struct ruling *ret)
{
	const struct reason_claim *claim = &promise->reason;
	const struct evidence *ev = hearing->ev;
	int count = 0;

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
		if (!fact->sent || !is_meant(ev, promise, fact->host))
			continue;
		count += reason_holds(claim, fact);
		text_append(ret->actual, sizeof(ret->actual), "%sreason=%s state=%s",
			    ret->actual[0] ? ", " : "", fact->reason, fact->state);
	}
	if (!ret->actual[0])
		text_append(ret->actual, sizeof(ret->actual), "no tcp_send_reset");
	ret->status = count == reason_wanted(claim) ? PASS : FAIL;
	if (may_be_missing(ev, reason_wanted(claim), count, ret))
		ret->status = SKIP;
	if (ret->status == PASS && is_untold(ev, promise)) {
		ret->status = SKIP;
		text_append(ret->actual, sizeof(ret->actual),
			    "; the kernel has counted more and not handed them over");
	}
}

/* ---- Agreement ----------------------------------------------------------------------------------
 */

static struct ruling *agree(struct verdict *verdict, enum witness witness, const char *who,
			    const char *because)
{
	struct ruling *ruling = add_ruling(verdict);
	ruling->witness = witness;
	ruling->who = who;
	ruling->because = because;
	ruling->agreement = true;
	return ruling;
}

/* Does the story say of this segment that no TCP has sent it? */
static bool is_forged(const struct hearing *hearing, const struct segment *s)
{
	for (struct promises walk = promises_of(hearing->scenario); promises_next(&walk);)
		if (walk.promise.wire.forged && wire_fits(hearing, &walk.promise, s))
			return true;
	return false;
}

/* RSTs that a host's TCP has put on a wire. */
static int64_t count_wire(const struct hearing *hearing, int host)
{
	int64_t count = 0;
	for (int i = 0; i < hearing->wire->count; i++) {
		const struct segment *s = &hearing->wire->segment[i];
		count += s->tcp.protocol == PROTO_TCP && s->tcp.flags & RST && s->origin == host &&
			 !is_forged(hearing, s);
	}
	return count;
}

/* RSTs of a host that were counted and could not leave: aborts, by its counter, and replies, by the
 * scenario's word. */
static int64_t count_unsent(const struct hearing *hearing, int host)
{
	const struct scenario *scenario = hearing->scenario;
	int64_t failed = 0;
	evidence_counter(hearing->ev, host, "TcpExtTCPAbortFailed", &failed);
	if (scenario->lost_replies.who &&
	    strcmp(scenario->lost_replies.who, hearing->ev->host[host].name) == 0)
		failed += scenario->lost_replies.count;
	return failed;
}

static void agree_on_host(const struct hearing *hearing, int host, struct verdict *verdict)
{
	const struct evidence *ev = hearing->ev;
	const char *name = ev->host[host].name;
	int64_t wire = count_wire(hearing, host), failed = count_unsent(hearing, host);
	int64_t traced = count_traced(ev, host), counted = 0;
	struct ruling *r =
		agree(verdict, COUNTER, name,
		      "each RST that the kernel counts is on its wire, or failed to leave");
	bool known = evidence_counter(ev, host, "TcpOutRsts", &counted);

	text_set(r->expected, sizeof(r->expected),
		 "TcpOutRsts +%lld: %lld on the wire, %lld failed", (long long)(wire + failed),
		 (long long)wire, (long long)failed);
	text_set(r->actual, sizeof(r->actual), "+%lld", (long long)counted);
	r->status = known && counted == wire + failed ? PASS : FAIL;

	r = agree(verdict, REASON, name,
		  "each RST that the kernel counts is told by its tracepoint");
	text_set(r->expected, sizeof(r->expected), "%lld tcp_send_reset events",
		 (long long)counted);
	text_set(r->actual, sizeof(r->actual), "%lld", (long long)traced);
	r->status = traced == counted ? PASS : FAIL;
	if (may_be_missing(ev, counted, traced, r))
		r->status = SKIP;
	if (ev->trace.present && ev->socketless.present)
		return;
	r->status = SKIP;
	text_set(r->actual, sizeof(r->actual), "%s",
		 ev->trace.present ? ev->socketless.why_not : ev->trace.why_not);
}

/* A tracepoint that tells of an address of this lab that no host has: somebody else's, or our
 * error. */
static void agree_on_strangers(const struct evidence *ev, struct verdict *verdict)
{
	int strangers = 0;
	for (int i = 0; i < ev->reset_count; i++)
		strangers += ev->reset[i].sent && ev->reset[i].host < 0;
	if (!strangers)
		return;
	struct ruling *r = agree(verdict, REASON, "nobody",
				 "every RST that is told of was sent by a host of this lab");
	text_set(r->expected, sizeof(r->expected), "0 tcp_send_reset events of other addresses");
	text_set(r->actual, sizeof(r->actual), "%d", strangers);
}

void judge_agreement(const struct hearing *hearing, struct verdict *verdict)
{
	const struct evidence *ev = hearing->ev;
	int64_t unsent = 0;
	for (int host = 0; host < ev->host_count; host++) {
		int64_t failed = 0;
		evidence_counter(ev, host, "TcpExtTCPAbortFailed", &failed);
		if (!ev->host[host].forwards || count_unsent(hearing, host) ||
		    count_wire(hearing, host))
			agree_on_host(hearing, host, verdict);
		unsent += failed;
	}
	if (unsent || hearing->scenario->unsent) {
		struct ruling *r =
			agree(verdict, COUNTER, "all",
			      "RSTs that were counted and could not leave: the link was down");
		text_set(r->expected, sizeof(r->expected), "TcpExtTCPAbortFailed +%d",
			 hearing->scenario->unsent);
		text_set(r->actual, sizeof(r->actual), "+%lld", (long long)unsent);
		r->status = unsent == hearing->scenario->unsent ? PASS : FAIL;
	}
	agree_on_strangers(ev, verdict);
}

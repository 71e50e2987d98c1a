/* SPDX-License-Identifier: GPL-2.0-only */
/* agreement.c - the witnesses must agree on how many RSTs there were. */
#include "judge_parts.h"

#include "packet.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Two of each host, and two of all. */
static_assert(PROMISES_MAX + 2 * HOSTS_MAX + 2 <= RULINGS_MAX, "a ruling for each");

enum { NEIGHBOR_SOLICITATION = 135 }; /* of ICMPv6 */

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
static bool is_forged(const struct scenario *scenario, const struct reading *reading,
		      const struct segment *s)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (walk.promise.wire && walk.promise.wire->forged &&
		    wire_fits(reading, &walk.promise, s))
			return true;
	return false;
}

/* RSTs that a host's TCP has put on a wire. */
static int64_t count_wire(const struct scenario *scenario, const struct reading *reading, int host)
{
	int64_t count = 0;
	for (int i = 0; i < reading->wire.count; i++) {
		const struct segment *s = &reading->wire.segment[i];
		count += segment_is_reset(s) && s->origin == host &&
			 !is_forged(scenario, reading, s);
	}
	return count;
}

/* RSTs of a host that were counted and could not leave: aborts, by its counter, and replies, by the
 * scenario's word. */
static int64_t count_unsent(const struct scenario *scenario, const struct reading *reading,
			    int host)
{
	int64_t failed = 0;
	evidence_counter(reading->ev, host, "TcpExtTCPAbortFailed", &failed);
	if (scenario->lost_replies.who &&
	    strcmp(scenario->lost_replies.who, reading->ev->host[host].name) == 0)
		failed += scenario->lost_replies.count;
	return failed;
}

/* A request of ARP, or a Neighbor Solicitation (RFC 4861, 4.3). */
static bool asks_for_neighbour(const struct evidence *ev, const struct packet *p)
{
	struct decoded packet;
	packet_decode(ev->frames + p->frame, p->caplen, &packet);
	return (packet.protocol == PROTO_ARP && packet.arp_operation == 1) ||
	       (packet.protocol == PROTO_ICMPV6 && packet.icmp_type == NEIGHBOR_SOLICITATION);
}

/*
 * Has a host asked for a neighbour more than once, and sent nothing else meanwhile? What it wanted
 * to send waits then, and is thrown away if nobody answers, or if it may not yet hear the answer:
 * neigh_invalidate().
 */
static bool asked_in_vain(const struct evidence *ev, int host)
{
	int asked[ENDS_MAX] = { 0 };
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *p = &ev->packet[i];
		if (!p->sent || ev->end[p->end].host != host)
			continue;
		asked[p->end] = asks_for_neighbour(ev, p) ? asked[p->end] + 1 : 0;
		if (asked[p->end] > 1)
			return true;
	}
	return false;
}

bool is_swallowed(const struct scenario *scenario, const struct reading *reading,
		  struct verdict *ret)
{
	const struct evidence *ev = reading->ev;
	for (int host = 0; host < ev->host_count; host++) {
		int64_t counted = 0;
		evidence_counter(ev, host, "TcpOutRsts", &counted);
		if (counted <= count_wire(scenario, reading, host) +
				       count_unsent(scenario, reading, host) ||
		    !asked_in_vain(ev, host))
			continue;
		ret->status = BROKEN;
		text_set(ret->why, sizeof(ret->why),
			 "'%s' could not resolve a neighbour: a RST that waited for it was lost",
			 ev->host[host].name);
		return true;
	}
	return false;
}

static void agree_on_host(const struct scenario *scenario, const struct reading *reading, int host,
			  struct verdict *verdict)
{
	const struct evidence *ev = reading->ev;
	const char *name = ev->host[host].name;
	int64_t wire = count_wire(scenario, reading, host),
		failed = count_unsent(scenario, reading, host);
	int64_t traced = evidence_traced(ev, host), counted = 0;
	struct ruling *r =
		agree(verdict, COUNTER, name,
		      "each RST that the kernel counts is on its wire or failed to leave");
	bool known = evidence_counter(ev, host, "TcpOutRsts", &counted);

	text_set(r->expected, sizeof(r->expected),
		 "TcpOutRsts +%lld: %lld on the wire, %lld failed", (long long)(wire + failed),
		 (long long)wire, (long long)failed);
	text_set(r->actual, sizeof(r->actual), "+%lld", (long long)counted);
	r->status = known && counted == wire + failed ? PASS : FAIL;

	r = agree(verdict, REASON, name, "the tracepoint reports each RST that the kernel counts");
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
	struct ruling *r =
		agree(verdict, REASON, "nobody", "a host of this lab sent each reported RST");
	text_set(r->expected, sizeof(r->expected), "0 tcp_send_reset events of other addresses");
	text_set(r->actual, sizeof(r->actual), "%d", strangers);
}

void judge_agreement(const struct scenario *scenario, const struct reading *reading,
		     struct verdict *verdict)
{
	const struct evidence *ev = reading->ev;
	int64_t unsent = 0;
	for (int host = 0; host < ev->host_count; host++) {
		int64_t failed = 0;
		evidence_counter(ev, host, "TcpExtTCPAbortFailed", &failed);
		if (!ev->host[host].forwards || count_unsent(scenario, reading, host) ||
		    count_wire(scenario, reading, host))
			agree_on_host(scenario, reading, host, verdict);
		unsent += failed;
	}
	if (unsent || scenario->unsent) {
		struct ruling *r =
			agree(verdict, COUNTER, "all",
			      "RSTs that were counted but could not leave: the link was down");
		text_set(r->expected, sizeof(r->expected), "TcpExtTCPAbortFailed +%d",
			 scenario->unsent);
		text_set(r->actual, sizeof(r->actual), "+%lld", (long long)unsent);
		r->status = unsent == scenario->unsent ? PASS : FAIL;
	}
	agree_on_strangers(ev, verdict);
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_flows.h"

#include "mptcp_reason.h"

#include <stdlib.h>
#include <string.h>

/* A connection may be in any place of its set. */
enum { SETS = 1 << 14, WAYS = 4 };

struct flow {
	struct endpoint end[2];
	struct live_side side[2]; /* what end[i] has sent */
	bool is_whole;
	int64_t last_ns; /* 0: free */
};

struct live_flows {
	struct flow flow[SETS][WAYS];
};

struct live_flows *live_flows_open(void)
{
	return calloc(1, sizeof(struct live_flows));
}

void live_flows_close(struct live_flows *flows)
{
	free(flows);
}

/* Which of its ends is @src, if the other is @dst; -1: another connection. */
static int side_of(const struct flow *flow, const struct endpoint *src, const struct endpoint *dst)
{
	for (int i = 0; i < 2 && flow->last_ns; i++)
		if (endpoint_equal(&flow->end[i], src) && endpoint_equal(&flow->end[!i], dst))
			return i;
	return -1;
}

static size_t set_of(const struct endpoint *src, const struct endpoint *dst)
{
	return endpoints_hash(src, dst, 0) % SETS;
}

/* The place in @set of the connection from @src to @dst, and which of its ends is @src; -1: not
 * there. */
static int find(const struct flow set[WAYS], const struct endpoint *src, const struct endpoint *dst,
		int *ret_side)
{
	for (int i = 0; i < WAYS; i++) {
		*ret_side = side_of(&set[i], src, dst);
		if (*ret_side >= 0)
			return i;
	}
	return -1;
}

/* Replaces the connection that was heard of longest ago. */
static struct flow *begin(struct flow set[WAYS], const struct decoded *tcp)
{
	struct flow *oldest = set;

	for (int i = 1; i < WAYS; i++)
		if (set[i].last_ns < oldest->last_ns)
			oldest = &set[i];
	*oldest = (struct flow){ .end = { tcp->src, tcp->dst },
				 .is_whole = (tcp->flags & (SYN | ACK)) == SYN };
	return oldest;
}

/* A SYN with another number opens a new connection; the same number is a retransmission or a second
 * sighting. */
static bool is_new(const struct flow *flow, int side, const struct decoded *tcp)
{
	return (tcp->flags & (SYN | ACK | RST)) == SYN &&
	       (!flow->side[side].syn || flow->side[side].isn != tcp->seq) &&
	       !(flow->side[!side].syn && !flow->side[side].syn && !flow->side[!side].fin &&
		 !flow->side[!side].rst);
}

/* No stack sends these flags together, or a FIN without ACK: how the receiver takes it is
 * unknown. */
static bool is_odd(const struct decoded *tcp)
{
	return tcp->flags & FIN && (tcp->flags & SYN || !(tcp->flags & ACK)) && !(tcp->flags & RST);
}

static void note(struct live_side *side, const struct decoded *tcp)
{
	bool ack = tcp->flags & ACK;

	if (tcp->flags & RST) {
		side->rst = true;
		return;
	}
	if (tcp->flags & SYN) {
		side->syn |= !ack;
		side->syn_ack |= ack;
		side->isn = tcp->seq;
		side->join |= mptcp_subtype(option_find(tcp, OPTION_MPTCP)) == MP_JOIN;
		side->mptcp |= option_find(tcp, OPTION_MPTCP) != NULL;
		side->plain |= !option_find(tcp, OPTION_MPTCP) && !tcp->options_cut;
	}
	side->fin |= tcp->flags & FIN;
	if (ack && (!side->has_acked || (int32_t)(tcp->ack - side->acked) > 0)) {
		side->acked = tcp->ack;
		side->has_acked = true;
	}
}

void live_flows_add(struct live_flows *flows, const struct decoded *tcp, int64_t time_ns)
{
	struct flow *set = flows->flow[set_of(&tcp->src, &tcp->dst)];
	int side, at = find(set, &tcp->src, &tcp->dst, &side);
	struct flow *flow = at < 0 ? NULL : &set[at];

	if (!flow || is_new(flow, side, tcp)) {
		if (flow)
			flow->last_ns = 0;
		flow = begin(set, tcp);
		side = 0;
	}
	if (is_odd(tcp))
		flow->is_whole = false;
	else
		note(&flow->side[side], tcp);
	flow->last_ns = time_ns > 0 ? time_ns : 1;
}

bool live_flows_find(const struct live_flows *flows, const struct endpoint *src,
		     const struct endpoint *dst, struct live_side *ret_src,
		     struct live_side *ret_dst, bool *ret_is_whole)
{
	const struct flow *set = flows->flow[set_of(src, dst)];
	int side, at = find(set, src, dst, &side);

	*ret_src = *ret_dst = (struct live_side){ 0 };
	*ret_is_whole = false;
	if (at < 0)
		return false;
	*ret_src = set[at].side[side];
	*ret_dst = set[at].side[!side];
	*ret_is_whole = set[at].is_whole;
	return true;
}

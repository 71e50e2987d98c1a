/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_view.h"

#include "candidate.h"
#include "causes.h"
#include "live_word.h"
#include "mptcp_reason.h"
#include "rst_reason.h"
#include "text.h"

#include <netinet/tcp.h>
#include <string.h>

enum { NEW_SYN_RECV = 12 };

#define ANY UINT32_MAX

static uint32_t bit(unsigned value)
{
	return UINT32_C(1) << value;
}

/* ---- What the header says -----------------------------------------------------------------------
 */

static uint32_t without(uint32_t values, uint32_t less)
{
	return values & ~less;
}

static uint32_t flags_may(const struct decoded *tcp)
{
	switch (tcp->flags & (FIN | SYN | RST | ACK)) {
	case RST:
		return bit(FLAGS_RST);
	case RST | ACK:
		return bit(FLAGS_RST_ACK);
	default:
		return bit(FLAGS_ODD);
	}
}

/* An abort has an ACK and its socket's numbers. A reply has an ACK only when it answers a segment
 * without one, and then its number is 0 (RFC 9293, 3.10.7.1). */
static uint32_t seq_may(const struct decoded *tcp)
{
	if (tcp->seq == 0 && tcp->flags & ACK)
		return bit(SEQ_0);
	return without(ANY, tcp->seq ? bit(SEQ_0) : 0);
}

static uint32_t window_may(const struct decoded *tcp)
{
	if (tcp->window_cut)
		return ANY;
	/* An abort keeps a closed window. */
	return tcp->window ? without(ANY, bit(WINDOW_0)) : bit(WINDOW_0) | bit(WINDOW_KEPT);
}

static uint32_t timestamps_may(const struct decoded *tcp)
{
	if (tcp->has_ts)
		return bit(TIMESTAMPS_YES);
	return tcp->options_cut ? ANY : without(ANY, bit(TIMESTAMPS_YES));
}

static void read_header(const struct decoded *tcp, struct live_view *view)
{
	view->may[FEATURE_FLAGS] = flags_may(tcp);
	view->may[FEATURE_SEQ] = seq_may(tcp);
	view->may[FEATURE_ACK] = tcp->flags & ACK ? without(ANY, bit(ACK_NONE)) : bit(ACK_NONE);
	view->may[FEATURE_WINDOW] = window_may(tcp);
	view->may[FEATURE_TIMESTAMPS] = timestamps_may(tcp);
	view->may[FEATURE_PAYLOAD] = bit(tcp->len ? YES : NO);
}

/* A SYN without an option of Multipath TCP begins a connection without it. The RST by which this
 * host's TCP ends one with it has the option: mptcp_established_options(). */
static uint32_t mptcp_may(const struct live_facts *facts)
{
	const struct decoded *tcp = facts->packet ? &facts->packet->packet : NULL;
	const uint8_t *option = tcp ? option_find(tcp, OPTION_MPTCP) : NULL;
	const struct live_side *own = &facts->own, *peer = &facts->peer;
	bool is_own_abort =
		facts->word && facts->sent && rst_reason_way(facts->word->reason) == RST_WAY_ABORT;

	if (option && mptcp_subtype(option) == MP_TCPRST)
		return bit(MPTCP_RST);
	if (option)
		return mptcp_subtype(option) == MP_FASTCLOSE ? bit(MPTCP_FASTCLOSED) : ANY;
	if ((own->plain || peer->plain) && !own->mptcp && !peer->mptcp)
		return bit(MPTCP_NO);
	if (!tcp)
		return ANY;
	return without(ANY,
		       bit(MPTCP_RST) |
			       (is_own_abort && !tcp->options_cut ? bit(MPTCP_FASTCLOSED) : 0));
}

/* ---- What came before it ------------------------------------------------------------------------
 */

/* A reply takes its number from the segment it answers: is that a SYN,ACK or a FIN of the peer? If
 * all of these were seen and none fits, it answers something else. */
static uint32_t answers_may(const struct live_facts *facts)
{
	const struct decoded *tcp = &facts->packet->packet;
	const struct live_side *peer = &facts->peer;

	if (tcp->flags & ACK && tcp->seq == 0 && peer->syn && tcp->ack == peer->isn + 1)
		return bit(ANSWERS_SYN);
	if (tcp->flags & ACK)
		return tcp->seq == 0 ? bit(ANSWERS_SYN) | bit(ANSWERS_ODD) |
					       (peer->syn ? 0 : bit(ANSWERS_NOTHING))
				     : ANY;
	if (tcp->window || !facts->is_whole)
		return ANY;
	if (peer->has_acked && peer->acked == tcp->seq)
		return ANY;
	return without(ANY, bit(ANSWERS_SYN) | bit(ANSWERS_SYN_ACK) | bit(ANSWERS_FIN) |
				    bit(ANSWERS_DATA_FIN));
}

static uint32_t phase_may(const struct live_side *side, bool is_whole)
{
	if (side->fin)
		return bit(PHASE_FIN) | bit(PHASE_FIN_ACKED);
	if (!is_whole)
		return ANY;
	if (!side->syn && !side->syn_ack)
		return bit(PHASE_NONE) | bit(PHASE_OPEN);
	return bit(PHASE_OPEN) | bit(side->syn_ack ? PHASE_SYN_ACK : PHASE_SYN);
}

static uint32_t before_may(const struct live_facts *facts)
{
	if (facts->own.rst)
		return bit(BEFORE_OWN);
	/* A point between the two may see what the sender has not. */
	if (facts->peer.rst)
		return bit(BEFORE_PEER) | (facts->word ? 0 : bit(BEFORE_NOBODY));
	return facts->is_whole ? bit(BEFORE_NOBODY) : ANY;
}

static void read_before(const struct live_facts *facts, struct live_view *view)
{
	view->may[FEATURE_OWN] = phase_may(&facts->own, facts->is_whole);
	view->may[FEATURE_PEER] = phase_may(&facts->peer, facts->is_whole);
	view->may[FEATURE_BEFORE] = before_may(facts);
	if (facts->packet)
		view->may[FEATURE_ANSWERS] = answers_may(facts);
}

/* ---- What the socket's state says ---------------------------------------------------------------
 */

/* Narrows the side that has the socket, and the other one. A socket that is closed already
 * (tcp_disconnect()) or a listener says nothing about the connection. */
static void read_state(int state, uint32_t *own, uint32_t *peer)
{
	static const uint32_t fin = 1u << PHASE_FIN, acked = 1u << PHASE_FIN_ACKED;
	const uint32_t open = bit(PHASE_OPEN) | bit(PHASE_SYN) | bit(PHASE_SYN_ACK);

	switch (state) {
	case TCP_SYN_SENT:
		*own &= bit(PHASE_SYN);
		break;
	case TCP_SYN_RECV:
	case NEW_SYN_RECV:
		*own &= open;
		break;
	case TCP_ESTABLISHED:
		*own &= open;
		*peer &= without(ANY, fin | acked) | fin;
		break;
	case TCP_CLOSE_WAIT:
		*own &= open;
		*peer &= fin | acked;
		break;
	case TCP_FIN_WAIT1:
	case TCP_FIN_WAIT2:
	case TCP_CLOSING:
	case TCP_LAST_ACK:
	case TCP_TIME_WAIT:
		*own &= fin | acked;
		break;
	default:
		break;
	}
}

/* If the state contradicts the wire, the state is right: packets can be missed. */
static void add_state(const struct live_facts *facts, struct live_view *view)
{
	uint32_t own = ANY, peer = ANY;
	enum feature its = facts->sent ? FEATURE_OWN : FEATURE_PEER;
	enum feature other = facts->sent ? FEATURE_PEER : FEATURE_OWN;

	read_state(facts->word->state, &own, &peer);
	view->may[its] = view->may[its] & own ? view->may[its] & own : own;
	view->may[other] = view->may[other] & peer ? view->may[other] & peer : peer;
}

/* What the header of a RST that was not seen must have been. */
static void read_way(enum rst_way way, struct live_view *view)
{
	if (way == RST_WAY_ABORT) {
		view->may[FEATURE_FLAGS] = bit(FLAGS_RST_ACK);
		view->may[FEATURE_SEQ] = without(ANY, bit(SEQ_0) | bit(SEQ_SEG_ACK));
	} else if (way == RST_WAY_REPLY) {
		view->may[FEATURE_SEQ] = without(ANY, bit(SEQ_SND_NXT));
		view->may[FEATURE_WINDOW] = bit(WINDOW_0);
	}
}

void live_view_make(const struct live_facts *facts, struct live_view *ret)
{
	*ret = (struct live_view){ 0 };
	for (int i = 0; i < FEATURES; i++)
		ret->may[i] = ANY;
	if (facts->packet)
		read_header(&facts->packet->packet, ret);
	read_before(facts, ret);
	ret->may[FEATURE_MPTCP] = mptcp_may(facts);
	if (facts->word)
		add_state(facts, ret);
	ret->by_tcp = facts->word && facts->sent;
	if (ret->by_tcp) {
		ret->reason = facts->word->reason;
		ret->no_bad_record = facts->word->no_bad_record;
		ret->destroyed = live_destroyed(facts->word);
	}
	/* Without a socket, and without having answered a SYN, the sender has no connection. */
	if (ret->by_tcp && facts->word->state == 0 && facts->is_whole && !facts->own.syn &&
	    !facts->own.syn_ack)
		ret->may[FEATURE_OWN] = bit(PHASE_NONE);
	if (!facts->packet)
		read_way(rst_reason_way(ret->reason), ret);
	ret->sender = facts->sender;
	ret->by_firewall = facts->by_firewall;
	ret->not_by_tcp = facts->sent && !facts->word && !facts->is_deaf;
	ret->in_anothers_name = live_in_anothers_name(facts->word, facts->packet);
	ret->refuses_join = facts->peer.join && !facts->own.syn && !facts->own.syn_ack;
}

/* ---- Which causes fit ---------------------------------------------------------------------------
 */

static bool fits(const struct situation *situation, const uint32_t may[FEATURES])
{
	for (int i = 0; i < FEATURES; i++)
		if (situation->value[i] != FEATURE_UNKNOWN && !(may[i] & bit(situation->value[i])))
			return false;
	return true;
}

/* Has the kernel given a reason for RSTs of a cause in some lab? @of is what marks_of() says of it.
 */
static bool marks_speak(const struct marks *marks, const uint8_t of[MARKS_MAX])
{
	for (int i = 0; i < marks->count; i++)
		if (mark_is_reason(marks->name[i]) && of[i] != MARK_NEVER)
			return true;
	return false;
}

static bool marks_are_known(const struct marks *marks, const uint8_t of[MARKS_MAX])
{
	for (int i = 0; i < marks->count; i++)
		if (of[i] != MARK_UNKNOWN)
			return true;
	return false;
}

/* Does what the kernel says of the RST fit @cause? For a cause without marks nobody knows. */
static bool is_said(const struct lessons *lessons, const struct live_view *view, const char *cause)
{
	const struct marks *marks = &lessons->marks;
	const struct cause *known = cause_find(cause);
	uint8_t of[MARKS_MAX];

	if (view->by_firewall && !(known && known->by_firewall))
		return false;
	if (view->sender && known && !text_has_word(known->sender, view->sender))
		return false;
	if (view->no_bad_record && cause_is(known, "tls-bad-record"))
		return false;
	if (view->destroyed && (view->destroyed == DESTROYED_YES) != cause_is(known, "destroyed"))
		return false;
	marks_of(marks, cause, of);
	if (view->in_anothers_name)
		return cause_is(known, "middlebox-reply") &&
		       (!view->reason || reason_is_of(marks, of, view->reason, cause));
	if (!marks_are_known(marks, of))
		return true;
	if (view->not_by_tcp)
		return marks_are_silent(marks, cause);
	if (view->reason)
		return reason_is_of(marks, of, view->reason, cause);
	return !view->by_tcp || marks_speak(marks, of);
}

static int match(const struct lessons *lessons, const struct live_view *view,
		 const uint32_t may[FEATURES], struct diagnosis *ret)
{
	int found = 0;

	for (int i = 0; i < lessons->count; i++) {
		const struct lesson *lesson = &lessons->lesson[i];
		if (!fits(&lesson->situation, may))
			continue;
		for (int k = 0; k < lesson->cause_count; k++) {
			if (!is_said(lessons, view, lesson->cause[k].cause))
				continue;
			candidate_add(ret, lesson->cause[k].cause, lesson->cause[k].scenario,
				      POSSIBLE, NULL, false, false);
			found++;
		}
	}
	return found;
}

/* How probable the view is if this is the cause, by the situations that the lab has seen. The terms
 * added keep a few situations from deciding. */
static void weigh(const struct lessons *lessons, const uint32_t may[FEATURES],
		  struct candidate *candidate)
{
	int all = 0, fitting = 0;

	for (int i = 0; i < lessons->count; i++)
		for (int k = 0; k < lessons->lesson[i].cause_count; k++) {
			if (strcmp(lessons->lesson[i].cause[k].cause, candidate->cause) != 0)
				continue;
			all++;
			fitting += fits(&lessons->lesson[i].situation, may);
		}
	candidate->weight = all ? 1000 * (fitting + 1) / (all + 3) : 1000 / 3;
}

void live_diagnose(const struct lessons *lessons, const struct live_view *view,
		   struct diagnosis *ret)
{
	/* What to leave out when nothing fits, least telling first. */
	static const enum feature droppable[] = {
		FEATURE_WINDOW, FEATURE_TIMESTAMPS, FEATURE_ANSWERS, FEATURE_BEFORE, FEATURE_PEER,
		FEATURE_OWN,    FEATURE_ACK,        FEATURE_SEQ,     FEATURE_MPTCP,
	};
	uint32_t may[FEATURES];
	int found;

	*ret = (struct diagnosis){ 0 };
	memcpy(may, view->may, sizeof(may));
	found = match(lessons, view, may, ret);
	ret->is_known = found > 0;
	for (size_t i = 0; i < sizeof(droppable) / sizeof(droppable[0]) && !found; i++) {
		if (may[droppable[i]] == ANY)
			continue;
		may[droppable[i]] = ANY;
		ret->dropped |= UINT64_C(1) << droppable[i];
		found = match(lessons, view, may, ret);
	}
	/* As the SYN told: the RST of kernels before 6.10 does not, unlike the lab's lessons. */
	if (view->refuses_join)
		candidate_add(ret, "mptcp-join-refused", NULL, POSSIBLE, NULL, false, false);
	/* Too many to name any: what would decide could not be seen. */
	if (ret->count == CANDIDATES_MAX)
		ret->count = 0;
	for (int i = 0; i < ret->count; i++)
		weigh(lessons, may, &ret->candidate[i]);
	candidates_join(ret);
	if (ret->count == 1 && ret->is_known)
		ret->candidate[0].confidence = LIKELY;
	candidates_sort(ret);
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "signs.h"

static const int64_t SECOND = 1000000000;

static uint8_t is(const struct facts *facts, enum feature feature)
{
	return facts->situation->value[feature];
}

bool sign_first_packet(const struct facts *facts)
{
	return facts->track->count == 0;
}

bool sign_odd(const struct facts *facts)
{
	return is(facts, FEATURE_FLAGS) == FLAGS_ODD;
}

/* A RST that says in words why it was sent. */
bool sign_words(const struct facts *facts)
{
	const struct rst *rst = facts->rst;

	if (is(facts, FEATURE_PAYLOAD) != YES || !rst->payload_size)
		return false;
	for (int i = 0; i < rst->payload_size; i++)
		if (rst->payload[i] < ' ' || rst->payload[i] > '~')
			return false;
	return true;
}

bool sign_bytes(const struct facts *facts)
{
	return is(facts, FEATURE_PAYLOAD) == YES && !sign_words(facts) && facts->track->count > 0;
}

static bool is_abort(const struct facts *facts)
{
	return !sign_first_packet(facts) && is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
	       is(facts, FEATURE_SEQ) != SEQ_0 && is(facts, FEATURE_ANSWERS) != ANSWERS_SYN;
}

static bool is_reply(const struct facts *facts)
{
	return !sign_first_packet(facts) && is(facts, FEATURE_FLAGS) == FLAGS_RST;
}

bool sign_refusal(const struct facts *facts)
{
	return is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
	       is(facts, FEATURE_ANSWERS) == ANSWERS_SYN && is(facts, FEATURE_ACK) == ACK_SEG_END;
}

/* Without MP_TCPRST, which kernels have since 382c60019ee7 (6.10). */
bool sign_join_refused(const struct facts *facts)
{
	return sign_refusal(facts) && facts->peer->has_join;
}

static bool has_other_ttl(const struct facts *facts)
{
	return is(facts, FEATURE_TTL) == TTL_OTHER && !facts->own->ttl_varies;
}

/* Of an open connection: any application may end its socket whenever it likes. */
static bool is_open(const struct facts *facts)
{
	uint8_t own = is(facts, FEATURE_OWN);

	return own != PHASE_NONE && own != PHASE_SYN && own != PHASE_SYN_ACK;
}

/* The last of equally spaced probes that nobody answered, and one space later the end:
 * tcp_keepalive_timer(), by the eighth of the timer wheel. */
static bool is_due(const struct facts *facts)
{
	const struct track_segment *last = track_back(facts->track, 0);
	const struct track_segment *before = track_back(facts->track, 1);
	uint8_t from = facts->rst->segment.from;

	if (!last || last->kind != SEGMENT_PROBE || last->from != from || !before ||
	    before->kind != SEGMENT_PROBE || before->from != from)
		return false;
	int64_t space = last->time_ns - before->time_ns;
	int64_t late = facts->rst->segment.time_ns - last->time_ns - space;
	return space >= SECOND * 9 / 10 && late > -space / 8 && late < space / 8;
}

bool sign_plain_abort(const struct facts *facts)
{
	return is_abort(facts) && is_open(facts) && is(facts, FEATURE_MPTCP) != MPTCP_FASTCLOSED &&
	       is(facts, FEATURE_MPTCP) != MPTCP_RST && is(facts, FEATURE_TTL) != TTL_OTHER &&
	       is(facts, FEATURE_TIMER) != TIMER_PROBED;
}

/* There too an application may have come before the timer, or the box. */
bool sign_other_abort(const struct facts *facts)
{
	return is_abort(facts) && is_open(facts) && !sign_plain_abort(facts) &&
	       is(facts, FEATURE_MPTCP) != MPTCP_FASTCLOSED &&
	       is(facts, FEATURE_MPTCP) != MPTCP_RST;
}

/* Probed, and the end came at another time than the next probe would have. */
bool sign_not_due(const struct facts *facts)
{
	return is(facts, FEATURE_TIMER) == TIMER_PROBED && !is_due(facts);
}

/* The number below that of the RST, and nothing in it: a probe, though the capture does not have
 * what came before it (tcp_xmit_probe_skb()). */
static bool is_probe_of(const struct facts *facts, const struct track_segment *segment)
{
	return segment && segment->from == facts->rst->segment.from &&
	       segment->kind != SEGMENT_RST && segment->len <= 1 &&
	       segment->seq == facts->rst->segment.seq - 1;
}

/* The capture begins with the probes. */
bool sign_begins_with_probes(const struct facts *facts)
{
	const struct track_segment *last = track_back(facts->track, 0);
	const struct track_segment *before = track_back(facts->track, 1);

	return is_abort(facts) && !facts->own->has_syn && is_probe_of(facts, last) &&
	       is_probe_of(facts, before) && last->time_ns - before->time_ns >= SECOND * 9 / 10 &&
	       facts->apart_ns >= SECOND * 9 / 10;
}

/* Its probes may have gone before the capture began, or in the direction that is not in it. */
bool sign_may_be_probed(const struct facts *facts)
{
	return is_abort(facts) && is_open(facts) && facts->apart_ns >= SECOND * 9 / 10 &&
	       (!facts->own->segments || rst_is_filtered(facts->rst) ||
		is_probe_of(facts, track_back(facts->track, 0)));
}

/* Something of the peer may lie unread. */
bool sign_may_be_unread(const struct facts *facts)
{
	return sign_plain_abort(facts) && is(facts, FEATURE_PEER_DATA) != NO;
}

bool sign_cannot_be_unread(const struct facts *facts)
{
	return is(facts, FEATURE_PEER_DATA) == NO;
}

/* The SYN-ACK acknowledges the SYN, and nothing else. */
bool sign_good_ack(const struct facts *facts)
{
	return facts->answered && facts->answered->kind == SEGMENT_SYN_ACK && facts->own->has_syn &&
	       !facts->own->syn_varies && facts->answered->ack == facts->own->isn + 1;
}

/* It echoes what was sent: then RFC 7323, 5.5.1, has nothing against it. */
bool sign_good_echo(const struct facts *facts)
{
	const struct track_segment *each;

	if (!facts->answered || facts->answered->kind != SEGMENT_SYN_ACK)
		return false;
	if (!facts->answered->has_ts)
		return true;
	for (unsigned back = 0; (each = track_back(facts->track, back)); back++)
		if (each->from == facts->rst->segment.from && each->has_ts &&
		    each->ts_val == facts->answered->ts_ecr)
			return true;
	return false;
}

/* Why its host does not know the connection is not in a packet. */
bool sign_nobody(const struct facts *facts)
{
	return is_reply(facts) && is_open(facts) && !facts->own->has_fin;
}

/* It has read what came after its FIN: it had not closed, but shut down one direction. */
bool sign_half_closed(const struct facts *facts)
{
	return facts->own->acks_after_fin;
}

/* What was read makes room, a purge makes all of it at once. */
bool sign_purged(const struct facts *facts)
{
	return sign_may_be_unread(facts) && facts->stack != STACK_FOREIGN &&
	       is(facts, FEATURE_WINDOW) == WINDOW_GROWN;
}

bool sign_connect_scan(const struct facts *facts)
{
	return sign_plain_abort(facts) && is(facts, FEATURE_OWN_DATA) == NO &&
	       is(facts, FEATURE_PEER_DATA) == NO && facts->own->has_syn &&
	       !facts->own->is_syn_ack && !facts->own->has_fin && !facts->peer->has_fin &&
	       facts->idle_ns < SECOND;
}

static bool is_after_own_fin(const struct facts *facts)
{
	return facts->own->has_fin && facts->peer->data_after_fin_of_peer;
}

/* Windows and some devices answer data after close() so. */
bool sign_foreign_after_close(const struct facts *facts)
{
	return is_abort(facts) && facts->stack == STACK_FOREIGN && is_after_own_fin(facts);
}

bool sign_reply_after_close(const struct facts *facts)
{
	return is_reply(facts) && facts->own->has_fin && !facts->own->resets &&
	       !facts->own->acks_after_fin;
}

bool sign_may_be_after_close(const struct facts *facts)
{
	return is_reply(facts) && is_open(facts) && is(facts, FEATURE_ANSWERS) != ANSWERS_SYN_ACK &&
	       !facts->own->has_fin;
}

bool sign_after_own_reset(const struct facts *facts)
{
	return facts->own->resets > 0;
}

bool sign_after_any_reset(const struct facts *facts)
{
	return is_reply(facts) && (facts->own->resets || facts->peer->resets);
}

bool sign_both_closed(const struct facts *facts)
{
	return is_reply(facts) && facts->own->has_fin && facts->peer->has_fin;
}

bool sign_late_reply(const struct facts *facts)
{
	return is_reply(facts) && is_open(facts) && is(facts, FEATURE_ANSWERS) != ANSWERS_SYN_ACK;
}

/* Where ACKs are missing, it may as well answer what came later. */
static bool may_answer_syn_ack(const struct facts *facts)
{
	bool is_last = facts->answered && facts->answered->kind == SEGMENT_SYN_ACK &&
		       facts->answered->ack == facts->rst->segment.seq;

	return is_reply(facts) && facts->own->has_syn &&
	       (is(facts, FEATURE_ANSWERS) == ANSWERS_SYN_ACK ||
		(is_last && rst_is_filtered(facts->rst)));
}

bool sign_scanner(const struct facts *facts)
{
	return may_answer_syn_ack(facts) && !facts->own->syn_option[0];
}

bool sign_may_be_vanished(const struct facts *facts)
{
	return may_answer_syn_ack(facts) && facts->own->syn_option[0];
}

/* A whole number of seconds of silence, and a RST of its own accord: no timer of TCP's. */
bool sign_timer_of_application(const struct facts *facts)
{
	int64_t rest = facts->idle_ns % (5 * SECOND);

	return is_abort(facts) && facts->idle_ns >= 5 * SECOND && !facts->own->probes &&
	       !facts->own->resends && (rest < SECOND / 4 || rest > 5 * SECOND - SECOND / 4);
}

bool sign_idle(const struct facts *facts)
{
	return facts->idle_ns >= 5 * SECOND && !facts->own->probes && !facts->own->resends &&
	       is_abort(facts);
}

/* Linux gives up without a word: tcp_write_err(). */
bool sign_resent(const struct facts *facts)
{
	return is_abort(facts) && facts->own->resends >= 3 && facts->stack == STACK_FOREIGN;
}

/* Before anything was answered by its end. */
bool sign_before_the_answer(const struct facts *facts)
{
	return is(facts, FEATURE_OWN) == PHASE_NONE && !sign_refusal(facts);
}

/* Who refused a SYN, or a SYN,ACK, may still talk. */
bool sign_sender_went_on(const struct facts *facts)
{
	return facts->rst->sender_went_on && is(facts, FEATURE_ANSWERS) != ANSWERS_SYN &&
	       is(facts, FEATURE_ANSWERS) != ANSWERS_SYN_ACK;
}

/* Whoever ends all of a connection says MP_FASTCLOSE (RFC 8684, 3.5). */
bool sign_subflow(const struct facts *facts)
{
	uint8_t mptcp = is(facts, FEATURE_MPTCP);

	return mptcp == MPTCP_RST || (is_abort(facts) && mptcp == MPTCP_YES);
}

/* mptcp_close_tout_expired(): TCP_TIMEWAIT_LEN, up to an eighth later by the timer wheel. */
bool sign_closed_a_minute_ago(const struct facts *facts)
{
	return is(facts, FEATURE_MPTCP) == MPTCP_FASTCLOSED && is_abort(facts) &&
	       facts->idle_ns >= 59 * SECOND && facts->idle_ns <= 68 * SECOND;
}

/* A reply has no window; and who makes a SYN by hand makes the rest by hand. */
bool sign_by_hand(const struct facts *facts)
{
	return is_reply(facts) && facts->own->has_syn && !facts->own->syn_option[0] &&
	       is(facts, FEATURE_WINDOW) != WINDOW_0;
}

bool sign_begins_late(const struct facts *facts)
{
	return is_reply(facts) && is_open(facts) && !facts->own->has_syn && !facts->peer->has_syn &&
	       !facts->own->has_fin;
}

bool sign_other_box(const struct facts *facts)
{
	return has_other_ttl(facts) && !sign_first_packet(facts);
}

bool sign_other_box_late(const struct facts *facts)
{
	return sign_other_box(facts) && facts->idle_ns >= 5 * SECOND;
}

/* RSTs in the middle whose numbers no socket and no reply would have. */
bool sign_numbers_of_nobody(const struct facts *facts)
{
	return !sign_first_packet(facts) && is_open(facts) && is(facts, FEATURE_SEQ) == SEQ_OTHER;
}

bool sign_reply_to_handshake(const struct facts *facts)
{
	return is_reply(facts) && is(facts, FEATURE_SEQ) == SEQ_0;
}

bool sign_made_on_the_way(const struct facts *facts)
{
	return facts->crossing == CROSSING_MADE;
}

bool sign_one_point(const struct facts *facts)
{
	return facts->crossing == CROSSING_ONE;
}

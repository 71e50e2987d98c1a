/* SPDX-License-Identifier: GPL-2.0-only */
#include "situation.h"

#include "mptcp_reason.h"
#include "stack.h"

#include <stdio.h>
#include <string.h>

/* ---- What it answers ----------------------------------------------------------------------------
 */

static bool acknowledges(const struct track_segment *segment, uint32_t number)
{
	return segment->flags & ACK && segment->ack == number;
}

static bool ends_at(const struct track_segment *segment, uint32_t number)
{
	return track_end(segment) == number;
}

const struct track_segment *rst_answered(const struct rst *rst)
{
	int peer = !rst->segment.from;
	const struct track_segment *found =
		rst->segment.flags & ACK
			? track_recent(&rst->track, peer, ends_at, rst->segment.ack)
			: track_recent(&rst->track, peer, acknowledges, rst->segment.seq);

	return found ? found : track_recent(&rst->track, peer, NULL, 0);
}

/* ---- Trait by feature
 * -----------------------------------------------------------------------------
 */

/* What was not seen is no only where all was seen. */
struct view {
	const struct rst *rst;
	const struct track_side *own, *peer;
	const struct track_segment *answered;
	bool is_complete;    /* nothing is missing: the caller says so */
	bool is_whole;       /* from the first segment on, in both directions, and in order */
	bool is_peer_unseen; /* that direction is not in the capture, or lacks what is asked for */
};

static bool seq_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* @seen, of something whose absence means nothing unless all was seen. */
static uint8_t if_whole(const struct view *view, uint8_t seen)
{
	return view->is_whole ? seen : FEATURE_UNKNOWN;
}

/* A refusal needs nothing before it but the SYN. */
bool rst_is_filtered(const struct rst *rst)
{
	const struct track_side *side = rst->track.side;

	return rst->is_filtered && side[0].segments && side[1].segments;
}

/* It has numbers that come after those that were seen. */
static bool is_ahead(const struct rst *rst)
{
	const struct track_segment *segment = &rst->segment;
	const struct track_side *own = &rst->track.side[segment->from];
	const struct track_side *peer = &rst->track.side[!segment->from];

	return (own->has_seq && seq_before(own->snd_nxt, segment->seq)) ||
	       (segment->flags & ACK && peer->has_seq && seq_before(peer->snd_nxt, segment->ack));
}

bool rst_follows_unseen(const struct rst *rst)
{
	return is_ahead(rst) || rst_is_filtered(rst);
}

/* Who answered a SYN aborts with the numbers of its socket before the answer to that was seen: that
 * may not have been captured. */
static bool is_third_unseen(const struct rst *rst)
{
	const struct track_side *own = &rst->track.side[rst->segment.from];

	return rst->segment.flags & ACK && own->is_syn_ack && !own->syn_acked &&
	       rst->segment.seq == own->snd_nxt;
}

/* The RST itself speaks of segments that were not seen; as a reply does that answers none. */
static bool knows_more(const struct view *view)
{
	const struct rst *rst = view->rst;
	const struct track_segment *segment = &rst->segment;

	if (!(segment->flags & ACK) && view->own->has_seq && segment->seq == view->own->snd_nxt &&
	    !track_recent(&rst->track, !segment->from, acknowledges, segment->seq))
		return true;
	return rst_follows_unseen(rst) || is_third_unseen(rst);
}

static uint8_t flags_of(const struct view *view)
{
	switch (view->rst->segment.flags & (FIN | SYN | RST | ACK)) {
	case RST:
		return FLAGS_RST;
	case RST | ACK:
		return FLAGS_RST_ACK;
	default:
		return FLAGS_ODD;
	}
}

static uint8_t seq_of(const struct view *view)
{
	const struct track_segment *segment = &view->rst->segment;
	const struct track_side *own = view->own;
	bool is_next = own->has_seq && segment->seq == own->snd_nxt;
	bool is_answer =
		track_recent(&view->rst->track, !segment->from, acknowledges, segment->seq);

	/* An abort has the numbers of its socket; a reply those of the segment it answers. */
	if (is_next && (segment->flags & ACK || (!is_answer && !view->is_peer_unseen)))
		return SEQ_SND_NXT;
	if (is_answer)
		return SEQ_SEG_ACK;
	if (segment->seq == 0)
		return SEQ_0;
	if (own->has_seq && seq_before(segment->seq, own->snd_nxt) &&
	    !seq_before(segment->seq, own->isn))
		return if_whole(view, SEQ_OLD);
	return if_whole(view, SEQ_OTHER);
}

static uint8_t ack_of(const struct view *view)
{
	const struct track_segment *segment = &view->rst->segment;
	const struct track_side *own = view->own, *peer = view->peer;

	if (!(segment->flags & ACK))
		return ACK_NONE;
	if (own->has_ack && segment->ack == own->ack)
		return ACK_RCV_NXT;
	if (!own->segments)
		return track_recent(&view->rst->track, !segment->from, ends_at, segment->ack)
			       ? ACK_SEG_END
			       : if_whole(view, ACK_OTHER);
	if (peer->has_seq && !seq_before(peer->snd_nxt, segment->ack) &&
	    (!own->has_ack || !seq_before(segment->ack, own->ack)))
		return ACK_RCV_NXT;
	return if_whole(view, ACK_OTHER);
}

static uint8_t window_of(const struct view *view)
{
	const struct track_segment *segment = &view->rst->segment;
	const struct track_side *own = view->own;

	if (view->rst->packet.window_cut)
		return FEATURE_UNKNOWN;
	if (segment->window == 0 && segment->flags & ACK && own->segments > 1 && !own->window)
		return if_whole(view, WINDOW_KEPT);
	if (segment->window == 0)
		return WINDOW_0;
	/* That of a SYN is not scaled, and says little (RFC 7323, 2.2). */
	if (!own->has_window || own->segments == (own->has_syn ? 1 : 0))
		return if_whole(view, WINDOW_FIRST);
	if (segment->window == own->window)
		return if_whole(view, WINDOW_KEPT);
	return if_whole(view, segment->window > own->window ? WINDOW_GROWN : WINDOW_OTHER);
}

static uint8_t timestamps_of(const struct view *view)
{
	const struct track *track = &view->rst->track;
	const struct track_segment *each;

	if (view->rst->packet.has_ts)
		return TIMESTAMPS_YES;
	if (track->is_cut || view->rst->packet.options_cut)
		return FEATURE_UNKNOWN;
	if (view->own->has_syn && view->peer->has_syn)
		return view->own->has_ts && view->peer->has_ts ? TIMESTAMPS_MISSING
							       : TIMESTAMPS_NONE;
	for (unsigned back = 0; (each = track_back(track, back)); back++)
		if (each->has_ts && !(each->flags & SYN))
			return TIMESTAMPS_MISSING;
	return if_whole(view, TIMESTAMPS_NONE);
}

static uint8_t mptcp_of(const struct view *view)
{
	const uint8_t *option = option_find(&view->rst->packet, OPTION_MPTCP);

	if (mptcp_subtype(option) == MP_TCPRST)
		return MPTCP_RST;
	if (mptcp_subtype(option) == MP_FASTCLOSE)
		return MPTCP_FASTCLOSED;
	if (view->own->has_fastclose || view->peer->has_fastclose)
		return MPTCP_FASTCLOSED;
	if (view->rst->track.is_cut || view->rst->packet.options_cut)
		return FEATURE_UNKNOWN;
	if (option || (view->own->has_mptcp && view->peer->has_mptcp))
		return MPTCP_YES;
	/* It is of both SYNs, or it is not. */
	if (view->own->has_syn && view->peer->has_syn)
		return MPTCP_NO;
	if (view->own->has_mptcp || view->peer->has_mptcp)
		return if_whole(view, MPTCP_YES);
	return if_whole(view, MPTCP_NO);
}

/* Not the TTL of its sender's other segments, and no proof of another sender: a way may change by a
 * hop or two; who sets IP_TTL does not set it for replies (RFC 5082), which then come as far with
 * another value; and what only its own socket can know says more. */
static bool is_ttl_moot(const struct view *view)
{
	const struct track_side *own = view->own;
	const struct track_segment *segment = &view->rst->segment;
	int hops = own->ttl - segment->ttl;
	bool is_initial = ttl_hops(segment->ttl) == 0;

	return (hops >= -2 && hops <= 2) || view->rst->packet.has_ts ||
	       (segment->ip_id && segment->ip_id == (uint16_t)(own->ip_id + 1)) ||
	       ((own->ttl <= 2 || own->ttl >= 254) && is_initial) ||
	       ttl_hops(own->ttl) == ttl_hops(segment->ttl);
}

static uint8_t ttl_of(const struct view *view)
{
	const struct track_side *own = view->own;

	if (!own->has_ttl)
		return if_whole(view, TTL_ALONE);
	if (own->ttl == view->rst->segment.ttl)
		return TTL_SAME;
	return !view->is_complete && is_ttl_moot(view) ? FEATURE_UNKNOWN : TTL_OTHER;
}

static uint8_t answers_of(const struct view *view)
{
	static const uint8_t of[SEGMENT_KINDS] = {
		[SEGMENT_SYN] = ANSWERS_SYN,           [SEGMENT_SYN_ACK] = ANSWERS_SYN_ACK,
		[SEGMENT_ACK] = ANSWERS_ACK,           [SEGMENT_PROBE] = ANSWERS_PROBE,
		[SEGMENT_DATA] = ANSWERS_DATA,         [SEGMENT_FIN] = ANSWERS_FIN,
		[SEGMENT_DATA_FIN] = ANSWERS_DATA_FIN, [SEGMENT_ODD] = ANSWERS_ODD,
	};

	return if_whole(view, view->answered ? of[view->answered->kind] : ANSWERS_NOTHING);
}

/* An abort of a socket that has heard of the other's SYN: more was said than was seen. */
static bool is_further(const struct view *view, const struct track_side *side)
{
	return !view->is_complete && side == view->own && view->rst->segment.flags & ACK &&
	       view->peer->has_syn && view->rst->segment.ack - view->peer->isn >= 1;
}

static uint8_t phase_of(const struct view *view, const struct track_side *side,
			const struct track_side *other)
{
	bool is_known = side->syn_acked;

	if (side->has_fin)
		return other->has_ack && !seq_before(other->ack, side->fin)
			       ? PHASE_FIN_ACKED
			       : if_whole(view, PHASE_FIN);
	if (!side->segments)
		return if_whole(view, PHASE_NONE);
	if (!side->has_syn || (is_known && (side->is_syn_ack || side->segments > 1)))
		return if_whole(view, PHASE_OPEN);
	if (is_further(view, side))
		return FEATURE_UNKNOWN;
	return if_whole(view, side->is_syn_ack ? PHASE_SYN_ACK : PHASE_SYN);
}

static uint8_t data_of(const struct view *view, const struct track_side *side)
{
	return side->data_segments ? YES : if_whole(view, NO);
}

static uint8_t flight_of(const struct view *view)
{
	const struct track_side *own = view->own, *peer = view->peer;
	uint32_t end = own->snd_nxt - (own->has_fin ? 1 : 0);

	if (!own->data_segments)
		return if_whole(view, NO);
	return if_whole(view, peer->has_ack && !seq_before(peer->ack, end) ? NO : YES);
}

static uint8_t timer_of(const struct view *view)
{
	if (view->own->probes)
		return TIMER_PROBED;
	return if_whole(view, view->own->resends ? TIMER_RESENT : TIMER_NO);
}

static uint8_t late_of(const struct view *view)
{
	if (view->own->acks_after_fin)
		return LATE_READ;
	return if_whole(view, view->peer->data_after_fin_of_peer ? LATE_YES : LATE_NO);
}

static uint8_t before_of(const struct view *view)
{
	if (view->own->resets)
		return BEFORE_OWN;
	return view->peer->resets ? BEFORE_PEER : if_whole(view, BEFORE_NOBODY);
}

/* From the first segment on, in both directions, without a gap, and in order. */
static bool is_whole(const struct view *view)
{
	const struct track_side *own = view->own, *peer = view->peer;

	return (own->has_syn || peer->has_syn) && !view->is_peer_unseen && !knows_more(view) &&
	       !track_lacks(own) && !track_lacks(peer) && !own->syn_varies && !peer->syn_varies &&
	       !view->rst->track.clock_ran_back;
}

void situation_read(const struct rst *rst, bool is_complete, struct situation *ret)
{
	int from = rst->segment.from;
	struct view view = {
		.rst = rst,
		.own = &rst->track.side[from],
		.peer = &rst->track.side[!from],
		.answered = rst_answered(rst),
		.is_complete = is_complete,
	};
	view.is_peer_unseen = !is_complete && (!view.peer->segments || rst_is_filtered(rst) ||
					       track_lacks(view.peer));
	view.is_whole = is_complete || is_whole(&view);
	*ret = (struct situation){ .value = {
					   [FEATURE_FLAGS] = flags_of(&view),
					   [FEATURE_SEQ] = seq_of(&view),
					   [FEATURE_ACK] = ack_of(&view),
					   [FEATURE_WINDOW] = window_of(&view),
					   [FEATURE_TIMESTAMPS] = timestamps_of(&view),
					   [FEATURE_PAYLOAD] = rst->segment.len ? YES : NO,
					   [FEATURE_MPTCP] = mptcp_of(&view),
					   [FEATURE_TTL] = ttl_of(&view),
					   [FEATURE_ANSWERS] = answers_of(&view),
					   [FEATURE_OWN] = phase_of(&view, view.own, view.peer),
					   [FEATURE_OWN_DATA] = data_of(&view, view.own),
					   [FEATURE_PEER] = phase_of(&view, view.peer, view.own),
					   [FEATURE_PEER_DATA] = data_of(&view, view.peer),
					   [FEATURE_FLIGHT] = flight_of(&view),
					   [FEATURE_TIMER] = timer_of(&view),
					   [FEATURE_LATE] = late_of(&view),
					   [FEATURE_BEFORE] = before_of(&view),
				   } };
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "track.h"

#include "mptcp_reason.h"
#include "twin.h"

#include <string.h>

enum { PROBE_NS = 900000000 }; /* TCP_KEEPINTVL is a second at least */

static bool seq_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

void track_begin(struct track *track, const struct decoded *first)
{
	*track = (struct track){ 0 };
	track->side[0].endpoint = first->src;
	track->side[1].endpoint = first->dst;
}

int track_side_of(const struct track *track, const struct decoded *tcp)
{
	for (int side = 0; side < 2; side++)
		if (endpoint_equal(&track->side[side].endpoint, &tcp->src) &&
		    endpoint_equal(&track->side[!side].endpoint, &tcp->dst))
			return side;
	return -1;
}

bool track_is_new(const struct track *track, int side, const struct decoded *tcp)
{
	const struct track_side *own = &track->side[side], *other = &track->side[!side];

	if ((tcp->flags & (SYN | RST)) != SYN)
		return false;
	/* Of whom the SYN was not seen; before that, a SYN-ACK may have another number: a cookie.
	 */
	if (tcp->flags & ACK)
		return own->has_seq && own->isn != tcp->seq && (own->data_segments || own->has_fin);
	if (own->has_syn)
		return own->isn != tcp->seq;
	/* Crossed SYNs are of one connection (RFC 9293, 3.5); after anything else it is another. */
	return track->count > 0 && !(other->has_syn && !other->is_syn_ack && !own->segments);
}

uint32_t track_end(const struct track_segment *segment)
{
	return segment->seq + segment->len + (segment->flags & SYN ? 1 : 0) +
	       (segment->flags & FIN ? 1 : 0);
}

int track_client(const struct track *track, bool *ret_sure)
{
	const struct track_side *side = track->side;
	bool is_second = (side[0].has_syn && side[0].is_syn_ack) ||
			 (!side[0].has_syn && side[1].has_syn && !side[1].is_syn_ack);

	*ret_sure = side[0].has_syn || side[1].has_syn;
	if (*ret_sure)
		return is_second;
	return side[0].endpoint.port < side[1].endpoint.port;
}

/* ---- What a segment is --------------------------------------------------------------------------
 */

/* Of one byte or none, just before what comes next, and all of it acknowledged. */
static bool is_probe(const struct track_side *own, const struct track_side *other,
		     const struct track_segment *segment)
{
	if (!own->has_seq || segment->len > 1 || segment->seq != own->snd_nxt - 1 ||
	    !other->has_ack || other->ack != own->snd_nxt)
		return false;
	/* That of some stacks has the last byte once more, and so has a retransmission. */
	return segment->len == 0 || segment->time_ns - own->last_ns >= PROBE_NS;
}

static enum segment_kind kind_of(const struct track_side *own, const struct track_side *other,
				 const struct track_segment *segment)
{
	switch (segment->flags & (SYN | ACK | FIN | RST)) {
	case SYN:
		return SEGMENT_SYN;
	case SYN | ACK:
		return SEGMENT_SYN_ACK;
	case ACK:
		break;
	case FIN:
	case FIN | ACK:
		return segment->len ? SEGMENT_DATA_FIN : SEGMENT_FIN;
	case RST:
	case RST | ACK:
		return SEGMENT_RST;
	case 0:
		return SEGMENT_ODD;
	default:
		return segment->flags & RST ? SEGMENT_RST : SEGMENT_ODD;
	}
	if (is_probe(own, other, segment))
		return SEGMENT_PROBE;
	return segment->len ? SEGMENT_DATA : SEGMENT_ACK;
}

static uint32_t scaled(const struct track *track, int side, const struct decoded *tcp)
{
	const struct track_side *own = &track->side[side], *other = &track->side[!side];
	bool is_scaled = own->has_scale && other->has_scale && !(tcp->flags & SYN);

	return is_scaled ? (uint32_t)tcp->window << own->shift : tcp->window;
}

bool track_read(struct track *track, int side, const struct decoded *tcp, uint64_t frame,
		int64_t time_ns, struct track_segment *ret, struct track_segment *ret_first)
{
	const struct track_side *own = &track->side[side];
	const struct track_segment *first;

	*ret = (struct track_segment){
		.frame = frame,
		.time_ns = time_ns,
		.seq = tcp->seq,
		.ack = tcp->ack,
		.len = tcp->len,
		.window = scaled(track, side, tcp),
		.ip_id = tcp->ip_id,
		.flags = tcp->flags,
		.ttl = tcp->ttl,
		.from = (uint8_t)side,
		.has_ts = tcp->has_ts,
		.ts_val = tcp->ts_val,
		.ts_ecr = tcp->ts_ecr,
		.place = tcp->place,
	};
	track->frames++;
	first = twin_first(track, ret);
	if (first) {
		*ret_first = *first;
		track->duplicates++;
		track->duplicates_differ |= twin_is_elsewhere(first, ret);
		twin_note(track, ret_first, ret);
		return false;
	}
	ret->kind = (uint8_t)kind_of(own, &track->side[!side], ret);
	ret->is_resent = ret->kind != SEGMENT_RST && own->has_seq && !own->missing &&
			 track_end(ret) != ret->seq && !seq_before(own->snd_nxt, track_end(ret));
	return true;
}

/* ---- What it tells of its sender ----------------------------------------------------------------
 */

/* Of several with other numbers, as SYN cookies may be, the last counts. */
static void note_syn(struct track_side *own, const struct decoded *tcp)
{
	const uint8_t *mss = option_find(tcp, OPTION_MSS);
	int shift = option_shift(option_find(tcp, OPTION_SCALE));
	const uint8_t *option;

	own->syn_varies |= own->has_syn;
	own->has_seq &= !own->has_syn;
	own->is_syn_ack = (tcp->flags & ACK) != 0;
	own->has_syn = true;
	own->isn = tcp->seq;
	own->has_ts = tcp->has_ts;
	own->has_sack = option_find(tcp, OPTION_SACK_PERMITTED) != NULL;
	own->has_scale = shift >= 0;
	own->shift = (uint8_t)(shift > 0 ? shift : 0);
	own->has_mss = mss && mss[1] == 4;
	own->mss = own->has_mss ? (uint16_t)(mss[2] << 8 | mss[3]) : 0;
	for (size_t at = 0, i = 0; i < sizeof(own->syn_option) && (option = option_next(tcp, &at));)
		own->syn_option[i++] = option[0];
	own->syn_window = tcp->window;
}

static void note_options(struct track_side *own, const struct decoded *tcp)
{
	const uint8_t *mptcp = option_find(tcp, OPTION_MPTCP);

	own->has_mptcp |= mptcp != NULL;
	own->has_fastclose |= mptcp_subtype(mptcp) == MP_FASTCLOSE;
	own->has_join |= mptcp_subtype(mptcp) == MP_JOIN;
}

static void note_header(struct track_side *own, const struct track_segment *segment)
{
	own->ttl_varies |= own->has_ttl && own->ttl != segment->ttl;
	own->has_ttl = true;
	own->ttl = segment->ttl;
	own->ip_ids_are_0 = segment->ip_id == 0 && (own->ip_ids_are_0 || !own->has_ip_id);
	own->has_ip_id = true;
	own->ip_id = segment->ip_id;
	own->last_ns = segment->time_ns;
}

/* What is sent beyond a gap, and what fills one. */
static void note_gaps(struct track_side *own, const struct track_segment *segment)
{
	uint32_t end = track_end(segment), length = end - segment->seq;

	if (!own->has_seq)
		return;
	if (seq_before(own->snd_nxt, segment->seq))
		own->missing += segment->seq - own->snd_nxt;
	else if (own->missing && !seq_before(own->snd_nxt, end))
		own->missing -= length < own->missing ? length : own->missing;
}

static void note_ack(struct track_side *own, struct track_side *other,
		     const struct track_segment *segment)
{
	bool is_new = own->has_ack && seq_before(own->ack, segment->ack);

	own->acks_after_fin |= is_new && own->has_fin && !(segment->flags & FIN) &&
			       !(other->has_fin && segment->ack == other->fin);
	if (!own->has_ack || is_new)
		own->ack = segment->ack;
	own->has_ack = true;
	other->syn_acked |= other->has_syn && segment->ack - other->isn >= 1 &&
			    segment->ack - other->isn <= other->snd_nxt - other->isn;
	if (!other->has_seq || seq_before(other->snd_nxt, segment->ack)) {
		other->is_acked_unseen = true;
		other->acked_unseen = segment->ack;
	}
}

static void note_numbers(struct track_side *own, struct track_side *other,
			 const struct track_segment *segment)
{
	uint32_t end = track_end(segment);

	note_gaps(own, segment);
	if (!own->has_seq || (segment->kind == SEGMENT_SYN && own->segments == 0)) {
		own->has_seq = true;
		if (!own->has_syn)
			own->isn = segment->seq - 1;
		own->snd_nxt = end;
		own->sent = end - own->isn - 1;
	} else if (segment->kind != SEGMENT_PROBE && seq_before(own->snd_nxt, end)) {
		own->sent += end - own->snd_nxt;
		own->snd_nxt = end;
	}
	if (own->is_acked_unseen && !seq_before(own->snd_nxt, own->acked_unseen))
		own->is_acked_unseen = false;
	if (segment->flags & FIN && !own->has_fin) {
		own->has_fin = true;
		own->fin = end;
	}
	own->data_after_fin_of_peer |= segment->len && other->has_fin && !segment->is_resent;
	if (segment->flags & ACK)
		note_ack(own, other, segment);
}

bool track_lacks(const struct track_side *side)
{
	return side->is_acked_unseen || side->missing;
}

static void note_window(struct track_side *own, const struct track_segment *segment)
{
	if (!own->has_window || segment->window > own->window)
		own->low = segment->window;
	if (segment->window < own->low)
		own->low = segment->window;
	own->has_window = true;
	own->window = segment->window;
}

static void note_timers(struct track_side *own, struct track_side *other,
			const struct track_segment *segment)
{
	own->probes += segment->kind == SEGMENT_PROBE;
	own->resends += segment->is_resent && segment->kind != SEGMENT_PROBE;
	other->probes = 0;
	other->resends = 0;
}

static void note_handshake(struct track *track, int side, const struct track_segment *segment)
{
	const struct track_side *own = &track->side[side], *other = &track->side[!side];
	bool is_ack = segment->flags & ACK && !(segment->flags & (SYN | FIN));
	/* Nothing is missing before it. */
	bool is_next = own->has_syn && other->has_syn && !seq_before(own->snd_nxt, segment->seq) &&
		       !seq_before(other->snd_nxt, segment->ack);
	bool is_third =
		!track->established_ns && is_ack && is_next && segment->ack - other->isn >= 1;

	if (segment->kind == SEGMENT_SYN && !track->begin_ns)
		track->begin_ns = segment->time_ns;
	if (!is_third)
		return;
	track->established_ns = segment->time_ns;
	if (track->begin_ns)
		track->rtt_ns = segment->time_ns - track->begin_ns;
}

void track_add(struct track *track, const struct decoded *tcp, const struct track_segment *segment)
{
	struct track_side *own = &track->side[segment->from], *other = &track->side[!segment->from];

	track->clock_ran_back |= track->count > 0 && segment->time_ns < track->last_ns;
	track->last_ns = segment->time_ns;
	track->is_cut |= tcp->options_cut;
	track->recent[track->count++ % TRACK_RECENT] = *segment;
	note_options(own, tcp);
	if (segment->kind == SEGMENT_RST) {
		own->resets++;
		return;
	}
	if (segment->flags & SYN &&
	    (!own->has_syn || (own->is_syn_ack && segment->flags & ACK && own->isn != tcp->seq)))
		note_syn(own, tcp);
	note_handshake(track, segment->from, segment);
	note_numbers(own, other, segment);
	if (segment->kind != SEGMENT_ODD && !tcp->window_cut)
		note_window(own, segment);
	note_timers(own, other, segment);
	note_header(own, segment);
	points_note(&track->points, segment);
	own->segments++;
	own->data_segments += segment->len > 0 && segment->kind != SEGMENT_PROBE;
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "twin.h"

enum {
	TWICE_NS = 1000000,         /* within this, the same bytes are one packet seen twice */
	TWICE_ID_NS = 2000000000,   /* the same where the sender numbers its packets */
	TWICE_PLACE_NS = 150000000, /* the same at another place; less than any retransmission */
	TWICE_HOPS = 16,            /* between two places of a way */
};

static bool is_same(const struct track_segment *a, const struct track_segment *b)
{
	int hops = a->ttl - b->ttl;

	return a->seq == b->seq && hops <= TWICE_HOPS && hops >= -TWICE_HOPS && a->ack == b->ack &&
	       a->len == b->len && a->flags == b->flags && a->window == b->window &&
	       a->ip_id == b->ip_id && a->has_ts == b->has_ts && a->ts_val == b->ts_val &&
	       a->ts_ecr == b->ts_ecr;
}

bool twin_is_elsewhere(const struct track_segment *a, const struct track_segment *b)
{
	return a->place != b->place || a->ttl != b->ttl;
}

/* A card cut it behind the one point, or put it together before the other: @b is a part of @a, and
 * says the same at the same time. */
static bool is_part(const struct track_segment *a, const struct track_segment *b)
{
	uint32_t begin = b->seq - a->seq;

	return twin_is_elsewhere(a, b) && b->len > 0 && b->len < a->len && begin < a->len &&
	       begin + b->len <= a->len && a->ack == b->ack && a->has_ts && b->has_ts &&
	       a->ts_val == b->ts_val && a->ts_ecr == b->ts_ecr;
}

/* For how long the same may be one packet, seen twice. */
static int64_t twice_limit(const struct track_segment *first, const struct track_segment *segment)
{
	if (segment->ip_id && segment->ip_id == first->ip_id)
		return TWICE_ID_NS;
	return first->place != segment->place ? TWICE_PLACE_NS : TWICE_NS;
}

const struct track_segment *twin_first(const struct track *track,
				       const struct track_segment *segment)
{
	/* An acknowledgement may well be said twice at once. */
	bool is_moot = !segment->ip_id && !segment->len && !(segment->flags & (SYN | FIN | RST));
	const struct track_segment *each, *found = NULL;

	for (unsigned back = 0; (each = track_back(track, back)); back++) {
		if (each->from != segment->from)
			continue;
		int64_t apart = segment->time_ns - each->time_ns;
		int64_t limit = twice_limit(each, segment);
		bool is_it =
			is_same(each, segment) || is_part(each, segment) || is_part(segment, each);
		if (!is_it || apart > limit || apart < -limit ||
		    (is_moot && !twin_is_elsewhere(each, segment)))
			continue;
		if (!each->is_twice)
			return each;
		found = found || is_moot ? found : each;
	}
	return found;
}

void twin_note(struct track *track, const struct track_segment *first,
	       const struct track_segment *twin)
{
	for (unsigned i = 0; i < TRACK_RECENT && i < track->count; i++) {
		struct track_segment *each = &track->recent[i];
		if (each->frame != first->frame)
			continue;
		each->is_twice |= twin_is_elsewhere(first, twin);
		each->is_again |= !twin_is_elsewhere(first, twin);
	}
	if (!(first->flags & RST))
		points_twin(&track->points, first, twin);
}

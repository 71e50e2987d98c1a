/* SPDX-License-Identifier: GPL-2.0-only */
#include "points.h"

#include "track.h"

enum {
	PAIRS = 3,   /* of each direction, where no handshake was seen */
	OPENING = 3, /* the segments of a handshake */
	LOSS = 4,    /* one in so many may be missing at one of the points */
};

/* -1: a third one. */
static int find(struct points_side *side, const struct track_segment *segment)
{
	for (int i = 0; i < side->known; i++)
		if (side->place[i] == segment->place && side->ttl[i] == segment->ttl)
			return i;
	if (side->known == 2)
		return -1;
	side->place[side->known] = segment->place;
	side->ttl[side->known] = segment->ttl;
	return side->known++;
}

void points_note(struct points *points, const struct track_segment *segment)
{
	struct points_side *side = &points->side[segment->from];
	int at = find(side, segment);

	if (at < 0)
		points->is_ambiguous = true;
	else
		side->seen[at]++;
}

void points_twin(struct points *points, const struct track_segment *first,
		 const struct track_segment *twin)
{
	struct points_side *side = &points->side[twin->from];
	int64_t apart = twin->time_ns - first->time_ns;
	int at = find(side, twin), from = find(side, first);

	points->is_ambiguous |= at < 0 || from < 0 || apart < 0;
	if (points->is_ambiguous)
		return;
	side->again += at == from;
	if (at != from && !first->is_twice) {
		side->seen[at]++;
		side->first[from]++;
		side->pairs++;
		if (apart > points->apart_ns)
			points->apart_ns = apart;
	}
	if (!points->pair[0] ||
	    (at != from && points->side[0].pairs + points->side[1].pairs == 1)) {
		points->pair[0] = first->frame;
		points->pair[1] = twin->frame;
	}
}

uint32_t points_pairs(const struct points *points, int side)
{
	return points->side[side].known < 2 ? points->side[side].again : points->side[side].pairs;
}

/* The point that all came by first, which is not that of the other direction: then it is no matter
 * of clocks. */
static int near_by_time(const struct points_side *own, const struct points_side *other)
{
	int near = own->first[0] ? 0 : 1;

	if (own->place[0] == own->place[1] || own->first[near] != own->pairs || other->known < 2)
		return -1;
	for (int i = 0; i < 2; i++)
		if (other->place[i] == own->place[!near] && other->place[!i] == own->place[near] &&
		    other->first[i] == other->pairs && other->pairs)
			return near;
	return -1;
}

int points_near(const struct points *points, int at)
{
	const struct points_side *side = &points->side[at];

	if (side->known < 2)
		return -1;
	/* Each router takes one off (RFC 1812, 5.3.1). */
	if (side->ttl[0] != side->ttl[1])
		return side->ttl[0] > side->ttl[1] ? 0 : 1;
	return near_by_time(side, &points->side[!at]);
}

int points_at(const struct points *points, int at, uint32_t place)
{
	const struct points_side *side = &points->side[at];

	if (side->known < 2 || side->place[0] == side->place[1])
		return -1;
	return place == side->place[0] ? 0 : place == side->place[1] ? 1 : -1;
}

uint8_t points_ttl(const struct points *points, int side, uint32_t place, uint8_t otherwise)
{
	int at = points_at(points, side, place);

	return at < 0 || points->is_ambiguous ? otherwise : points->side[side].ttl[at];
}

bool points_are_two(const struct points *points, const uint64_t segments[2], bool opened)
{
	uint64_t pairs[2] = { points_pairs(points, 0), points_pairs(points, 1) };

	if (points->is_ambiguous || !pairs[0] || !pairs[1])
		return false;
	for (int i = 0; i < 2; i++)
		if (pairs[i] > segments[i] ||
		    (segments[i] - pairs[i] > 1 && (segments[i] - pairs[i]) * LOSS > segments[i]))
			return false;
	return (pairs[0] >= PAIRS && pairs[1] >= PAIRS) ||
	       (opened && pairs[0] + pairs[1] >= OPENING);
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "crossing.h"

#include <string.h>

enum { LATE_NS = 1000000, LATE_TIMES = 4 };
static const int64_t IDLE_NS = 5000000000;

/* Who answers a segment does not pass it on; who looks on does. */
enum { IF_STOPPED = 1, IF_PASSED = 2, IF_IDLE = 4 };

static const struct {
	const char *cause;
	int when; /* it is likely */
} between[] = {
	{ "middlebox-inject", IF_STOPPED | IF_PASSED },
	{ "middlebox-reply", IF_STOPPED },
	{ "tproxy-reset", IF_STOPPED },
	{ "firewall-reject", IF_STOPPED },
	{ "firewall-reject-established", IF_STOPPED },
	{ "firewall-reject-invalid", IF_STOPPED },
	{ "middlebox-idle", IF_IDLE },
	{ "nat-state-lost", IF_IDLE },
	{ "address-withdrawn", 0 },
	{ "backend-refused", 0 },
	{ "forged", 0 },
	{ "crafted", 0 },
	{ "malformed", 0 },
};
enum { BETWEEN = sizeof(between) / sizeof(between[0]) };

static int find(const char *cause)
{
	for (int i = 0; i < BETWEEN; i++)
		if (strcmp(between[i].cause, cause) == 0)
			return i;
	return -1;
}

bool crossing_explains(const char *cause)
{
	return find(cause) >= 0;
}

/* Does nothing tell the two points apart? */
static bool is_blind(const struct rst *rst, int side)
{
	return rst->track.points.side[side].known < 2;
}

/* The last that the receiver sent, one after the other, and that are there but once: they may have
 * been stopped where the RST was made. */
static uint64_t stopped(const struct rst *rst)
{
	const struct track_segment *each;
	uint64_t count = 0;

	for (unsigned back = 0; (each = track_back(&rst->track, back)); back++) {
		if (each->from == rst->segment.from || each->kind == SEGMENT_RST)
			continue;
		if (each->is_twice || (each->is_again && is_blind(rst, each->from)))
			break;
		count++;
	}
	return count;
}

/* Nothing is said where a packet may be there twice and not be known again. */
static bool are_two(const struct rst *rst)
{
	const struct track *track = &rst->track;
	int peer = !rst->segment.from;
	uint64_t segments[2] = { track->side[0].segments, track->side[1].segments };

	if (track->clock_ran_back || track->is_cut || rst->packet.options_cut ||
	    rst->packet.window_cut)
		return false;
	segments[peer] -= stopped(rst);
	return points_are_two(&track->points, segments,
			      track->side[0].has_syn && track->side[1].has_syn);
}

/* Was something captured where it is missing so late that it would have been there before? What is
 * nearer to its sender has all of it first, unless the clocks differ. */
static bool is_due(const struct rst *rst, int at, int near)
{
	const struct points *points = &rst->track.points;
	const struct points_side *side = &points->side[rst->segment.from];
	int64_t later = rst->others_ns - rst->segment.time_ns;

	if (at >= 0 && near >= 0 && at != near && side->first[near] == side->pairs)
		return later > 0;
	return later > LATE_NS + LATE_TIMES * points->apart_ns;
}

/* It has what only the socket of its sender knows, and has come from as far: then it was not made
 * on the way, whoever has missed it. */
static bool is_missed(const struct rst *rst)
{
	const struct track_side *own = &rst->track.side[rst->segment.from];

	return own->ttl == rst->segment.ttl &&
	       (rst->packet.has_ts ||
		(rst->segment.ip_id && rst->segment.ip_id == (uint16_t)(own->ip_id + 1)));
}

/* Is something missing there that its receiver sent before, and that was not stopped on the way?
 * Then that capture loses packets, or the way does. */
static bool is_lossy(const struct rst *rst, int at)
{
	int from = rst->segment.from;
	const struct points_side *own = &rst->track.points.side[from];
	const struct points_side *peer = &rst->track.points.side[!from];

	for (int i = 0; i < peer->known; i++)
		if (peer->place[i] == own->place[at])
			return peer->seen[i] + stopped(rst) < rst->track.side[!from].segments;
	return false;
}

enum crossing rst_crossing(const struct rst *rst)
{
	const struct points *points = &rst->track.points;
	int from = rst->segment.from;
	const struct points_side *side = &points->side[from];
	uint64_t segments = rst->track.side[from].segments;
	int at = points_at(points, from, rst->segment.place), near = points_near(points, from);

	if (!are_two(rst) || (rst->segment.is_again && is_blind(rst, from)))
		return CROSSING_UNKNOWN;
	if (rst->twin_frame)
		return near < 0 ? CROSSING_UNKNOWN : CROSSING_BOTH;
	if (!is_due(rst, at, near))
		return CROSSING_UNKNOWN;
	/* Of another place than all before it: nothing is known of that one. */
	if (at < 0 && !is_blind(rst, from) && side->place[0] != side->place[1])
		return CROSSING_UNKNOWN;
	if (at < 0 || near < 0)
		return points_pairs(points, from) == segments && !is_missed(rst) ? CROSSING_ONE
										 : CROSSING_UNKNOWN;
	/* Where it is missing nothing else may be. */
	if (side->seen[!at] != segments || is_lossy(rst, !at))
		return CROSSING_UNKNOWN;
	if (at == near)
		return CROSSING_LOST;
	return is_missed(rst) ? CROSSING_UNKNOWN : CROSSING_MADE;
}

bool rst_stopped(const struct rst *rst)
{
	const struct track_segment *answered = rst_answered(rst);

	return answered && !answered->is_twice &&
	       !(answered->is_again && is_blind(rst, answered->from)) && stopped(rst) > 0;
}

bool crossing_suits(const char *cause, const struct rst *rst)
{
	const struct track_segment *answered = rst_answered(rst);
	const struct track_segment *last = track_back(&rst->track, 1);
	int at = find(cause), is = rst_stopped(rst) ? IF_STOPPED : IF_PASSED;

	/* Before what it answers. */
	if (answered && last && answered->time_ns - last->time_ns >= IDLE_NS)
		is |= IF_IDLE;
	return at >= 0 && between[at].when & is;
}

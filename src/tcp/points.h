/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * points.h - a connection that was captured at two points of its way, as captures of either end
 * that were merged show it, or "-i any" on a router: each packet is there twice. Pure.
 *
 * A point is told by what differs there for the same packet: where the link layer says that it was
 * (packet.h), and the TTL. What a direction takes does not grow with what passes.
 */
#ifndef RSTLAB_POINTS_H
#define RSTLAB_POINTS_H

#include <stdbool.h>
#include <stdint.h>

struct track_segment;

/* What one end sent, RSTs aside, as either point has it. */
struct points_side {
	uint32_t place[2];
	uint8_t ttl[2];
	uint8_t known;     /* points, in the order in which they were met */
	uint32_t seen[2];  /* segments, at each */
	uint32_t first[2]; /* of those seen at both: at this one first */
	uint32_t pairs;    /* segments seen at both */
	uint32_t again;    /* seen once more, and nothing tells where */
};

struct points {
	struct points_side side[2];
	uint64_t pair[2];  /* the frames of the first segment that was seen at both; 0: none was */
	int64_t apart_ns;  /* at most, between the two frames of one */
	bool is_ambiguous; /* more than two points, or in another order than that of time */
};

/* A segment that was seen for the first time. */
void points_note(struct points *points, const struct track_segment *segment);

/* @twin is @first once more, at this point or at the other one. */
void points_twin(struct points *points, const struct track_segment *first,
		 const struct track_segment *twin);

/* How many that side @side sent were seen at both points, or twice, if nothing tells where. */
uint32_t points_pairs(const struct points *points, int side);

/* Of what side @side sent: which of the two points is nearer to it; -1: they cannot be told apart.
 */
int points_near(const struct points *points, int side);

/* Which of the two points @place is, for what side @side sent; -1: neither, or not to be told. */
int points_at(const struct points *points, int side, uint32_t place);

/* The TTL that what side @side sent has at @place; @otherwise: that is not told by the place. */
uint8_t points_ttl(const struct points *points, int side, uint32_t place, uint8_t otherwise);

/* Were enough of the @segments that either side sent seen at both for one that is not to mean
 * something? @opened: the SYNs of both are among them. */
bool points_are_two(const struct points *points, const uint64_t segments[2], bool opened);

#endif

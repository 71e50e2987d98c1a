/* SPDX-License-Identifier: GPL-2.0-only */
/* wire_streams.h - sightings, and what their order says about connections. Inside of wire_read().
 */
#ifndef RSTLAB_WIRE_STREAMS_H
#define RSTLAB_WIRE_STREAMS_H

#include "wire.h"

/* A packet of the evidence, placed on its way. */
struct sighting {
	struct decoded packet;
	bool known;           /* takes part: is no fence, and its indices are sound */
	uint64_t frame_key;   /* same on both ends of a link */
	uint64_t forward_key; /* same on both sides of a host that forwards it */
	uint16_t left_by;     /* a bit for each end that the host forwarded it to */
	int from;             /* the sighting before it on its way, or -1 */
	int segment;
	int rank; /* its place among all, see sightings_rank() */
};

/* Gives each sighting that is known its place in an order that no end of a link contradicts, in
 * which nothing arrives before it was sent. */
void sightings_rank(const struct evidence *ev, struct sighting *sightings, int count);

/* Fills the TCP part of @wire's segments, and its stream_count. 0 or -ENOMEM. */
int streams_read(const struct evidence *ev, const struct sighting *sightings, struct wire *wire);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire.h - the story of the wire: each packet once, with where it began and how far it came. Pure.
 *
 * The captures hold a packet once for every link end it passes. Here those sightings are one
 * segment.
 */
#ifndef RSTLAB_WIRE_H
#define RSTLAB_WIRE_H

#include "evidence.h"
#include "packet.h"

struct segment {
	struct decoded tcp; /* as it was first seen; any protocol, fences are left out */
	int64_t time_ns;    /* of its first sighting */
	int first, last;    /* packet indices of its first and last sighting */
	int rank;           /* of its first sighting, among all: its place in time */
	int origin;         /* the host that put it on a wire first */
	int final;          /* the host where it was seen last: it got that far */
	int chapter;        /* at its first sighting */
	bool arrived; /* at a host that owns its last destination; where none does, at one that does
		       * not forward */
	uint8_t ttl;  /* or hop limit, at its last sighting: one less for each router behind it */
	uint16_t length; /* frame bytes */

	/* TCP: numbers relative to the connection's first, as Wireshark prints them */
	int stream; /* connection, counted from 0; a new incarnation of a 4-tuple is a new one; else
		       -1 */
	uint32_t rel_seq, rel_ack;
	uint32_t window; /* scaled, where the SYNs agreed on that */

	/* TCP: what its sender had heard and said before, in this stream; -1: nothing. An RST says
	 * and tells nothing of sequence numbers, but may be answered. */
	int answers; /* index of the last segment of the other direction that its origin had
			received */
	bool has_snd_nxt, has_rcv_nxt;
	uint32_t snd_nxt, rcv_nxt;
};

/* What became of a packet of the evidence. */
struct sighted {
	int rank;    /* its place in time among all; -1: it takes no part, as a fence */
	int segment; /* that it is a sighting of; -1: of none */
};

struct wire {
	int count;
	int stream_count;
	struct segment *segment; /* in the order of their first sightings, see wire_order.c */
	struct sighted *sighted; /* of each packet */
};

/*
 * Reads @ev's packets. @ret is freed with wire_free(). 0 or -ENOMEM.
 *
 * Sightings are paired by their bytes and their order, never by their clocks. Over a link a frame
 * stays as it is; through a host that forwards, TCP is known again by its numbers, its length and
 * its payload, so NAT may change addresses and ports, and everything else by its bytes.
 */
int wire_read(const struct evidence *ev, struct wire *ret);
void wire_free(struct wire *wire);

/* Is it part of the story: TCP, or ICMP but for the neighbour and multicast chatter of IPv6?
 * Packets are numbered from 1 among these. */
bool segment_is_shown(const struct segment *segment);

#endif

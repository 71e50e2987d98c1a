/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * track.h - one connection as a capture shows it, segment by segment. Pure.
 *
 * The capture may begin late, show one direction alone, or show each packet twice: what is known is
 * told apart from what was merely not seen. What a connection takes does not grow with what passes.
 */
#ifndef RSTLAB_TRACK_H
#define RSTLAB_TRACK_H

#include "packet.h"
#include "points.h"

#include <stdbool.h>
#include <stdint.h>

enum { TRACK_RECENT = 8 };

/* What a segment is, in the life of its connection. */
enum segment_kind {
	SEGMENT_NONE,
	SEGMENT_SYN,
	SEGMENT_SYN_ACK,
	SEGMENT_ACK,   /* and nothing else */
	SEGMENT_PROBE, /* it asks for an answer: keepalive, or a shut window (RFC
			  9293, 3.8.4, 3.8.6.1) */
	SEGMENT_DATA,
	SEGMENT_FIN,
	SEGMENT_DATA_FIN,
	SEGMENT_RST,
	SEGMENT_ODD, /* flags that no stack sends together */
	SEGMENT_KINDS
};

/* A segment, in short. */
struct track_segment {
	uint64_t frame;
	int64_t time_ns;
	uint32_t seq, ack, len, ts_val, ts_ecr;
	uint32_t window; /* scaled, where the SYNs agreed on that */
	uint16_t ip_id;
	uint8_t flags, ttl, from; /* the side */
	uint8_t kind;
	bool has_ts;
	bool is_resent; /* all of it was sent before */
	bool is_twice;  /* seen at another place as well */
	bool is_again;  /* seen a second time, and nothing tells where */
	uint32_t place; /* as packet.h has it */
};

/* One end, and what it sent. */
struct track_side {
	struct endpoint endpoint;
	uint64_t segments; /* but RSTs and what was seen twice */
	uint64_t resets;
	uint64_t data_segments;
	bool has_syn, is_syn_ack;                  /* its SYN was seen; with an ACK */
	bool has_ts, has_scale, has_sack, has_mss; /* that its SYN offers */
	bool has_mptcp;                            /* any segment of it */
	bool has_fastclose;                        /* MP_FASTCLOSE (RFC 8684, 3.5) */
	bool has_join;                             /* MP_JOIN (RFC 8684, 3.2) */
	uint8_t syn_option[8]; /* the kinds of its SYN, in order, without NOPs; 0: no more */
	uint16_t mss, syn_window;
	uint8_t shift;
	bool has_seq;          /* the numbers below mean something */
	uint32_t isn, snd_nxt; /* isn: of the SYN, or one below the first that was seen */
	uint64_t sent;         /* numbers from isn + 1 to snd_nxt; they may have wrapped */
	bool has_ack;
	uint32_t ack;    /* the highest that it acknowledged */
	uint32_t window; /* the last that it announced */
	uint32_t low;    /* the smallest, since it announced the largest */
	bool has_window;
	bool has_fin;
	uint32_t fin;                /* the number after its FIN */
	bool data_after_fin_of_peer; /* it sent data after the peer's FIN was seen */
	bool has_ttl, ttl_varies;
	uint8_t ttl;
	bool has_ip_id;
	uint16_t ip_id; /* the last */
	bool ip_ids_are_0;
	uint64_t probes, resends; /* since the other side was heard last */
	bool is_acked_unseen;     /* the other side acknowledged what was not seen, up to */
	uint32_t acked_unseen;
	uint32_t missing; /* bytes of it in gaps that nothing has filled */
	bool syn_acked;
	bool syn_varies;     /* it sent another, with another number */
	bool acks_after_fin; /* it acknowledged new data after its FIN: it still reads */
	int64_t last_ns;
};

struct track {
	struct track_side side[2]; /* [0] sent what was seen first */
	uint64_t frames;           /* seen at all */
	uint64_t duplicates;       /* seen twice */
	bool duplicates_differ;    /* at two places of the way */
	struct points points;
	bool clock_ran_back;
	bool is_cut; /* options were not captured */
	int64_t begin_ns, last_ns;
	int64_t rtt_ns;         /* of the handshake, as seen where the capture is; 0: not known */
	int64_t established_ns; /* the third segment of the handshake; 0: not seen */
	uint64_t count;         /* of those below that there ever were */
	struct track_segment recent[TRACK_RECENT];
};

/* Begins a connection with its first packet; which is to be added then. */
void track_begin(struct track *track, const struct decoded *first);

/* Side of the connection that sent @tcp: 0 or 1; -1: it is of another. */
int track_side_of(const struct track *track, const struct decoded *tcp);

/* Does @tcp open the same pair of endpoints anew? */
bool track_is_new(const struct track *track, int side, const struct decoded *tcp);

/* Reads @tcp as the next segment of @side; @ret says what it is, as it stands before it is added.
 * False: it was seen before, in the capture of another place, as @ret_first. */
bool track_read(struct track *track, int side, const struct decoded *tcp, uint64_t frame,
		int64_t time_ns, struct track_segment *ret, struct track_segment *ret_first);

/* Adds it. A RST changes nothing of a side's numbers. */
void track_add(struct track *track, const struct decoded *tcp, const struct track_segment *segment);

/* The youngest recent segment but RSTs of @side that @test accepts (NULL: any); NULL: none. */
const struct track_segment *track_recent(const struct track *track, int side,
					 bool (*test)(const struct track_segment *, uint32_t),
					 uint32_t number);

/* The @back-th youngest of all recent segments, from 0; NULL: there are not so many. */
const struct track_segment *track_back(const struct track *track, unsigned back);

/* SEG.SEQ + SEG.LEN (RFC 9293, 3.4). */
uint32_t track_end(const struct track_segment *segment);

/* Did this side send more than was seen? */
bool track_lacks(const struct track_side *side);

/* Which side opened the connection: 0 or 1. @ret_sure: by its SYN, or the answer to it; else by the
 * ports. */
int track_client(const struct track *track, bool *ret_sure);

#endif

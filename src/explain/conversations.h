/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * conversations.h - the connections of a capture, and the RSTs in them. Pure.
 *
 * Memory is bounded by how many connections are open at once, and that has a limit; what a
 * connection that is over takes is given back.
 */
#ifndef RSTLAB_CONVERSATIONS_H
#define RSTLAB_CONVERSATIONS_H

#include "situation.h"

enum {
	CONVERSATION_RESETS = 4,     /* that are kept of one connection */
	CONVERSATIONS_MAX = 1 << 19, /* open at once */
};

struct conversation {
	struct track track;
	uint64_t number;     /* from 0, by first packet, as Wireshark's tcp.stream */
	uint64_t tunnel_ids; /* as packet.h has them */
	struct rst *reset[CONVERSATION_RESETS]; /* in the order of the capture */
	int reset_count;
	bool is_closed; /* by FINs of both sides, before the first of them */
	/* Of conversations.c */
	bool is_over;
	unsigned hash;
	struct conversation *next_in_bucket, *older, *younger;
};

struct conversation_totals {
	uint64_t packets, tcp, connections;
	uint64_t reset;     /* connections */
	uint64_t resets;    /* RSTs */
	uint64_t forgotten; /* connections: too many were open */
	uint64_t fragments; /* packets of which a part alone was there */
};

struct conversations;

/* @told is called for each connection in which there was a RST, when it is over, or at the end;
 * what it is given is there until it returns. @at: a frame whose RST is kept whatever came before;
 * 0: none. NULL: no memory. */
struct conversations *conversations_open(uint64_t limit, uint64_t at,
					 void (*told)(void *arg, const struct conversation *),
					 void *arg);

/* The next packet; anything but TCP is passed over. Equal addresses and ports in two tunnels are
 * two connections. 0 or -ENOMEM. */
int conversations_add(struct conversations *conversations, const struct decoded *packet,
		      uint64_t frame, int64_t time_ns);

/* The payload of the packet that was just added, as far as it was captured. What a RST says is
 * kept, in part. */
void conversations_payload(struct conversations *conversations, const uint8_t *bytes, size_t size);

/* Tells of those that are left. */
void conversations_end(struct conversations *conversations);

const struct conversation_totals *conversations_totals(const struct conversations *conversations);

void conversations_close(struct conversations *conversations);

#endif

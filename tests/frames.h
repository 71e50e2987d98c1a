/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frames.h - evidence made by hand: hosts, links, and TCP segments as captures would hold them.
 *
 *   struct evidence *ev = frames_direct(AF_INET);
 *   frames_pass(ev, 0, 1000, &(struct frame_spec){ .flags = SYN, .seq = 100 });
 *   frames_pass(ev, 1, 2000, &(struct frame_spec){ .flags = RST | ACK, .ack = 101 });
 *   ...
 *   free(ev);
 */
#ifndef RSTLAB_FRAMES_H
#define RSTLAB_FRAMES_H

#include "evidence.h"
#include "packet.h"

enum { FRAMES_CLIENT_PORT = 50031, FRAMES_SERVER_PORT = 8080 };

/* A TCP segment; what is left out has a default. */
struct frame_spec {
	const char *src, *dst; /* addresses; NULL: of the hosts, see frames_tcp() */
	uint16_t sport,
		dport; /* 0: FRAMES_CLIENT_PORT of the client, FRAMES_SERVER_PORT of the server */
	uint8_t flags;
	uint32_t seq, ack;
	uint16_t window;
	const uint8_t *options; /* padded to a multiple of 4 with zeros */
	uint8_t option_bytes;
	const char *payload;
	uint8_t ttl;    /* 0: 64 */
	uint8_t tos;    /* or traffic class */
	bool fragments; /* IPv4: DF is not set */
	uint16_t ip_id;
};

/* The options of a SYN of Linux: MSS=1460 SACK_PERM TSval=1 TSecr=0 WS=128. */
extern const uint8_t frames_syn_options[20];
/* NOP NOP TSval=2 TSecr=1 */
extern const uint8_t frames_ts_options[12];

/* Builds a frame into @ret, which has room for 2048 bytes. Addresses must be set. Returns its size.
 */
size_t frames_build(const struct frame_spec *spec, uint8_t *ret);

/* Evidence that ended well, of a scenario "test" on kernel "6.1.0": "client" (10.0.0.1 or fd72::1)
 * at end 0, and "server" (10.0.0.2 or fd72::2) at end 1. To be freed with free(). */
struct evidence *frames_direct(int family);

/* The same with a host "router" that forwards: client 0 - 1 router 2 - 3 server. */
struct evidence *frames_routed(int family);

/*
 * Adds a sighting of @spec at @end to @ev, in its last chapter. Where @spec has no addresses, the
 * segment goes from client to server where an even end sends or an odd one receives,
 * from server to client otherwise. Returns the packet's index.
 */
int frames_tcp(struct evidence *ev, int end, bool sent, int64_t time_ns,
	       const struct frame_spec *spec);

/* Sent at @end, and received at the other end 1 us later. Returns the index of the first. */
int frames_pass(struct evidence *ev, int end, int64_t time_ns, const struct frame_spec *spec);

/* Adds a sighting of any frame. Returns the packet's index. */
int frames_raw(struct evidence *ev, int end, bool sent, int64_t time_ns, const void *frame,
	       size_t size);

/* Opens a chapter. */
void frames_chapter(struct evidence *ev, const char *title);

#endif

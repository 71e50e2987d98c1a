/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dialogue.h - a connection made by hand, as a capture would show it, a line a segment:
 *
 *   static const struct line refused[] = {
 *           { .from = 'c', SYN, .seq = 100 },
 *           { .from = 's', RST | ACK, .ack = 101, .ms = 1 },
 *           { 0 },
 *   };
 */
#ifndef RSTLAB_TEST_DIALOGUE_H
#define RSTLAB_TEST_DIALOGUE_H

#include "conversations.h"
#include "frames.h"

enum { DIALOGUE_CLIENT_PORT = 50031, DIALOGUE_SERVER_PORT = 8080 };

struct line {
	char from; /* 'c': the client, 's': the server; 0: the end */
	uint8_t flags;
	uint32_t seq, ack, len;
	uint16_t window; /* 0: 502, but of a RST 0 */
	const uint8_t
		*options; /* NULL: of a SYN those of Linux, else timestamps, but of a RST none */
	uint8_t option_bytes;
	uint8_t ttl; /* 0: 64 */
	uint16_t ip_id;
	uint32_t place;       /* where it was captured */
	uint16_t client_port; /* 0: DIALOGUE_CLIENT_PORT */
	int ms;               /* after the line before */
	bool bare;            /* no options at all */
	bool cut;             /* the capture ends within them */
};

/* clang-format off */

/* Parts of stories: a handshake, a request of 20 bytes, and a RST,ACK with the numbers of its socket. */
#define HANDSHAKE                                             \
	{ 'c', SYN, .seq = 100 },                             \
	{ 's', SYN | ACK, .seq = 500, .ack = 101, .ms = 10 }, \
	{ 'c', ACK, .seq = 101, .ack = 501 }
#define REQUEST { 'c', ACK, .seq = 101, .ack = 501, .len = 20 }
#define ABORT(who, number, acked, ...)                                               \
	{ who, RST | ACK, .seq = number, .ack = acked, .options = frames_ts_options, \
	  .option_bytes = sizeof(frames_ts_options), __VA_ARGS__ }

/* clang-format on */

/* What the conversations of the lines were told to be, by copies. */
enum { DIALOGUE_RSTS = 8 };
struct dialogue {
	int conversations; /* with a RST */
	int count;
	struct rst rst[DIALOGUE_RSTS];
	uint64_t number[DIALOGUE_RSTS]; /* of its conversation */
	bool is_closed[DIALOGUE_RSTS];
	struct conversation_totals totals;
};

/* The @frame-th line, from 1, as a packet. */
void dialogue_packet(const struct line *line, struct decoded *ret);

/* Hears @lines; @limit: of open conversations, 0: the usual; @at as for conversations_open(). */
void dialogue_hear(const struct line *lines, uint64_t limit, uint64_t at, struct dialogue *ret);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* live_ear.h - what is told of resets whose witnesses a test plays: the server is 10.0.0.2:80, its
 * client 10.0.0.1:1000. */
#ifndef RSTLAB_TEST_LIVE_EAR_H
#define RSTLAB_TEST_LIVE_EAR_H

#include "live.h"

enum { MS = 1000000, EAR_TOLD = 64 };

struct ear {
	struct live *live;
	struct lessons lessons;
	int count;
	struct {
		enum live_fate fate;
		uint32_t seq; /* of its packet; 0: it has none */
		int causes;
		char first[32];
		char reason[32];
		bool may_be_closing;
	} told[EAR_TOLD];
};

/* Taught a few causes; ended by ear_close(). */
struct ear *ear_open(struct live_witnesses witnesses);
void ear_close(struct ear *ear);

#define ear_open_all() ear_open((struct live_witnesses){ true, true, true, true })

struct endpoint ear_at(uint8_t host, uint16_t port);

void ear_packet(struct ear *ear, bool by_server, uint8_t flags, uint32_t seq, uint32_t ack,
		const char *ifname, bool leaves, int ms);

/* A RST of the server to another port of its client. */
void ear_packet_to(struct ear *ear, uint16_t port, uint32_t seq, int ms);

/* The kernel's word: of the server that has sent it, or of the client that took it. */
void ear_word(struct ear *ear, bool sent, const char *reason, int state, int ms);

/* The nth that was told; @first: cause, NULL: whichever. */
void ear_must(const struct ear *ear, int nth, enum live_fate fate, uint32_t seq, const char *first);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_view.h - what can be known of a RST on a live host, where nobody has captured its
 * connection: the kernel's word on it, its own header, and which SYNs, FINs and RSTs came before.
 * Pure.
 *
 * As a situation, but of each feature it is known which values it may have: a live host tells that
 * there was a FIN, and not whether there were data.
 */
#ifndef RSTLAB_LIVE_VIEW_H
#define RSTLAB_LIVE_VIEW_H

#include "diagnosis.h"
#include "heard.h"

/* What one side of a connection was seen to send. */
struct live_side {
	bool syn, syn_ack, fin, rst;
	uint32_t isn;   /* of its SYN */
	uint32_t acked; /* the highest that it acknowledged by any of these */
	bool has_acked;
};

/* What is known of it. */
struct live_facts {
	const struct heard_word *word;     /* NULL: the kernel has not spoken of it */
	const struct heard_packet *packet; /* the RST; NULL: it was not seen on any interface */
	bool sent;                         /* in the name of this host; else it was sent to it */
	const char *sender;                /* "client", "server": of the RST; NULL: not known */
	bool is_deaf; /* the kernel's word was not to be had at all: its silence means nothing */
	bool by_firewall; /* the kernel has told of a rule that made it; `word` is NULL then */
	bool is_whole;    /* all SYNs, FINs and RSTs of this connection were seen */
	struct live_side own, peer; /* of the RST's sender, and of whom it went to; before it */
};

struct live_view {
	uint32_t may[FEATURES]; /* a bit for each value that the feature may have */
	const char *reason;     /* of the kernel that sent it; NULL: not told */
	const char *sender;     /* as in live_facts */
	bool by_tcp;            /* a TCP of this machine sent it */
	bool not_by_tcp;        /* none did */
	bool in_anothers_name;  /* it did, and not with an address of its own */
	bool by_firewall;       /* a rule of this host did: the kernel says so */
};

/* Was a RST, @word of it and @packet, sent by a listener in the name of another address or port? So
 * answers one that was given what was for that one: TPROXY, REDIRECT. Either may be NULL. */
bool live_in_anothers_name(const struct heard_word *word, const struct heard_packet *packet);

/* Where the listener listens that has sent the RST of @word. */
const struct endpoint *live_listener(const struct heard_word *word);

void live_view_make(const struct live_facts *facts, struct live_view *ret);

/* Its causes as @lessons have them, the most probable first: of @ret the candidates, `is_known`
 * (the lab has shown it) and `dropped` alone are set. No candidate at all: it may be anything. */
void live_diagnose(const struct lessons *lessons, const struct live_view *view,
		   struct diagnosis *ret);

#endif

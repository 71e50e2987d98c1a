/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_view.h - what can be known of a RST on a live host, where nobody captures its connection:
 * the kernel's word on it, its own header, and which SYNs, FINs and RSTs came before. Pure.
 *
 * It is like a situation, but each feature has a set of possible values: a live host sees that
 * there was a FIN, not whether there was data.
 */
#ifndef RSTLAB_LIVE_VIEW_H
#define RSTLAB_LIVE_VIEW_H

#include "diagnosis.h"
#include "heard.h"
#include "live_word.h"

/* What one side of a connection was seen to send. */
struct live_side {
	bool syn, syn_ack, fin, rst;
	bool join;      /* its SYN has MP_JOIN (RFC 8684, 3.2) */
	bool mptcp;     /* its SYN or SYN,ACK has an option of Multipath TCP */
	bool plain;     /* ... has none */
	uint32_t isn;   /* of its SYN or SYN,ACK */
	uint32_t acked; /* the highest number it acknowledged in any of these */
	bool has_acked;
};

/* What is known of a RST. */
struct live_facts {
	const struct heard_word *word;     /* NULL: the kernel said nothing of it */
	const struct heard_packet *packet; /* the RST; NULL: seen on no interface */
	bool sent;                         /* in the name of this host; else to this host */
	const char *sender; /* who sent the RST: "client", "server"; NULL: not known */
	bool is_deaf;       /* the kernel's silence proves nothing */
	bool by_firewall;   /* the kernel says that a firewall rule made it; `word` is NULL then */
	bool is_whole;      /* all SYNs, FINs and RSTs of this connection were seen */
	struct live_side own, peer; /* of the RST's sender and receiver, before the RST */
};

struct live_view {
	uint32_t may[FEATURES];        /* a bit for each possible value of the feature */
	const char *reason;            /* from the kernel that sent it; NULL: not known */
	const char *sender;            /* as in struct live_facts */
	bool by_tcp;                   /* this machine's TCP sent it */
	bool not_by_tcp;               /* it did not */
	bool in_anothers_name;         /* it did, but with another address than its own */
	bool by_firewall;              /* a firewall rule of this host did: the kernel says so */
	bool refuses_join;             /* it may refuse a subflow of Multipath TCP */
	bool no_bad_record;            /* kTLS has met no bad record where it was sent */
	enum live_destroyed destroyed; /* by the kernel's word */
};

void live_view_make(const struct live_facts *facts, struct live_view *ret);

/* Its causes according to @lessons, the most probable first. Sets only the candidates of @ret,
 * `is_known` (the lab has shown it) and `dropped`. No candidate: it can be anything. */
void live_diagnose(const struct lessons *lessons, const struct live_view *view,
		   struct diagnosis *ret);

#endif

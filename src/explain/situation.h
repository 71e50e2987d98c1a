/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * situation.h - what packets alone can tell of a RST: its shape, what it answers, and the state of
 * either side as the packets before it show it. Pure.
 *
 * Two RSTs of one situation look alike to everybody who has nothing but packets. So the causes that
 * were seen to bring a situation about are all that can be said of it; and no cause can be said by
 * whoever has not seen the situation before.
 */
#ifndef RSTLAB_SITUATION_H
#define RSTLAB_SITUATION_H

#include "track.h"

/* What is told of a RST. "Own" is its sender, "peer" whom it went to. */
enum feature {
	FEATURE_FLAGS, /* RST; RST,ACK */
	FEATURE_SEQ,   /* in terms of the segments before it (RFC 9293, 3.10.7) */
	FEATURE_ACK,
	FEATURE_WINDOW, /* against the last that its sender had announced */
	FEATURE_TIMESTAMPS,
	FEATURE_PAYLOAD,
	FEATURE_MPTCP,
	FEATURE_TTL,     /* against what its sender had shown */
	FEATURE_ANSWERS, /* the peer's segment that it answers, or the last before it */
	FEATURE_OWN,     /* how far its sender had come */
	FEATURE_OWN_DATA,
	FEATURE_PEER,
	FEATURE_PEER_DATA,
	FEATURE_FLIGHT, /* own data that nobody has acknowledged */
	FEATURE_TIMER,  /* probed, or sent again, and unanswered */
	FEATURE_LATE,   /* the peer sent data after it had the FIN; its sender read some of them */
	FEATURE_BEFORE, /* who had sent a RST already */
	FEATURES
};

enum { FEATURE_UNKNOWN = 0, SITUATION_TEXT = 320, RST_PAYLOAD = 48 };

struct situation {
	uint8_t value[FEATURES]; /* FEATURE_UNKNOWN: the capture does not show it */
};

/* A RST, and its connection as it was just before. */
struct rst {
	struct track track;
	struct track_segment segment;
	struct decoded packet; /* its options */
	uint8_t payload_size;  /* of the payload, the bytes that are kept */
	uint8_t payload[RST_PAYLOAD];
	uint64_t twin_frame; /* in which it is once more, seen at another point; 0: in none */
	int64_t others_ns;   /* when something was captured last where that would be */
	uint64_t echoes;     /* RSTs of the same sender after it, to what was still under way */
	bool receiver_went_on, sender_went_on; /* more than a round trip after it */
	bool is_over;                          /* a SYN came after it */
	bool is_filtered; /* no ACK without SYN, FIN or RST was captured, of any connection */
};

/* @is_complete: nothing of the connection is missing in the capture, whether there was a handshake
 * or not. Else what was not seen is unknown, unless the capture shows that it begins with the
 * connection, and lacks nothing since. */
void situation_read(const struct rst *rst, bool is_complete, struct situation *ret);

/* Did segments pass right before it that the capture does not have? Its numbers show that, or no
 * ACK was captured though both sides spoke. */
bool rst_follows_unseen(const struct rst *rst);

/* The same by the ACKs alone: segments with SYN, FIN or RST are all that there is. */
bool rst_is_filtered(const struct rst *rst);

/* The peer's segment that the RST answers, or the last that came before it; NULL: none. */
const struct track_segment *rst_answered(const struct rst *rst);

/* Can the two be one? What is unknown of either may be anything. */
bool situation_fits(const struct situation *a, const struct situation *b);
bool situation_equal(const struct situation *a, const struct situation *b);

/* Is everything known? */
bool situation_is_known(const struct situation *situation);

/* "flags=RST seq=SEG.ACK ...". Returns @buffer. */
const char *situation_text(const struct situation *situation, char *buffer, size_t size);

/* The reverse: false if @text is no such thing. */
bool situation_parse(const char *text, struct situation *ret);

/* "seq", and of a feature's value "SEG.ACK". */
extern const char *const feature_name[FEATURES];
const char *feature_value(enum feature feature, uint8_t value);

/* The values, in the order of the words that stand for them; 0 is unknown in each. */
enum { FLAGS_RST = 1, FLAGS_RST_ACK, FLAGS_ODD };
enum { SEQ_0 = 1, SEQ_SND_NXT, SEQ_SEG_ACK, SEQ_OLD, SEQ_OTHER };
enum { ACK_NONE = 1, ACK_RCV_NXT, ACK_SEG_END, ACK_OTHER };
enum { WINDOW_0 = 1, WINDOW_FIRST, WINDOW_KEPT, WINDOW_GROWN, WINDOW_OTHER };
enum { TIMESTAMPS_YES = 1, TIMESTAMPS_MISSING, TIMESTAMPS_NONE };
enum { NO = 1, YES };
enum { MPTCP_NO = 1, MPTCP_YES, MPTCP_RST, MPTCP_FASTCLOSED };
enum { TTL_SAME = 1, TTL_OTHER, TTL_ALONE };
enum {
	ANSWERS_NOTHING = 1,
	ANSWERS_SYN,
	ANSWERS_SYN_ACK,
	ANSWERS_ACK,
	ANSWERS_PROBE,
	ANSWERS_DATA,
	ANSWERS_FIN,
	ANSWERS_DATA_FIN,
	ANSWERS_ODD
};
enum { PHASE_NONE = 1, PHASE_SYN, PHASE_SYN_ACK, PHASE_OPEN, PHASE_FIN, PHASE_FIN_ACKED };
enum { LATE_NO = 1, LATE_YES, LATE_READ };
enum { TIMER_NO = 1, TIMER_PROBED, TIMER_RESENT };
enum { BEFORE_NOBODY = 1, BEFORE_OWN, BEFORE_PEER };

#endif

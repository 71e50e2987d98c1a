/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_words.h - a RST and its diagnosis in words, for all that tells of them. Pure. */
#ifndef RSTLAB_EXPLAIN_WORDS_H
#define RSTLAB_EXPLAIN_WORDS_H

#include "cause.h"
#include "explanation.h"

enum { EXPLAIN_TEXT = 768 };

/* "abort-unread (likely)", "abort-linger or abort-unread (possible)", "unknowable". All return
 * @buffer. */
const char *diagnosis_label(const struct diagnosis *diagnosis, char *buffer, size_t size);

/* "client", "server": who sent the RST, or whom it went to. */
const char *sender_name(const struct diagnosis *diagnosis);
const char *receiver_name(const struct diagnosis *diagnosis);

/* "the server 10.0.0.2:8080 reset its connection with the client 10.0.0.1:50031", and if no SYN
 * says which is which */
const char *who_text(const struct diagnosis *diagnosis, char *buffer, size_t size);

/* "[RST, ACK] Seq=1 Ack=14 Win=65536 Len=0: it ends the connection of itself" */
const char *what_text(const struct diagnosis *diagnosis, char *buffer, size_t size);

/* "6.1 ms after the handshake, 0.1 ms after the packet before it" */
const char *when_text(const struct diagnosis *diagnosis, char *buffer, size_t size);

/* "client: open, 13 bytes sent, all of them acknowledged" */
const char *side_text(const struct diagnosis *diagnosis, bool client, char *buffer, size_t size);

/* Payload that a side sent, as far as it was seen; and what of it is unacknowledged. */
uint64_t side_sent(const struct track_side *side);
uint64_t side_unacked(const struct track_side *side, const struct track_side *other);

/* "frames 12, 40, 41 and 5 more connections" */
const char *frames_text(const struct story *story, char *buffer, size_t size);

/* "2 of 118 connections were reset: 1 x abort-unread (likely), 1 x ..." */
const char *summary_text(const struct explanation *explanation, char *buffer, size_t size);

/* What there is to be said of the capture as a whole besides; the @nth, from 0; NULL: no more. */
const char *capture_remark(const struct explanation *explanation, int nth, char *buffer,
			   size_t size);

/* What settles @cause, with the port of the server where it says PORT. */
const char *settles_text(const struct diagnosis *diagnosis, const struct cause *cause, char *buffer,
			 size_t size);

/* "SYN sent" of a phase. */
const char *phase_text(uint8_t phase);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trial.h - a story made by hand, and the judge's word on a single promise about it.
 *
 * Chapters "open", "data" and "close", between "client" and "server" of frames_direct(). At its end
 * the numbers that an RST of the server may bear are all different ones: see TRIAL_SEG_ACK and
 * below. The last segment, the RST, is the test's to choose.
 */
#ifndef RSTLAB_TEST_TRIAL_H
#define RSTLAB_TEST_TRIAL_H

#include "frames.h"
#include "result.h"

enum { TRIAL_CLIENT, TRIAL_SERVER };

/* What the server's RST can refer to. */
enum {
	TRIAL_ISS = 1000,              /* of the client */
	TRIAL_IRS = 5000,              /* of the server */
	TRIAL_SEG_ACK = TRIAL_IRS + 1, /* the client has not acknowledged "world" */
	TRIAL_SND_NXT = TRIAL_IRS + 1 + 5,
	TRIAL_RCV_NXT = TRIAL_ISS + 1 + 5,
	TRIAL_SEG_END = TRIAL_ISS + 1 + 9 + 5, /* "later" came out of order */
};

/* RST,ACK <SEQ=SND.NXT><ACK=RCV.NXT>, window 0, with timestamps. */
extern const struct frame_spec trial_rst;

/* The story up to the RST; its last chapter is "close". All witnesses are there, and counted and
 * traced no RST. To be freed with free(). */
struct evidence *trial_story(void);

/* The same with trial_rst of the server: on the wire, counted and traced once. */
struct evidence *trial_reset(void);

/* Adds what the other witnesses say. trial_count() sets a counter's growth. */
struct event *trial_call(struct evidence *ev, int host, const char *verb, int64_t ret, int err);
void trial_count(struct evidence *ev, int host, const char *name, int64_t grew);
struct reset_fact *trial_trace(struct evidence *ev, int host, const char *reason,
			       const char *state);
struct look *trial_look(struct evidence *ev, int host, const char *label);
void trial_socket(struct look *look, int state, uint16_t local, uint16_t remote);

/* Judges @ev, which it frees. What it returns holds until the next call. */
const struct verdict *trial_judge(const struct scenario *scenario, struct evidence *ev);

/* Judges @ev, which it frees, by @promise alone. What it returns holds until the next call. */
const struct ruling *trial_rule(const struct promise *promise, struct evidence *ev);

/* The ruling on agreement of that witness and host, or NULL. */
const struct ruling *trial_agreement(const struct verdict *verdict, enum witness witness,
				     const char *who);

#endif

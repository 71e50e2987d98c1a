/* SPDX-License-Identifier: GPL-2.0-only */
/* signs.h - what a RST and its connection show, as by_reading.c asks for it. Pure. */
#ifndef RSTLAB_SIGNS_H
#define RSTLAB_SIGNS_H

#include "diagnosis.h"

/* What is looked at. */
struct facts {
	const struct rst *rst;
	const struct track *track;
	const struct situation *situation;
	const struct track_side *own, *peer;
	const struct track_segment *answered;
	enum stack stack;
	enum crossing crossing;
	bool is_told;     /* the lab has shown it, and nothing of it is unknown, or too much */
	int64_t apart_ns; /* since the last segment that was captured of either side; -1: none */
	int64_t idle_ns;  /* the same; -1 as well: segments passed that were not captured */
};

/* Each: does it hold of the RST? What it means is said where it is defined. */
bool sign_first_packet(const struct facts *facts);
bool sign_odd(const struct facts *facts);
bool sign_words(const struct facts *facts);
bool sign_bytes(const struct facts *facts);
bool sign_refusal(const struct facts *facts);
bool sign_join_refused(const struct facts *facts);
bool sign_plain_abort(const struct facts *facts);
bool sign_other_abort(const struct facts *facts);
bool sign_not_due(const struct facts *facts);
bool sign_begins_with_probes(const struct facts *facts);
bool sign_may_be_probed(const struct facts *facts);
bool sign_may_be_unread(const struct facts *facts);
bool sign_cannot_be_unread(const struct facts *facts);
bool sign_good_ack(const struct facts *facts);
bool sign_good_echo(const struct facts *facts);
bool sign_nobody(const struct facts *facts);
bool sign_half_closed(const struct facts *facts);
bool sign_purged(const struct facts *facts);
bool sign_connect_scan(const struct facts *facts);
bool sign_foreign_after_close(const struct facts *facts);
bool sign_reply_after_close(const struct facts *facts);
bool sign_may_be_after_close(const struct facts *facts);
bool sign_after_own_reset(const struct facts *facts);
bool sign_after_any_reset(const struct facts *facts);
bool sign_both_closed(const struct facts *facts);
bool sign_late_reply(const struct facts *facts);
bool sign_scanner(const struct facts *facts);
bool sign_may_be_vanished(const struct facts *facts);
bool sign_timer_of_application(const struct facts *facts);
bool sign_idle(const struct facts *facts);
bool sign_resent(const struct facts *facts);
bool sign_before_the_answer(const struct facts *facts);
bool sign_sender_went_on(const struct facts *facts);
bool sign_subflow(const struct facts *facts);
bool sign_closed_a_minute_ago(const struct facts *facts);
bool sign_by_hand(const struct facts *facts);
bool sign_begins_late(const struct facts *facts);
bool sign_other_box(const struct facts *facts);
bool sign_other_box_late(const struct facts *facts);
bool sign_made_on_the_way(const struct facts *facts);
bool sign_one_point(const struct facts *facts);
bool sign_numbers_of_nobody(const struct facts *facts);
bool sign_reply_to_handshake(const struct facts *facts);

#endif

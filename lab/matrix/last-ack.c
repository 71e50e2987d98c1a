/* SPDX-License-Identifier: GPL-2.0-only */
/* last-ack - LAST-ACK: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = BY_RFC_5961;

static const struct promise stays[] = {
	IN("LAST-ACK", AS_IT_WAS),
	NO_ERROR,
	READS(0, "the end"),
	{ 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(both_ended_polls),
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),
	GROUPS_OF(closing_answers),

	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW),
	ROWS_OF(stays),

	WHILE("ACK of all data"),
	GONE("its FIN is acknowledged: CLOSED (RFC 9293, 3.10.7.4, fifth)"),
	NO_ERROR,
	READS(0, "the end"),

	WHILE_EACH("data", "data, urgent", "FIN", "data with FIN", "FIN out of order"),
	ROWS_OF(ignored_text),
	ROWS_OF(stays),

	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	ROWS_OF(deleted),
	READS(0, "the end"),

	WHILE("RST at RCV.NXT-1"),
	WANTS_DISBELIEF("LAST-ACK"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	{ 0 },
};

static const struct promise of_calls[] = {
	GROUPS_OF(both_ended_call_polls),
	WHILE_EACH("close()", "SIGKILL"),
	ROWS_OF(unsaid),
	IN("LAST-ACK", AS_IT_WAS),

	GROUPS_OF(silent_abort_calls),

	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)",
		   "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	{ 0 },
};

SEGMENTS_OF(
	last_ack, "last-ack", "LAST-ACK", "RFC 9293, 3.10.7.4", .why = why, .promises = of_segments,
	.proves = "Both sides have sent a FIN: an acknowledgement ends it, and ABORT is silent.",
	.known_issue = "a RST at RCV.NXT-1 is accepted after a FIN, and one at RCV.NXT+RCV.WND "
		       "is challenged; urgent data after a FIN is reported (POLLPRI)");

CALLS_OF(last_ack, "last-ack", "LAST-ACK", "RFC 9293, 3.10.7.4", .why = why, .promises = of_calls);

TIMERS_OF(last_ack, "last-ack", "LAST-ACK", .promises = unheard_fin_held);

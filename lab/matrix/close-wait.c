/* SPDX-License-Identifier: GPL-2.0-only */
/* close-wait - CLOSE-WAIT: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] =
	BY_RFC_5961 " tcp_reset_check(): stacks that forget to count their FIN reset at RCV.NXT-1.";

static const struct promise stays[] = {
	IN("CLOSE-WAIT", AS_IT_WAS), NO_ERROR, READS(0, "the end"), NOT_RESET, { 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(close_wait_polls),
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),
	GROUPS_OF(closing_answers),

	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data"),
	ROWS_OF(stays),

	WHILE_EACH("data", "data, urgent", "FIN", "data with FIN", "FIN out of order"),
	ROWS_OF(ignored_text),
	ROWS_OF(stays),

	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(EPIPE, "in CLOSE-WAIT Linux reports EPIPE for connection reset: tcp_reset()"),
	READS(0, "the end"),
	RESET,

	WHILE("RST at RCV.NXT-1"),
	WANTS_DISBELIEF("CLOSE-WAIT"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	RESET,
	{ 0 },
};

static const struct promise of_calls[] = {
	GROUPS_OF(abort_polls),
	GROUPS_OF(close_wait_call_polls),
	WHILE_EACH("close()", "SIGKILL", "shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(finished),
	IN("LAST-ACK", "CLOSE: LAST-ACK (RFC 9293, 3.10.4)"),
	NOT_RESET,

	GROUPS_OF(abort_calls),
	WHILE_EACH(ABORTS),
	RESET,
	WHILE("SOCK_DESTROY"),
	READS(0, "the end"),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSE-WAIT", "tcp_abort(): the state needs a reset"),

	WHILE_EACH("shutdown(SHUT_RD)", "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),

	WHILE_EACH("shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)"),
	NO_ERROR,
	READS(0, "the end"),
	{ 0 },
};

SEGMENTS_OF(close_wait, "close-wait", "CLOSE-WAIT", "RFC 9293, 3.10.7.4", .why = why,
	    .promises = of_segments,
	    .proves = "The peer has sent its FIN: text is ignored, a RST gives EPIPE, and one at "
		      "RCV.NXT-1 is accepted too.",
	    .known_issue = "a RST at RCV.NXT-1 is accepted after a FIN, and one at RCV.NXT+RCV.WND "
			   "is challenged; urgent data after a FIN is reported (POLLPRI)");

CALLS_OF(close_wait, "close-wait", "CLOSE-WAIT", "RFC 9293, 3.10.7.4", .why = why,
	 .promises = of_calls);

static const struct promise of_timers[] = {
	GROUPS_OF(sending_timers),
	WHILE_EACH(UNACKNOWLEDGED, "zero-window probe timer", "keepalive timer"),
	READS(0, "the end"),

	WHILE("keepalive timer"),
	ROWS_OF(kept_alive),
	RESETS_HERE(TESTED, 1, "TCP_KEEPALIVE_TIMEOUT", "CLOSE-WAIT",
		    "tcp_keepalive_timer(): no answer to TCP_KEEPCNT probes"),
	{ 0 },
};

TIMERS_OF(close_wait, "close-wait", "CLOSE-WAIT", .promises = of_timers);

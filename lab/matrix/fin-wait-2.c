/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2 - FIN-WAIT-2: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = BY_RFC_5961;

static const struct promise stays[] = {
	IN("FIN-WAIT-2", AS_IT_WAS),
	NO_ERROR,
	NOTHING_TO_READ,
	{ 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(open_polls),
	GROUPS_OF(fin_wait_polls),
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),
	GROUPS_OF(closing_answers),

	WHILE("RST at RCV.NXT-1"),
	ROWS_OF(ignored_rst),

	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data", "RST at RCV.NXT-1"),
	ROWS_OF(stays),

	WHILE("data"),
	ROWS_OF(acknowledged),
	IN("FIN-WAIT-2", AS_IT_WAS),
	NO_ERROR,
	READS(13, "received data can be read"),

	WHILE("data, urgent"),
	ROWS_OF(acknowledged),
	IN("FIN-WAIT-2", AS_IT_WAS),
	NO_ERROR,
	READS(12, "received data can be read"),

	WHILE_EACH("FIN", "data with FIN"),
	ROWS_OF(acknowledged),
	IN("TIME-WAIT", "both FINs are acknowledged: TIME-WAIT (RFC 9293, 3.10.7.4, fifth and "
			"eighth)"),
	NO_ERROR,
	WHILE("FIN"),
	READS(0, "the end"),
	WHILE("data with FIN"),
	READS(13, "received data can be read"),

	WHILE("FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(stays),

	GROUPS_OF(nothing_left_to_read),
	{ 0 },
};

static const struct promise of_calls[] = {
	GROUPS_OF(abort_polls),
	GROUPS_OF(fin_wait_call_polls),
	WHILE_EACH("close()", "SIGKILL"),
	ROWS_OF(unsaid),
	IN("FIN-WAIT-2", AS_IT_WAS),

	GROUPS_OF(abort_calls),
	WHILE("SOCK_DESTROY"),
	READS(0, "the error is reported, then the end of the stream"),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "FIN-WAIT-2", "tcp_abort(): the state needs a reset"),

	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(unsaid),
	IN("FIN-WAIT-2", AS_IT_WAS),
	NO_ERROR,
	READS(0, "the end"),

	WHILE_EACH("shutdown(SHUT_WR)", "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	{ 0 },
};

SEGMENTS_OF(
	fin_wait_2, "fin-wait-2", "FIN-WAIT-2", "RFC 9293, 3.10.7.4", .why = why,
	.promises = of_segments,
	.proves = "Half-closed, its FIN acknowledged: it still accepts data, and resets as "
		  "ESTABLISHED does.",
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, although it is outside the window");

CALLS_OF(fin_wait_2, "fin-wait-2", "FIN-WAIT-2", "RFC 9293, 3.10.7.4", .why = why,
	 .promises = of_calls);

static const struct promise of_timers[] = {
	WHILE("keepalive timer"),
	ROWS_OF(kept_alive_after_fin),
	ROWS_OF(aborted_by_keepalive),
	ROWS_OF(timed_out),
	READS(0, "the error is reported, then the end of the stream"),
	NOT_RESET,
	RESETS_HERE(TESTED, 1, "TCP_KEEPALIVE_TIMEOUT", "FIN-WAIT-2",
		    "tcp_keepalive_timer(): no answer to TCP_KEEPCNT probes"),
	{ 0 },
};

TIMERS_OF(fin_wait_2, "fin-wait-2", "FIN-WAIT-2", .promises = of_timers);

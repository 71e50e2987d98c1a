/* SPDX-License-Identifier: GPL-2.0-only */
/* established - ESTABLISHED: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = BY_RFC_5961;

static const struct promise stays[] = {
	IN("ESTABLISHED", AS_IT_WAS), NO_ERROR, NOTHING_TO_READ, NOT_RESET, { 0 },
};

const struct promise established_segments[] = {
	GROUPS_OF(open_polls),
	GROUPS_OF(established_polls),
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),
	GROUPS_OF(established_answers),

	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data", "RST at RCV.NXT-1"),
	ROWS_OF(stays),

	WHILE("data"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(13, "received data can be read"),
	NOT_RESET,

	WHILE("data, urgent"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(12, "received data can be read"),
	NOT_RESET,

	WHILE("data, ACK of unsent data"),
	ROWS_OF(challenged_unsent_data),

	WHILE_EACH("FIN", "data with FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	NOT_RESET,
	WHILE("FIN"),
	READS(0, "the end"),
	WHILE("data with FIN"),
	READS(13, "received data can be read"),

	WHILE("FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(stays),

	GROUPS_OF(nothing_left_to_read),
	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	RESET,
	{ 0 },
};

const struct promise established_calls[] = {
	GROUPS_OF(abort_polls),
	GROUPS_OF(established_call_polls),
	WHILE_EACH("close()", "SIGKILL", "shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(finished),
	IN("FIN-WAIT-1", "CLOSE: FIN-WAIT-1 (RFC 9293, 3.10.4)"),
	NOT_RESET,

	GROUPS_OF(abort_calls),
	WHILE_EACH(ABORTS),
	RESET,
	WHILE("SOCK_DESTROY"),
	READS(0, "the error is reported, then the end of the stream"),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "ESTABLISHED", AS_EVER),

	WHILE("shutdown(SHUT_RD)"),
	ROWS_OF(unsaid),
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(0, "the end"),
	NOT_RESET,

	WHILE("shutdown(SHUT_WR)"),
	NO_ERROR,
	NOTHING_TO_READ,

	WHILE("shutdown(SHUT_RDWR)"),
	NO_ERROR,
	READS(0, "the end"),

	WHILE("the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	{ 0 },
};

SEGMENTS_OF(
	established, "established", "ESTABLISHED", "RFC 9293, 3.10.7.4", .why = why,
	.promises = established_segments,
	.proves = "Only the RST at RCV.NXT is accepted. Elsewhere in the window it is "
		  "challenged, outside it is dropped. A SYN, and an acknowledgement of data not "
		  "sent, are challenged too.",
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, although it is outside the window");

CALLS_OF(established, "established", "ESTABLISHED", "RFC 9293, 3.10.7.4", .why = why,
	 .promises = established_calls);

const struct promise established_timers[] = {
	GROUPS_OF(sending_timers),
	WHILE_EACH(UNACKNOWLEDGED, "zero-window probe timer", "keepalive timer"),
	READS(0, "the error is reported, then the end of the stream"),

	WHILE("keepalive timer"),
	ROWS_OF(kept_alive),
	RESETS_HERE(TESTED, 1, "TCP_KEEPALIVE_TIMEOUT", "ESTABLISHED",
		    "tcp_keepalive_timer(): no answer to TCP_KEEPCNT probes"),
	{ 0 },
};

TIMERS_OF(established, "established", "ESTABLISHED", .promises = established_timers);

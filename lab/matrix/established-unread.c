/* SPDX-License-Identifier: GPL-2.0-only */
/* established-unread - ESTABLISHED, with unread data: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = BY_RFC_5961
	" RFC 9293, 3.6.1 (SHLD-3), and RFC 2525, 2.17: close() with unread data resets.";

static const struct promise stays[] = {
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(13, "received data can be read"),
	NOT_RESET,
	{ 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(unread_polls),
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),
	GROUPS_OF(established_answers),

	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data", "RST at RCV.NXT-1"),
	ROWS_OF(stays),

	WHILE("data"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(26, "received data can be read"),
	NOT_RESET,

	WHILE_EACH("data, urgent", "FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(stays),

	WHILE("data, ACK of unsent data"),
	ROWS_OF(challenged_unsent_data),

	WHILE_EACH("FIN", "data with FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	NOT_RESET,
	WHILE("FIN"),
	READS(13, "received data can be read"),
	WHILE("data with FIN"),
	READS(26, "received data can be read"),

	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	ROWS_OF(deleted),
	READS(13, "earlier data can still be read"),
	RESET,
	{ 0 },
};

static const struct promise of_calls[] = {
	GROUPS_OF(abort_polls),
	GROUPS_OF(unread_call_polls),
	WHILE_EACH("close()", "SIGKILL", "close(), SO_LINGER {1, 0}"),
	ROWS_OF(aborted),
	ROWS_OF(closed_unread),
	RESET,

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(aborted),
	ROWS_OF(disconnected),
	RESET,

	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted),
	ROWS_OF(destroyed),
	READS(13, "earlier data can still be read"),
	RESET,
	RESETS_HERE(TESTED, 1, "TCP_STATE", "ESTABLISHED", AS_EVER),

	WHILE_EACH("shutdown(SHUT_RD)", "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),

	WHILE_EACH("shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(finished),
	IN("FIN-WAIT-1", "CLOSE: FIN-WAIT-1 (RFC 9293, 3.10.4)"),
	NO_ERROR,
	READS(13, "received data can be read"),
	NOT_RESET,
	{ 0 },
};

SEGMENTS_OF(
	established_unread, "established-unread", "ESTABLISHED, with unread data",
	"RFC 9293, 3.10.7.4", .why = why, .promises = of_segments,
	.proves = "The same with unread data: after a RST the data can still be read, and "
		  "close() is now an ABORT.",
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, although it is outside the window");

CALLS_OF(established_unread, "established-unread", "ESTABLISHED, with unread data",
	 "RFC 9293, 3.10.7.4", .why = why, .promises = of_calls);

static const struct promise of_timers[] = {
	GROUPS_OF(sending_timers),
	WHILE_EACH(UNACKNOWLEDGED, "zero-window probe timer", "keepalive timer"),
	READS(13, "earlier data can still be read"),

	WHILE("keepalive timer"),
	ROWS_OF(kept_alive),
	RESETS_HERE(TESTED, 1, "TCP_KEEPALIVE_TIMEOUT", "ESTABLISHED",
		    "tcp_keepalive_timer(): no answer to TCP_KEEPCNT probes"),
	{ 0 },
};

TIMERS_OF(established_unread, "established-unread", "ESTABLISHED, with unread data",
	  .promises = of_timers);

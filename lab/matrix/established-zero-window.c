/* SPDX-License-Identifier: GPL-2.0-only */
/* established-zero-window - ESTABLISHED, at zero window: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] =
	"RFC 9293, 3.4: at a zero window only a segment without length at RCV.NXT is acceptable, "
	"and special allowance is made for RSTs.";

static const struct promise stays[] = {
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(64, "received data can be read"),
	NOT_RESET,
	{ 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(zero_window_polls),
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(established_answers),

	WHILE_EACH(UNMOVED, "ACK of all data", "RST at RCV.NXT-1"),
	ROWS_OF(stays),

	WHILE_EACH("data", "data, urgent", "data with FIN"),
	ROWS_OF(answered_data),
	ROWS_OF(stays),

	WHILE("data, ACK of unsent data"),
	ROWS_OF(answered_unsent),

	WHILE("FIN"),
	SENDS(TESTED, NO("~RST"), "no RST, whether the FIN is accepted or not"),
	NOT_RESET,

	WHILE("FIN out of order"),
	ROWS_OF(answered),
	ROWS_OF(stays),

	WHILE_EACH(BELIEVED),
	ROWS_OF(deleted),
	READS(64, "earlier data can still be read"),
	RESET,

	WHILE_EACH(BELIEVED_WIDE),
	{ TESTED, .look = CLAIM(look, HERE, .count = 0, .state = BUT_LISTENERS),
	  .known_broken = true, .with = &beyond_window,
	  .because = "a RST at RCV.NXT ends the connection, even if the window is zero (RFC "
		     "9293, 3.4, 3.10.7.4); the rest of the segment is beyond the window, and "
		     "Linux drops it" },
	HAS_SOCKETS(TESTED, 0, HERE, BUT_LISTENERS,
		    "a RST at RCV.NXT ends the connection (RFC 9293, 3.10.7.4, second)",
		    .without = &beyond_window),
	SENDS(TESTED, NOTHING_NEW, "a RST is not answered"),
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
	ROWS_OF(aborted_full),
	ROWS_OF(disconnected),
	RESET,

	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted_full),
	ROWS_OF(destroyed),
	READS(64, "earlier data can still be read"),
	RESET,
	RESETS_HERE(TESTED, 1, "TCP_STATE", "ESTABLISHED", AS_EVER),

	WHILE_EACH("shutdown(SHUT_RD)", "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),

	WHILE_EACH("shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(finished),
	IN("FIN-WAIT-1", "CLOSE: FIN-WAIT-1 (RFC 9293, 3.10.4)"),
	NO_ERROR,
	READS(64, "received data can be read"),
	NOT_RESET,
	{ 0 },
};

SEGMENTS_OF(established_zero_window, "established-zero-window", "ESTABLISHED, at zero window",
	    "RFC 9293, 3.10.7.4", .why = why, .promises = of_segments,
	    .proves = "Without room for data a RST at RCV.NXT is still accepted, and a segment "
		      "with length is not acceptable.",
	    .known_issue = "a RST at RCV.NXT with data, or with SYN, is dropped at zero window");

CALLS_OF(established_zero_window, "established-zero-window", "ESTABLISHED, at zero window",
	 "RFC 9293, 3.10.7.4", .why = why, .promises = of_calls);

static const struct promise of_timers[] = {
	GROUPS_OF(sending_timers),
	WHILE_EACH(UNACKNOWLEDGED, "zero-window probe timer", "keepalive timer"),
	READS(64, "earlier data can still be read"),

	WHILE("keepalive timer"),
	ROWS_OF(kept_alive_full),
	RESETS_HERE(TESTED, 1, "TCP_KEEPALIVE_TIMEOUT", "ESTABLISHED",
		    "tcp_keepalive_timer(): no answer to TCP_KEEPCNT probes"),
	{ 0 },
};

TIMERS_OF(established_zero_window, "established-zero-window", "ESTABLISHED, at zero window",
	  .promises = of_timers);

/* SPDX-License-Identifier: GPL-2.0-only */
/* last-ack-orphan - LAST-ACK, orphan: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = BY_RFC_5961
	" tcp_rcv_state_process(): after the peer's FIN there is no text, so none is reset.";

static const struct promise of_segments[] = {
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),
	GROUPS_OF(closing_answers),

	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW),
	IN("LAST-ACK", AS_IT_WAS),

	WHILE("ACK of all data"),
	GONE("its FIN is acknowledged: CLOSED (RFC 9293, 3.10.7.4, fifth)"),

	WHILE_EACH("data", "data, urgent", "FIN", "data with FIN", "FIN out of order"),
	ROWS_OF(ignored_text),
	IN("LAST-ACK", AS_IT_WAS),

	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),

	WHILE("RST at RCV.NXT-1"),
	WANTS_DISBELIEF("LAST-ACK"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE("SOCK_DESTROY"),
	ROWS_OF(unsaid),
	HAS_SOCKETS(TESTED, 0, HERE, BUT_LISTENERS, "it is deleted silently",
		    .with = &no_forever_orphan),

	WHILE("the listener is closed"),
	ROWS_OF(unsaid),
	IN("LAST-ACK", AS_IT_WAS),
	{ 0 },
};

SEGMENTS_OF(last_ack_orphan, "last-ack-orphan", "LAST-ACK, orphan", "RFC 9293, 3.10.7.4",
	    .why = why, .promises = of_segments,
	    .proves = "Both sides have sent a FIN, and no process holds it: unlike an orphan in "
		      "FIN-WAIT it resets no segment.",
	    .known_issue = "a RST at RCV.NXT-1 is accepted after a FIN, and one at RCV.NXT+RCV.WND "
			   "is challenged");

CALLS_OF(last_ack_orphan, "last-ack-orphan", "LAST-ACK, orphan", "RFC 9293, 3.10.7.4", .why = why,
	 .promises = of_calls);

TIMERS_OF(last_ack_orphan, "last-ack-orphan", "LAST-ACK, orphan", .promises = unheard_fin);

/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-1-orphan - FIN-WAIT-1, orphan: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = BY_RFC_5961
	" RFC 9293, 3.6.1 (SHLD-3), RFC 1122, 4.2.2.13: data that no process can read is reset, "
	"TCP_ABORT_ON_DATA.";

static const struct promise of_segments[] = {
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),
	GROUPS_OF(closing_answers),

	WHILE("RST at RCV.NXT-1"),
	ROWS_OF(ignored_rst),

	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "RST at RCV.NXT-1"),
	IN("FIN-WAIT-1", AS_IT_WAS),

	WHILE("ACK of all data"),
	IN("FIN-WAIT-2", "its FIN is acknowledged: FIN-WAIT-2 (RFC 9293, 3.10.7.4, fifth)"),

	WHILE_EACH("data", "data, urgent", "data with FIN", "FIN out of order"),
	ROWS_OF(refused),
	ROWS_OF(nobody_reads),

	WHILE("FIN"),
	ROWS_OF(acknowledged),
	IN("CLOSING", "both have sent a FIN, and neither is acknowledged: CLOSING (RFC 9293, "
		      "3.10.7.4, eighth)"),

	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted_orphan),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "FIN-WAIT-1", "tcp_abort(): the state needs a reset",
		    .with = &no_forever_orphan),

	WHILE("the listener is closed"),
	ROWS_OF(unsaid),
	IN("FIN-WAIT-1", AS_IT_WAS),
	{ 0 },
};

SEGMENTS_OF(
	fin_wait_1_orphan, "fin-wait-1-orphan", "FIN-WAIT-1, orphan", "RFC 9293, 3.10.7.4",
	.why = why, .promises = of_segments,
	.proves = "No process holds it any more: data, and a FIN that shows there was some, are "
		  "reset.",
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, although it is outside the window");

CALLS_OF(fin_wait_1_orphan, "fin-wait-1-orphan", "FIN-WAIT-1, orphan", "RFC 9293, 3.10.7.4",
	 .why = why, .promises = of_calls);

TIMERS_OF(fin_wait_1_orphan, "fin-wait-1-orphan", "FIN-WAIT-1, orphan", .promises = unheard_fin);

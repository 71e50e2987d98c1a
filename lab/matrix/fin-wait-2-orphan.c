/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-orphan - FIN-WAIT-2, orphan: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = BY_RFC_5961
	" tcp_close() creates a minisock if tcp_fin_timeout is at most TCP_TIMEWAIT_LEN.";

static const struct promise of_segments[] = {
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),
	GROUPS_OF(closing_answers),

	WHILE("RST at RCV.NXT-1"),
	ROWS_OF(ignored_rst),

	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data", "RST at RCV.NXT-1"),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE_EACH("data", "data, urgent", "data with FIN", "FIN out of order"),
	ROWS_OF(refused),
	ROWS_OF(nobody_reads),

	WHILE("FIN"),
	ROWS_OF(acknowledged),
	IN("TIME-WAIT", "both FINs are acknowledged: TIME-WAIT (RFC 9293, 3.10.7.4, fifth and "
			"eighth)"),

	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted_orphan),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "FIN-WAIT-2", "tcp_abort(): the state needs a reset",
		    .with = &no_forever_orphan),

	WHILE("the listener is closed"),
	ROWS_OF(unsaid),
	IN("FIN-WAIT-2", AS_IT_WAS),
	{ 0 },
};

SEGMENTS_OF(
	fin_wait_2_orphan, "fin-wait-2-orphan", "FIN-WAIT-2, orphan", "RFC 9293, 3.10.7.4",
	.why = why, .promises = of_segments,
	.proves = "With tcp_fin_timeout above 60 s an orphan stays a full socket, which follows "
		  "RFC 5961 where the minisock does not.",
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, although it is outside the window");

CALLS_OF(fin_wait_2_orphan, "fin-wait-2-orphan", "FIN-WAIT-2, orphan", "RFC 9293, 3.10.7.4",
	 .why = why, .promises = of_calls);

static const struct promise of_timers[] = {
	WHILE("FIN-WAIT-2 timer"),
	ROWS_OF(forgotten),

	WHILE("FIN-WAIT-2 timer, lowered"),
	SENDS(TESTED, ONE(RST_ABORT),
	      "no time is left: <SEQ=SND.NXT><CTL=RST>, of which no RFC tells: "
	      "tcp_keepalive_timer()"),
	GONE("and the connection is gone"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnTimeout", 0, "no timeout is counted"),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "FIN-WAIT-2",
		    "tcp_keepalive_timer(): an orphan whose timer has run out"),
	{ 0 },
};

TIMERS_OF(fin_wait_2_orphan, "fin-wait-2-orphan", "FIN-WAIT-2, orphan", .promises = of_timers);

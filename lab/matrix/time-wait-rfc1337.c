/* SPDX-License-Identifier: GPL-2.0-only */
/* time-wait-rfc1337 - TIME-WAIT, with tcp_rfc1337 = 1: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = "RFC 1337, 3, F1: sysctl tcp_rfc1337 makes TIME-WAIT ignore RSTs.";

static const struct promise of_segments[] = {
	GROUPS_OF(time_wait_segments),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of unsent data", "RST with data", "SYN,RST",
		   "FIN,RST", "RST, old timestamp"),
	SENDS(TESTED, NOTHING_NEW, "tcp_rfc1337: TIME-WAIT ignores RSTs (RFC 1337, 3, F1)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	IN("TIME-WAIT", AS_IT_WAS),

	WHILE("RST, old timestamp"),
	COUNTS_HERE(TESTED, "TcpExtPAWSTimewait", 1, "an old timestamp: tcp_paws_reject()"),
	{ 0 },
};

SEGMENTS_OF(time_wait_rfc1337, "time-wait-rfc1337", "TIME-WAIT, with tcp_rfc1337 = 1",
	    "RFC 1337, 3", .why = why, .promises = of_segments,
	    .proves = "The same, but no RST ends it.",
	    .known_issue = "an in-window RST is not challenged, and data without ACK is "
			   "acknowledged");

CALLS_OF(time_wait_rfc1337, "time-wait-rfc1337", "TIME-WAIT, with tcp_rfc1337 = 1", "RFC 1337, 3",
	 .why = why, .promises = time_wait_calls);

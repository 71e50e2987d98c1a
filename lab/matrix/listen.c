/* SPDX-License-Identifier: GPL-2.0-only */
/* listen - LISTEN: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = "RFC 9293, 3.10.7.2: tcp_rcv_state_process() in LISTEN.";

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN, old"),
	ROWS_OF(answered_syn),
	IN("SYN-RECEIVED", "a SYN: SYN-RECEIVED (RFC 9293, 3.10.7.2, 3.10.7.3)"),

	WHILE_EACH("SYN,ACK", "ACK of all data", "ACK of the ISS", "ACK too old",
		   "ACK of unsent data", "data", "data, old", "data beyond the window",
		   "data, ACK of unsent data", "data, urgent", "FIN", "data with FIN",
		   "FIN out of order"),
	ROWS_OF(refused),
	GONE("there is no connection, before and after"),
	RESETS_HERE(TESTED, 1, "TCP_FLAGS", "LISTEN", AS_EVER),

	WHILE_EACH("data without ACK", "no flags"),
	SENDS(TESTED, NOTHING_NEW, "no ACK, no SYN: dropped (RFC 9293, 3.10.7.2, fourth)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	GONE("there is no connection, before and after"),

	WHILE("SYN,FIN"),
	SENDS(TESTED, ONE(.flags = "SYN,ACK"),
	      "a SYN is answered, and other control waits (RFC 9293, 3.10.7.2, third); "
	      "tcp_rcv_state_process() drops a SYN with FIN",
	      .known_broken = true),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	GONE("there is no connection, before and after"),

	WHILE_EACH("RST", "RST at RCV.NXT-1", "RST, old", "RST in the window",
		   "RST at the right edge", "RST beyond the window", "RST,ACK",
		   "RST,ACK of unsent data", "RST with data", "SYN,RST", "FIN,RST",
		   "RST, old timestamp"),
	SENDS(TESTED, NOTHING_NEW, "a RST in LISTEN: ignored (RFC 9293, 3.10.7.2, first)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	GONE("there is no connection, before and after"),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	GONE("there is no connection, before and after"),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "forged by the ghost"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE_EACH("SOCK_DESTROY", "the listener is closed"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	{ 0 },
};

SEGMENTS_OF(listen, "listen", "LISTEN", "RFC 9293, 3.10.7.2", .why = why, .promises = of_segments,
	    .proves = "A SYN opens, an acknowledgement is reset, a RST is ignored, and a segment "
		      "with neither SYN nor ACK is dropped.",
	    .known_issue = "a SYN with FIN is dropped, not answered");

CALLS_OF(listen, "listen", "LISTEN", "RFC 9293, 3.10.7.2", .why = why, .promises = of_calls);

/* SPDX-License-Identifier: GPL-2.0-only */
/* closed - CLOSED: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] =
	"RFC 9293, 3.10.7.1: a segment for no connection. tcp_v4_rcv() and tcp_v6_rcv() find no "
	"socket, and reset, except for a RST, and for a wrong checksum, which is discarded first.";

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "data without ACK", "no flags", "SYN,FIN"),
	ROWS_OF(refused_with_ack),
	GONE("there is no connection, before and after"),
	RESETS_HERE(TESTED, 1, "NO_SOCKET", "NONE", AS_EVER),

	WHILE_EACH("SYN,ACK", "ACK of all data", "ACK of the ISS", "ACK too old",
		   "ACK of unsent data", "data", "data, old", "data beyond the window",
		   "data, ACK of unsent data", "data, urgent", "FIN", "data with FIN",
		   "FIN out of order"),
	ROWS_OF(refused),
	GONE("there is no connection, before and after"),
	RESETS_HERE(TESTED, 1, "NO_SOCKET", "NONE", AS_EVER),

	WHILE_EACH("RST", "RST at RCV.NXT-1", "RST, old", "RST in the window",
		   "RST at the right edge", "RST beyond the window", "RST,ACK",
		   "RST,ACK of unsent data", "RST with data", "SYN,RST", "FIN,RST",
		   "RST, old timestamp"),
	SENDS(TESTED, NOTHING_NEW, "a RST to no socket: discarded (RFC 9293, 3.10.7.1)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	GONE("there is no connection, before and after"),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	GONE("there is no connection, before and after"),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "forged by the ghost"),
	{ 0 },
};

SEGMENTS_OF(closed, "closed", "CLOSED", "RFC 9293, 3.10.7.1", .why = why, .promises = of_segments,
	    .proves = "Each segment except a RST is answered with a RST, and a RST never is.");

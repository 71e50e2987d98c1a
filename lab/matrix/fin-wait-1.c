/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-1 - FIN-WAIT-1: what meets it, and what becomes of it. */
#include "outcomes.h"

static const struct promise stays[] = {
	IN("FIN-WAIT-1", AS_IT_WAS),
	NO_ERROR,
	NOTHING_TO_READ,
	{ 0 },
};

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN"),
	ROWS_OF(challenged_syn),
	ROWS_OF(stays),

	WHILE("ACK of all"),
	ROWS_OF(heard),
	IN("FIN-WAIT-2", "its FIN is acknowledged: FIN-WAIT-2 (RFC 9293, 3.10.7.4, fifth)"),
	NO_ERROR,
	NOTHING_TO_READ,

	WHILE_EACH("ACK of the ISS", "ACK too old", "ACK of the future"),
	ROWS_OF(challenged_ack),
	ROWS_OF(stays),

	WHILE("data"),
	ROWS_OF(acknowledged),
	IN("FIN-WAIT-1", AS_IT_WAS),
	NO_ERROR,
	READS(13, "what came is there to be read"),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	ROWS_OF(stays),

	WHILE("data, ACK of the future"),
	ROWS_OF(challenged_data),
	ROWS_OF(stays),

	WHILE("data, urgent"),
	ROWS_OF(acknowledged),
	IN("FIN-WAIT-1", AS_IT_WAS),
	NO_ERROR,
	READS(12, "what came is there to be read"),

	WHILE("FIN"),
	ROWS_OF(acknowledged),
	IN("CLOSING", "both have said FIN, and none is acknowledged: CLOSING (RFC 9293, 3.10.7.4, "
		      "eighth)"),
	NO_ERROR,
	READS(0, "the end"),

	WHILE("data with FIN"),
	ROWS_OF(acknowledged),
	IN("CLOSING", "both have said FIN, and none is acknowledged: CLOSING (RFC 9293, 3.10.7.4, "
		      "eighth)"),
	NO_ERROR,
	READS(13, "what came is there to be read"),

	WHILE("FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(stays),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	ROWS_OF(stays),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of the future", "RST with data", "SYN,RST",
		   "RST of an old time"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(ECONNRESET, "connection reset (RFC 9293, 3.10.7.4, second)"),
	READS(0, "its error is told, and then there is the end"),

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST outside"),
	ROWS_OF(ignored_rst),
	ROWS_OF(stays),

	WHILE("RST in the window"),
	ROWS_OF(challenged_rst),
	ROWS_OF(stays),

	WHILE("RST at the right edge"),
	ROWS_OF(wants_silence_at_edge),
	ROWS_OF(stays),

	WHILE("FIN,RST"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(ECONNRESET, "connection reset (RFC 9293, 3.10.7.4, second)"),
	READS(0, "the end"),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	ROWS_OF(stays),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "the ghost's own"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE_EACH("close()", "SIGKILL"),
	ROWS_OF(unsaid),
	IN("FIN-WAIT-1", AS_IT_WAS),

	WHILE("close(), SO_LINGER {1, 0}"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	ERROR(ECONNRESET, "tcp_disconnect() leaves it to the socket that was not yet closed"),
	CALL_FAILS(TESTED, "recv", ENOTCONN, "it is connected to nobody"),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),

	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	ERROR(ECONNABORTED, "tcp_abort() has ECONNABORTED for it"),
	READS(0, "its error is told, and then there is the end"),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "FIN-WAIT-1", "tcp_abort(): the state needs a reset"),

	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(unsaid),
	IN("FIN-WAIT-1", AS_IT_WAS),
	NO_ERROR,
	READS(0, "the end"),

	WHILE_EACH("shutdown(SHUT_WR)", "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	{ 0 },
};

MATRIX(fin_wait_1_segments) = {
	.name = "matrix-fin-wait-1",
	.title = "FIN-WAIT-1: each segment that can meet it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "Half closed, and its FIN not acknowledged: it still takes data, and resets as "
		  "ESTABLISHED does.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.",
	.play = play_segments,
	.parameter = &state_fin_wait_1,
	.promises = of_segments,
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, though it lies outside the window",
};

MATRIX(fin_wait_1_calls) = {
	.name = "matrix-fin-wait-1-calls",
	.title = "FIN-WAIT-1: what its own side can do",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "What each call of its own side, and each way to end its process, brings in this "
		  "state: FIN, RST or silence.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.",
	.play = play_calls,
	.parameter = &state_fin_wait_1,
	.promises = of_calls,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* established-unread - ESTABLISHED, with unread data: what meets it, and what becomes of it. */
#include "outcomes.h"

static const struct promise stays[] = {
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(13, "what came is there to be read"),
	{ 0 },
};

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN"),
	ROWS_OF(challenged_syn),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("ACK of all"),
	ROWS_OF(heard),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("ACK of the ISS", "ACK too old"),
	ROWS_OF(challenged_ack),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("ACK of the future"),
	ROWS_OF(challenged_unsent),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("data"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(26, "what came is there to be read"),
	ROWS_OF(not_reset),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("data, ACK of the future"),
	ROWS_OF(challenged_unsent_data),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("data, urgent", "FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	READS(13, "what came is there to be read"),
	ROWS_OF(not_reset),

	WHILE("data with FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	READS(26, "what came is there to be read"),
	ROWS_OF(not_reset),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of the future", "RST with data", "SYN,RST", "FIN,RST",
		   "RST of an old time"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(ECONNRESET, "connection reset (RFC 9293, 3.10.7.4, second)"),
	READS(13, "what came before is still there to be read"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST outside"),
	ROWS_OF(ignored_rst),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("RST in the window"),
	ROWS_OF(challenged_rst),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("RST at the right edge"),
	ROWS_OF(wants_silence_at_edge),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "the ghost's own"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE_EACH("close()", "SIGKILL", "close(), SO_LINGER {1, 0}"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnClose", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	ERROR(ECONNRESET, "tcp_disconnect() leaves it to the socket that was not yet closed"),
	CALL_FAILS(TESTED, "recv", ENOTCONN, "it is connected to nobody"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),

	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	ERROR(ECONNABORTED, "tcp_abort() has ECONNABORTED for it"),
	READS(13, "what came before is still there to be read"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "ESTABLISHED", AS_EVER),

	WHILE_EACH("shutdown(SHUT_RD)", "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(finished),
	IN("FIN-WAIT-1", "CLOSE: FIN-WAIT-1 (RFC 9293, 3.10.4)"),
	NO_ERROR,
	READS(13, "what came is there to be read"),
	ROWS_OF(not_reset),
	{ 0 },
};

MATRIX(established_unread_segments) = {
	.name = "matrix-established-unread",
	.title = "ESTABLISHED, with unread data: each segment that can meet it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "The same with data that nobody has read: a RST leaves them to be read, and "
		  "close() is an ABORT now.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.RFC 9293, 3.10.4, and RFC 2525, 2.17: close() with unread data "
	       "resets.",
	.play = play_segments,
	.parameter = &state_established_unread,
	.promises = of_segments,
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, though it lies outside the window",
};

MATRIX(established_unread_calls) = {
	.name = "matrix-established-unread-calls",
	.title = "ESTABLISHED, with unread data: what its own side can do",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "What each call of its own side, and each way to end its process, brings in this "
		  "state: FIN, RST or silence.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.RFC 9293, 3.10.4, and RFC 2525, 2.17: close() with unread data "
	       "resets.",
	.play = play_calls,
	.parameter = &state_established_unread,
	.promises = of_calls,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* close-wait - CLOSE-WAIT: what meets it, and what becomes of it. */
#include "outcomes.h"

static const struct promise stays[] = {
	IN("CLOSE-WAIT", AS_IT_WAS),
	NO_ERROR,
	READS(0, "the end"),
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

	WHILE_EACH("ACK of the ISS", "ACK too old", "ACK of the future"),
	ROWS_OF(challenged_ack),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("data", "data, urgent", "FIN", "data with FIN", "FIN out of order"),
	ROWS_OF(ignored_text),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("data, ACK of the future"),
	ROWS_OF(challenged_data),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of the future", "RST with data", "SYN,RST", "FIN,RST",
		   "RST of an old time"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(EPIPE, "in CLOSE-WAIT Linux has EPIPE for connection reset: tcp_reset()"),
	READS(0, "the end"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),

	WHILE("RST at RCV.NXT-1"),
	{ TESTED, .look = CLAIM(look, HERE, .count = 1, .state = "CLOSE-WAIT"),
	  .known_broken = true,
	  .because = "a RST below the window: silently dropped (RFC 9293, 3.10.7.4, second); "
		     "tcp_reset_check() believes it after a FIN, for stacks that send such" },
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),

	WHILE_EACH("RST, old", "RST outside"),
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
	WHILE_EACH("close()", "SIGKILL"),
	ROWS_OF(finished),
	IN("LAST-ACK", "CLOSE: LAST-ACK (RFC 9293, 3.10.4)"),
	ROWS_OF(not_reset),

	WHILE("close(), SO_LINGER {1, 0}"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),

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
	READS(0, "the end"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSE-WAIT", "tcp_abort(): the state needs a reset"),

	WHILE_EACH("shutdown(SHUT_RD)", "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(finished),
	IN("LAST-ACK", "CLOSE: LAST-ACK (RFC 9293, 3.10.4)"),
	NO_ERROR,
	READS(0, "the end"),
	ROWS_OF(not_reset),
	{ 0 },
};

MATRIX(close_wait_segments) = {
	.name = "matrix-close-wait",
	.title = "CLOSE-WAIT: each segment that can meet it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "Its peer has said FIN: text is ignored, a RST is EPIPE, and one at RCV.NXT-1 is "
		  "believed too.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.tcp_reset_check(): stacks that forget to count their FIN reset at "
	       "RCV.NXT-1.",
	.play = play_segments,
	.parameter = &state_close_wait,
	.promises = of_segments,
	.known_issue = "a RST at RCV.NXT-1 is believed after a FIN, and one at RCV.NXT+RCV.WND is "
		       "challenged",
};

MATRIX(close_wait_calls) = {
	.name = "matrix-close-wait-calls",
	.title = "CLOSE-WAIT: what its own side can do",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "What each call of its own side, and each way to end its process, brings in this "
		  "state: FIN, RST or silence.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.tcp_reset_check(): stacks that forget to count their FIN reset at "
	       "RCV.NXT-1.",
	.play = play_calls,
	.parameter = &state_close_wait,
	.promises = of_calls,
};

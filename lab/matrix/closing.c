/* SPDX-License-Identifier: GPL-2.0-only */
/* closing - CLOSING: what meets it, and what becomes of it. */
#include "outcomes.h"

static const struct promise stays[] = {
	IN("CLOSING", AS_IT_WAS),
	NO_ERROR,
	READS(0, "the end"),
	{ 0 },
};

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN"),
	ROWS_OF(challenged_syn),
	ROWS_OF(stays),

	WHILE("ACK of all"),
	ROWS_OF(heard),
	IN("TIME-WAIT", "both FINs are acknowledged: TIME-WAIT (RFC 9293, 3.10.7.4, fifth and "
			"eighth)"),
	NO_ERROR,
	READS(0, "the end"),

	WHILE_EACH("ACK of the ISS", "ACK too old", "ACK of the future"),
	ROWS_OF(challenged_ack),
	ROWS_OF(stays),

	WHILE_EACH("data", "data, urgent", "FIN", "data with FIN", "FIN out of order"),
	ROWS_OF(ignored_text),
	ROWS_OF(stays),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	ROWS_OF(stays),

	WHILE("data, ACK of the future"),
	ROWS_OF(challenged_data),
	ROWS_OF(stays),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	ROWS_OF(stays),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of the future", "RST with data", "SYN,RST", "FIN,RST",
		   "RST of an old time"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(ECONNRESET, "connection reset (RFC 9293, 3.10.7.4, second)"),
	READS(0, "the end"),

	WHILE("RST at RCV.NXT-1"),
	{ TESTED, .look = CLAIM(look, HERE, .count = 1, .state = "CLOSING"), .known_broken = true,
	  .because = "a RST below the window: silently dropped (RFC 9293, 3.10.7.4, second); "
		     "tcp_reset_check() believes it after a FIN, for stacks that send such" },
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),

	WHILE_EACH("RST, old", "RST outside"),
	ROWS_OF(ignored_rst),
	ROWS_OF(stays),

	WHILE("RST in the window"),
	ROWS_OF(challenged_rst),
	ROWS_OF(stays),

	WHILE("RST at the right edge"),
	ROWS_OF(wants_silence_at_edge),
	ROWS_OF(stays),

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
	IN("CLOSING", AS_IT_WAS),

	WHILE("close(), SO_LINGER {1, 0}"),
	ROWS_OF(unsaid),
	GONE("it is gone without a word"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(unsaid),
	GONE("it is gone without a word"),
	NO_ERROR,
	CALL_FAILS(TESTED, "recv", ENOTCONN, "it is connected to nobody"),

	WHILE("SOCK_DESTROY"),
	ROWS_OF(unsaid),
	GONE("it is gone without a word"),
	ERROR(ECONNABORTED, "tcp_abort() has ECONNABORTED for it"),
	READS(0, "the end"),

	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)",
		   "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	{ 0 },
};

MATRIX(closing_segments) = {
	.name = "matrix-closing",
	.title = "CLOSING: each segment that can meet it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "Both have said FIN: an acknowledgement of its own brings TIME-WAIT, and ABORT "
		  "is silent, as there is nothing that a RST could tell.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.",
	.play = play_segments,
	.parameter = &state_closing,
	.promises = of_segments,
	.known_issue = "a RST at RCV.NXT-1 is believed after a FIN, and one at RCV.NXT+RCV.WND is "
		       "challenged",
};

MATRIX(closing_calls) = {
	.name = "matrix-closing-calls",
	.title = "CLOSING: what its own side can do",
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
	.parameter = &state_closing,
	.promises = of_calls,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* established-zero-window - ESTABLISHED, at zero window: what meets it, and what becomes of it. */
#include "outcomes.h"

static const struct promise stays[] = {
	IN("ESTABLISHED", AS_IT_WAS),
	NO_ERROR,
	READS(64, "what came is there to be read"),
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

	WHILE_EACH("data", "data, urgent", "data with FIN"),
	ROWS_OF(answered_data),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("data, old", "data beyond the window", "FIN out of order"),
	ROWS_OF(answered),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("data, ACK of the future"),
	ROWS_OF(answered_unsent),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE("FIN"),
	SENDS(TESTED, NO("~RST"), "no RST, whether the FIN is taken or not"),
	ROWS_OF(not_reset),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of the future", "RST of an old time"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(ECONNRESET, "connection reset (RFC 9293, 3.10.7.4, second)"),
	READS(64, "what came before is still there to be read"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST outside"),
	ROWS_OF(ignored_rst),
	ROWS_OF(stays),
	ROWS_OF(not_reset),

	WHILE_EACH("RST with data", "SYN,RST", "FIN,RST"),
	{ TESTED, .look = CLAIM(look, HERE, .count = 0, .state = BUT_LISTENERS),
	  .known_broken = true, .with = &beyond_window,
	  .because = "a RST at RCV.NXT ends the connection, also where the window is zero (RFC "
		     "9293, 3.4, "
		     "3.10.7.4); what it bears besides lies beyond the window, and it is dropped" },
	HAS_SOCKETS(TESTED, 0, HERE, BUT_LISTENERS,
		    "a RST at RCV.NXT ends the connection (RFC 9293, 3.10.7.4, second)",
		    .without = &beyond_window),
	SENDS(TESTED, NOTHING_NEW, "a RST is not answered"),

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
	ROWS_OF(aborted_full),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	ERROR(ECONNRESET, "tcp_disconnect() leaves it to the socket that was not yet closed"),
	CALL_FAILS(TESTED, "recv", ENOTCONN, "it is connected to nobody"),
	COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),

	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted_full),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	ERROR(ECONNABORTED, "tcp_abort() has ECONNABORTED for it"),
	READS(64, "what came before is still there to be read"),
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
	READS(64, "what came is there to be read"),
	ROWS_OF(not_reset),
	{ 0 },
};

MATRIX(established_zero_window_segments) = {
	.name = "matrix-established-zero-window",
	.title = "ESTABLISHED, at zero window: each segment that can meet it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "Without room for data a RST at RCV.NXT is still believed, and what has length "
		  "is not acceptable.",
	.why = "RFC 9293, 3.4: at a zero window no segment is acceptable but one without length at "
	       "RCV.NXT, and special allowance is made for RSTs.",
	.play = play_segments,
	.parameter = &state_established_zero_window,
	.promises = of_segments,
	.known_issue = "a RST at RCV.NXT with data, or with SYN, is dropped at zero window",
};

MATRIX(established_zero_window_calls) = {
	.name = "matrix-established-zero-window-calls",
	.title = "ESTABLISHED, at zero window: what its own side can do",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "What each call of its own side, and each way to end its process, brings in this "
		  "state: FIN, RST or silence.",
	.why = "RFC 9293, 3.4: at a zero window no segment is acceptable but one without length at "
	       "RCV.NXT, and special allowance is made for RSTs.",
	.play = play_calls,
	.parameter = &state_established_zero_window,
	.promises = of_calls,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received-crossed - SYN-RECEIVED after crossed SYNs: what meets it, and what becomes of it. */
#include "outcomes.h"

static const struct promise stays[] = {
	IN("SYN-RECEIVED", AS_IT_WAS),
	NO_ERROR,
	NOTHING_TO_READ,
	{ 0 },
};

static const struct promise became_established[] = {
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	NOTHING_TO_READ,
	{ 0 },
};

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN"),
	ROWS_OF(challenged_syn),
	ROWS_OF(stays),
	ROWS_OF(not_failed),

	WHILE("ACK of all"),
	ROWS_OF(heard),
	ROWS_OF(became_established),
	ROWS_OF(not_failed),

	WHILE("ACK of the ISS"),
	{ TESTED, .wire = CLAIM(wire, .count = IS(1), .flags = "RST"), .known_broken = true,
	  .because = "SND.UNA < SEG.ACK must hold: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.4, "
		     "fifth); "
		     "tcp_ack() takes ISS for an acknowledgement of the SYN" },
	ROWS_OF(not_failed),

	WHILE("ACK too old"),
	ROWS_OF(refused),
	ROWS_OF(stays),
	ROWS_OF(not_failed),
	RESETS_HERE(TESTED, 1, "TCP_TOO_OLD_ACK", "SYN-RECEIVED", "tcp_ack(): below SND.UNA"),

	WHILE_EACH("ACK of the future", "data, ACK of the future"),
	ROWS_OF(refused),
	ROWS_OF(stays),
	ROWS_OF(not_failed),
	RESETS_HERE(TESTED, 1, "TCP_ACK_UNSENT_DATA", "SYN-RECEIVED", "tcp_ack(): above SND.NXT"),

	WHILE("data"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	READS(13, "what came is there to be read"),
	ROWS_OF(not_failed),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	ROWS_OF(stays),
	ROWS_OF(not_failed),

	WHILE("data, urgent"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	READS(12, "what came is there to be read"),
	ROWS_OF(not_failed),

	WHILE("FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	READS(0, "the end"),
	ROWS_OF(not_failed),

	WHILE("data with FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	READS(13, "what came is there to be read"),
	ROWS_OF(not_failed),

	WHILE("FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(became_established),
	ROWS_OF(not_failed),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	ROWS_OF(stays),
	ROWS_OF(not_failed),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of the future", "RST with data", "SYN,RST",
		   "RST of an old time"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	{ TESTED, .call = CLAIM(call, "so_error", .err = ECONNREFUSED), .known_broken = true,
	  .because = "after an active OPEN: connection refused (RFC 9293, 3.10.7.4, second); "
		     "tcp_reset() knows SYN-SENT alone" },
	READS(0, "its error is told, and then there is the end"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST outside"),
	ROWS_OF(ignored_rst),
	ROWS_OF(stays),
	ROWS_OF(not_failed),

	WHILE("RST in the window"),
	ROWS_OF(challenged_rst),
	ROWS_OF(stays),
	ROWS_OF(not_failed),

	WHILE("RST at the right edge"),
	ROWS_OF(wants_silence_at_edge),
	ROWS_OF(stays),
	ROWS_OF(not_failed),

	WHILE("FIN,RST"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	{ TESTED, .call = CLAIM(call, "so_error", .err = ECONNREFUSED), .known_broken = true,
	  .because = "after an active OPEN: connection refused (RFC 9293, 3.10.7.4, second); "
		     "tcp_reset() knows SYN-SENT alone" },
	READS(0, "the end"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	ROWS_OF(stays),
	ROWS_OF(not_failed),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "the ghost's own"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE_EACH("close()", "SIGKILL"),
	ROWS_OF(finished),
	IN("FIN-WAIT-1", "CLOSE: FIN-WAIT-1 (RFC 9293, 3.10.4)"),
	ROWS_OF(not_failed),

	WHILE("close(), SO_LINGER {1, 0}"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),
	ROWS_OF(not_failed),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	ERROR(ECONNRESET, "tcp_disconnect() leaves it to the socket that was not yet closed"),
	CALL_FAILS(TESTED, "recv", ENOTCONN, "it is connected to nobody"),
	ROWS_OF(not_failed),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),

	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	ERROR(ECONNABORTED, "tcp_abort() has ECONNABORTED for it"),
	READS(0, "its error is told, and then there is the end"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "SYN-RECEIVED", "tcp_abort(): the state needs a reset"),

	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(unsaid),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NO_ERROR,
	READS(0, "the end"),
	ROWS_OF(not_failed),

	WHILE("shutdown(SHUT_WR)"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	ROWS_OF(not_failed),
	{ 0 },
};

MATRIX(syn_received_crossed_segments) = {
	.name = "matrix-syn-received-crossed",
	.title = "SYN-RECEIVED after crossed SYNs: each segment that can meet it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "The socket of crossed SYNs is a full one: it resets a wrong acknowledgement, "
		  "challenges a second SYN, and takes a RST for ECONNRESET.",
	.why = "RFC 9293, 3.10.7.4, SYN-RECEIVED after an active OPEN: tcp_rcv_state_process().",
	.play = play_segments,
	.parameter = &state_syn_received_crossed,
	.promises = of_segments,
	.known_issue = "a RST in SYN-RECEIVED after an active OPEN is connection refused (RFC "
		       "9293, 3.10.7.4, second), and Linux says ECONNRESET; it takes the ISS for "
		       "an acknowledgement of its SYN, and challenges a RST at RCV.NXT+RCV.WND",
};

MATRIX(syn_received_crossed_calls) = {
	.name = "matrix-syn-received-crossed-calls",
	.title = "SYN-RECEIVED after crossed SYNs: what its own side can do",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "What each call of its own side, and each way to end its process, brings in this "
		  "state: FIN, RST or silence.",
	.why = "RFC 9293, 3.10.7.4, SYN-RECEIVED after an active OPEN: tcp_rcv_state_process().",
	.play = play_calls,
	.parameter = &state_syn_received_crossed,
	.promises = of_calls,
};

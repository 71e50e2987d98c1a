/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received-fastopen - SYN-RECEIVED, a Fast Open child: what meets it, and what becomes of it.
 */
#include "outcomes.h"

static const struct promise stays[] = {
	IN("SYN-RECEIVED", AS_IT_WAS),
	NO_ERROR,
	READS(5, "what came is there to be read"),
	{ TESTED, .counter = CLAIM(counter, "TcpAttemptFails", 0, .here = true),
	  .known_broken = true,
	  .because = "the attempt goes on (RFC 4022, tcpAttemptFails); it is counted" },
	{ 0 },
};

static const struct promise stays_2[] = {
	IN("SYN-RECEIVED", AS_IT_WAS),
	NO_ERROR,
	READS(5, "what came is there to be read"),
	{ 0 },
};

static const struct promise became_established[] = {
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	READS(5, "what came is there to be read"),
	{ 0 },
};

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN,FIN"),
	ROWS_OF(refused_with_ack),
	ROWS_OF(stays),
	RESETS_HERE(TESTED, 1, "INVALID_SYN", "SYN-RECEIVED",
		    "tcp_check_req() has one reason for all its resets"),

	WHILE("SYN, old"),
	SENDS(TESTED, ONE(.flags = "ACK", .len = IS(0)),
	      "not acceptable: an ACK, and drop (RFC 9293, 3.10.7.4, first)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	ROWS_OF(stays_2),
	ROWS_OF(not_failed),

	WHILE("SYN,ACK"),
	ROWS_OF(refused),
	ROWS_OF(stays),
	RESETS_HERE(TESTED, 1, "INVALID_SYN", "SYN-RECEIVED",
		    "tcp_check_req() has one reason for all its resets"),

	WHILE("ACK of all"),
	ROWS_OF(heard),
	ROWS_OF(became_established),
	ROWS_OF(not_failed),

	WHILE_EACH("ACK of the ISS", "ACK too old"),
	ROWS_OF(refused),
	ROWS_OF(stays_2),
	ROWS_OF(not_failed),
	RESETS_HERE(TESTED, 1, "TCP_TOO_OLD_ACK", "SYN-RECEIVED", "tcp_ack(): below SND.UNA"),

	WHILE_EACH("ACK of the future", "data, ACK of the future"),
	ROWS_OF(refused),
	ROWS_OF(stays_2),
	ROWS_OF(not_failed),
	RESETS_HERE(TESTED, 1, "TCP_ACK_UNSENT_DATA", "SYN-RECEIVED", "tcp_ack(): above SND.NXT"),

	WHILE("data"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	READS(18, "what came is there to be read"),
	ROWS_OF(not_failed),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	ROWS_OF(stays_2),
	ROWS_OF(not_failed),

	WHILE_EACH("data, urgent", "FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(became_established),
	ROWS_OF(not_failed),

	WHILE("FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	READS(5, "what came is there to be read"),
	ROWS_OF(not_failed),

	WHILE("data with FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	READS(18, "what came is there to be read"),
	ROWS_OF(not_failed),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	ROWS_OF(stays_2),
	ROWS_OF(not_failed),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of the future", "RST with data", "SYN,RST",
		   "FIN,RST"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(ECONNRESET, "connection reset (RFC 9293, 3.10.7.4, second)"),
	READS(5, "what came before is still there to be read"),
	{ TESTED, .counter = CLAIM(counter, "TcpAttemptFails", 1, .here = true),
	  .known_broken = true,
	  .because = "one attempt has failed (RFC 4022, tcpAttemptFails); it is counted twice" },

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST outside"),
	ROWS_OF(ignored_rst),
	ROWS_OF(stays_2),
	ROWS_OF(not_failed),

	WHILE("RST in the window"),
	ROWS_OF(challenged_by_request),

	WHILE("RST at the right edge"),
	ROWS_OF(outside_of_request),

	WHILE("RST of an old time"),
	ROWS_OF(wants_belief),
	COUNTS_HERE(TESTED, "TcpExtPAWSEstab", 1, "an old timestamp: tcp_paws_reject()"),
	ROWS_OF(not_failed),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	ROWS_OF(stays_2),
	ROWS_OF(not_failed),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "the ghost's own"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE_EACH("close()", "SIGKILL", "close(), SO_LINGER {1, 0}"),
	ROWS_OF(aborted),
	GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnClose", 1, AS_EVER),
	ROWS_OF(not_failed),
	RESETS_HERE(TESTED, 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),

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
	READS(5, "what came before is still there to be read"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "SYN-RECEIVED", "tcp_abort(): the state needs a reset"),

	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)",
		   "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays_2),
	ROWS_OF(not_failed),
	{ 0 },
};

MATRIX(syn_received_fastopen_segments) = {
	.name = "matrix-syn-received-fastopen",
	.title = "SYN-RECEIVED, a Fast Open child: each segment that can meet it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "A child of TCP Fast Open lives through the resets that tcp_check_req() sends in "
		  "its name; a RST at RCV.NXT ends it, and is counted twice.",
	.why = "RFC 7413, 4.2.2: the child is there, and may be accepted, before its handshake has "
	       "ended. Segments for it pass tcp_check_req() first, then tcp_rcv_state_process().",
	.play = play_segments,
	.parameter = &state_syn_received_fastopen,
	.promises = of_segments,
	.known_issue = "a failed attempt is counted twice, and one that goes on once; a RST with "
		       "an old timestamp is dropped by PAWS, and one at RCV.NXT+RCV.WND challenged",
};

MATRIX(syn_received_fastopen_calls) = {
	.name = "matrix-syn-received-fastopen-calls",
	.title = "SYN-RECEIVED, a Fast Open child: what its own side can do",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "What each call of its own side, and each way to end its process, brings in this "
		  "state: FIN, RST or silence.",
	.why = "RFC 7413, 4.2.2: the child is there, and may be accepted, before its handshake has "
	       "ended. Segments for it pass tcp_check_req() first, then tcp_rcv_state_process().",
	.play = play_calls,
	.parameter = &state_syn_received_fastopen,
	.promises = of_calls,
};

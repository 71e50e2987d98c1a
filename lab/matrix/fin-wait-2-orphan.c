/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-orphan - FIN-WAIT-2, orphan: what meets it, and what becomes of it. */
#include "outcomes.h"

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN"),
	ROWS_OF(challenged_syn),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE("ACK of all"),
	ROWS_OF(heard),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE_EACH("ACK of the ISS", "ACK too old", "ACK of the future"),
	ROWS_OF(challenged_ack),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE_EACH("data", "data, urgent", "data with FIN", "FIN out of order"),
	ROWS_OF(refused),
	GONE("and the connection is gone"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_ABORT_ON_DATA", "CLOSED",
		    "tcp_rcv_state_process(): data for a socket that nobody holds"),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE("data, ACK of the future"),
	ROWS_OF(challenged_data),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE("FIN"),
	ROWS_OF(acknowledged),
	IN("TIME-WAIT", "both FINs are acknowledged: TIME-WAIT (RFC 9293, 3.10.7.4, fifth and "
			"eighth)"),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of the future", "RST with data", "SYN,RST", "FIN,RST",
		   "RST of an old time"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST outside"),
	ROWS_OF(ignored_rst),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE("RST in the window"),
	ROWS_OF(challenged_rst),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE("RST at the right edge"),
	ROWS_OF(wants_silence_at_edge),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	IN("FIN-WAIT-2", AS_IT_WAS),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "the ghost's own"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted_orphan),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "FIN-WAIT-2", "tcp_abort(): the state needs a reset",
		    .with = &no_forever_orphan),

	WHILE("the listener is closed"),
	ROWS_OF(unsaid),
	IN("FIN-WAIT-2", AS_IT_WAS),
	{ 0 },
};

MATRIX(fin_wait_2_orphan_segments) = {
	.name = "matrix-fin-wait-2-orphan",
	.title = "FIN-WAIT-2, orphan: each segment that can meet it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "With tcp_fin_timeout above 60 s an orphan stays a full socket, which follows "
		  "RFC 5961 where the minisock does not.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.tcp_close() makes a minisock where tcp_fin_timeout is at most "
	       "TCP_TIMEWAIT_LEN.",
	.play = play_segments,
	.parameter = &state_fin_wait_2_orphan,
	.promises = of_segments,
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, though it lies outside the window",
};

MATRIX(fin_wait_2_orphan_calls) = {
	.name = "matrix-fin-wait-2-orphan-calls",
	.title = "FIN-WAIT-2, orphan: what its own side can do",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "raw",
	.topology = "tested",
	.needs = "sock_destroy",
	.proves = "What each call of its own side, and each way to end its process, brings in this "
		  "state: FIN, RST or silence.",
	.why = "RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() asks for PAWS, for the "
	       "sequence number, for RST and for SYN, in this order, and tcp_ack() for the "
	       "acknowledgement.tcp_close() makes a minisock where tcp_fin_timeout is at most "
	       "TCP_TIMEWAIT_LEN.",
	.play = play_calls,
	.parameter = &state_fin_wait_2_orphan,
	.promises = of_calls,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received-fastopen - SYN-RECEIVED, a Fast Open child: what meets it, and what becomes of it.
 */
#include "outcomes.h"

static const char why[] =
	"RFC 7413, 4.2.2: the child exists, and may be accepted, before its handshake has "
	"completed. Its segments go through tcp_check_req() first, then tcp_rcv_state_process().";

static const struct promise stays[] = {
	IN("SYN-RECEIVED", AS_IT_WAS),
	NO_ERROR,
	READS(5, "received data can be read"),
	{ TESTED, .counter = CLAIM(counter, "TcpAttemptFails", 0, .here = true),
	  .known_broken = true,
	  .because = "the attempt continues (RFC 4022, tcpAttemptFails), but Linux counts it" },
	{ 0 },
};

static const struct promise stays_uncounted[] = {
	IN("SYN-RECEIVED", AS_IT_WAS),
	NO_ERROR,
	READS(5, "received data can be read"),
	NOT_FAILED,
	{ 0 },
};

static const struct promise became_established[] = {
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	READS(5, "received data can be read"),
	{ 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(fastopen_polls),
	WHILE_EACH("SYN in the window", "SYN,FIN"),
	ROWS_OF(wants_listen),
	ROWS_OF(refused_with_ack),
	ROWS_OF(stays),
	RESETS_HERE(TESTED, 1, "INVALID_SYN", "SYN-RECEIVED",
		    "tcp_check_req() uses one reason for all its resets"),

	WHILE("SYN, old"),
	SENDS(TESTED, ONE(.flags = "ACK", .len = IS(0)),
	      "not acceptable: an ACK, and drop (RFC 9293, 3.10.7.4, first)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	ROWS_OF(stays_uncounted),

	WHILE("SYN,ACK"),
	ROWS_OF(wants_listen),
	ROWS_OF(refused),
	ROWS_OF(stays),
	RESETS_HERE(TESTED, 1, "INVALID_SYN", "SYN-RECEIVED",
		    "tcp_check_req() uses one reason for all its resets"),

	WHILE("ACK of all data"),
	ROWS_OF(heard),
	ROWS_OF(became_established),
	NOT_FAILED,

	WHILE_EACH("ACK of the ISS", "ACK too old"),
	ROWS_OF(refused),
	ROWS_OF(stays_uncounted),
	RESETS_HERE(TESTED, 1, "TCP_TOO_OLD_ACK", "SYN-RECEIVED", "tcp_ack(): below SND.UNA"),

	WHILE_EACH("ACK of unsent data", "data, ACK of unsent data"),
	ROWS_OF(refused),
	ROWS_OF(stays_uncounted),
	RESETS_HERE(TESTED, 1, "TCP_ACK_UNSENT_DATA", "SYN-RECEIVED", "tcp_ack(): above SND.NXT"),

	WHILE("data"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	READS(18, "received data can be read"),
	NOT_FAILED,

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	ROWS_OF(stays_uncounted),

	WHILE_EACH("data, urgent", "FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(became_established),
	NOT_FAILED,

	WHILE("FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	READS(5, "received data can be read"),
	NOT_FAILED,

	WHILE("data with FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	READS(18, "received data can be read"),
	NOT_FAILED,

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	ROWS_OF(stays_uncounted),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of unsent data", "RST with data", "SYN,RST",
		   "FIN,RST"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(ECONNRESET, "connection reset (RFC 9293, 3.10.7.4, second)"),
	READS(5, "earlier data can still be read"),
	{ TESTED, .counter = CLAIM(counter, "TcpAttemptFails", 1, .here = true),
	  .known_broken = true,
	  .because = "one attempt has failed (RFC 4022, tcpAttemptFails), but Linux counts it "
		     "twice" },

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST beyond the window"),
	ROWS_OF(ignored_rst),
	ROWS_OF(stays_uncounted),

	WHILE("RST in the window"),
	ROWS_OF(challenged_by_request),

	WHILE("RST at the right edge"),
	ROWS_OF(outside_of_request),

	WHILE("RST, old timestamp"),
	ROWS_OF(wants_belief),
	COUNTS_HERE(TESTED, "TcpExtPAWSEstab", 1, "an old timestamp: tcp_paws_reject()"),
	NOT_FAILED,

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	ROWS_OF(stays_uncounted),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "forged by the ghost"),
	{ 0 },
};

static const struct promise of_calls[] = {
	GROUPS_OF(abort_polls),
	GROUPS_OF(unread_call_polls),
	WHILE_EACH("close()", "SIGKILL", "close(), SO_LINGER {1, 0}"),
	ROWS_OF(aborted),
	ROWS_OF(closed_unread),
	NOT_FAILED,

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(aborted),
	ROWS_OF(disconnected),
	NOT_FAILED,

	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted),
	ROWS_OF(destroyed),
	READS(5, "earlier data can still be read"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "SYN-RECEIVED", "tcp_abort(): the state needs a reset"),

	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)",
		   "the listener is closed"),
	ROWS_OF(unsaid),
	ROWS_OF(stays_uncounted),
	{ 0 },
};

SEGMENTS_OF(syn_received_fastopen, "syn-received-fastopen", "SYN-RECEIVED, a Fast Open child",
	    "RFC 9293, 3.10.7.4", .why = why, .promises = of_segments,
	    .proves = "A child of TCP Fast Open survives the resets that tcp_check_req() sends for "
		      "it; a RST at RCV.NXT ends it, and is counted twice.",
	    .known_issue =
		    "a SYN in the window is answered with a RST; a failed attempt is counted "
		    "twice, and one that continues once; a RST with an old timestamp is dropped by "
		    "PAWS, and one at RCV.NXT+RCV.WND challenged");

CALLS_OF(syn_received_fastopen, "syn-received-fastopen", "SYN-RECEIVED, a Fast Open child",
	 "RFC 9293, 3.10.7.4", .why = why, .promises = of_calls);

static const struct promise of_timers[] = {
	WHILE("retransmission timer"),
	ROWS_OF(syn_ack_again),
	ROWS_OF(run_out),
	ROWS_OF(timed_out),
	READS(5, "earlier data can still be read"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),

	WHILE("keepalive timer"),
	ROWS_OF(kept_alive),
	ROWS_OF(aborted_by_keepalive),
	ROWS_OF(timed_out),
	READS(5, "earlier data can still be read"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_KEEPALIVE_TIMEOUT", "SYN-RECEIVED",
		    "tcp_keepalive_timer(): no answer to TCP_KEEPCNT probes"),
	{ 0 },
};

TIMERS_OF(syn_received_fastopen, "syn-received-fastopen", "SYN-RECEIVED, a Fast Open child",
	  .promises = of_timers);

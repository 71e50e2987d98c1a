/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received - SYN-RECEIVED, a request: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] =
	"RFC 9293, 3.10.7.4, SYN-RECEIVED: tcp_check_req(). A request is not a full socket: a "
	"segment that does not fit it falls through to the listener, which resets an "
	"acknowledgement (3.10.7.2).";

static const struct promise ended[] = {
	GONE("and the connection is gone"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpExtEmbryonicRsts", 1, AS_EVER),
	{ 0 },
};

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN,FIN"),
	ROWS_OF(wants_listen),
	ROWS_OF(refused_with_ack),
	ROWS_OF(ended),
	RESETS_HERE(TESTED, 1, "INVALID_SYN", "LISTEN", AS_EVER),

	WHILE("SYN, old"),
	SENDS(TESTED, ONE(.flags = "ACK", .len = IS(0)),
	      "not acceptable: an ACK, and drop (RFC 9293, 3.10.7.4, first)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NOT_FAILED,

	WHILE("SYN,ACK"),
	ROWS_OF(wants_listen),
	ROWS_OF(refused),
	ROWS_OF(ended),
	RESETS_HERE(TESTED, 1, "INVALID_SYN", "LISTEN", AS_EVER),

	WHILE("ACK of all data"),
	ROWS_OF(heard),
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NOT_FAILED,

	WHILE_EACH("ACK of the ISS", "ACK too old", "ACK of unsent data",
		   "data, ACK of unsent data"),
	ROWS_OF(refused),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NOT_FAILED,
	RESETS_HERE(TESTED, 1, "TCP_FLAGS", "LISTEN", AS_EVER),

	WHILE_EACH("data", "data, urgent", "FIN out of order"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NOT_FAILED,

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NOT_FAILED,

	WHILE_EACH("FIN", "data with FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NOT_FAILED,

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NOT_FAILED,

	WHILE_EACH("RST", "RST,ACK", "RST with data", "SYN,RST", "FIN,RST"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpExtEmbryonicRsts", 1, AS_EVER),

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST beyond the window"),
	ROWS_OF(ignored_rst),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NOT_FAILED,

	WHILE("RST in the window"),
	ROWS_OF(challenged_by_request),

	WHILE("RST at the right edge"),
	ROWS_OF(outside_of_request),

	WHILE("RST,ACK of unsent data"),
	ROWS_OF(obeyed_by_request),

	WHILE("RST, old timestamp"),
	ROWS_OF(wants_belief),
	COUNTS_HERE(TESTED, "TcpExtPAWSEstab", 1, "an old timestamp: tcp_paws_reject()"),
	NOT_FAILED,

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NOT_FAILED,

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "forged by the ghost"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE("SOCK_DESTROY"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	NOT_FAILED,

	WHILE("the listener is closed"),
	ROWS_OF(unsaid),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NOT_FAILED,
	{ 0 },
};

SEGMENTS_OF(syn_received, "syn-received", "SYN-RECEIVED, a request", "RFC 9293, 3.10.7.4",
	    .why = why, .promises = of_segments,
	    .proves = "A listener's request accepts only an ACK of its SYN,ACK; an in-window SYN "
		      "ends it, and so does a RST at RCV.NXT.",
	    .known_issue =
		    "a SYN in the window resets a request instead of returning to LISTEN silently; "
		    "a RST with an old timestamp is dropped by PAWS in SYN-RECEIVED, and one at "
		    "RCV.NXT+RCV.WND is challenged");

CALLS_OF(syn_received, "syn-received", "SYN-RECEIVED, a request", "RFC 9293, 3.10.7.4", .why = why,
	 .promises = of_calls);

static const struct promise of_timers[] = {
	WHILE("retransmission timer"),
	ROWS_OF(syn_ack_again),
	SENDS(TESTED, NO("~RST"), "giving up sends nothing: reqsk_timer_handler()"),
	GONE("the request is deleted: back to LISTEN"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnTimeout", 0, "it was not a socket that gave up"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 0,
		    "inet_csk_reqsk_queue_drop() does not count it, though RFC 4022 would"),
	NO_RESET_HERE(TESTED, AS_EVER),
	{ 0 },
};

TIMERS_OF(syn_received, "syn-received", "SYN-RECEIVED, a request", .promises = of_timers);

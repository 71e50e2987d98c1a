/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-sent - SYN-SENT: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] =
	"RFC 9293, 3.10.7.3: tcp_rcv_synsent_state_process() checks the acknowledgement first, "
	"then RST, then SYN.";

static const struct promise became_syn_received[] = {
	IN("SYN-RECEIVED", "a SYN: SYN-RECEIVED (RFC 9293, 3.10.7.2, 3.10.7.3)"),
	NO_ERROR,
	NOTHING_TO_READ,
	{ 0 },
};

static const struct promise stays[] = {
	IN("SYN-SENT", AS_IT_WAS),
	NO_ERROR,
	NOTHING_TO_READ,
	{ 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(syn_sent_polls),
	WHILE_EACH("SYN in the window", "SYN, old"),
	ROWS_OF(answered_syn),
	ROWS_OF(became_syn_received),
	NOT_FAILED,

	WHILE("SYN,ACK"),
	ROWS_OF(acknowledged),
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	NOTHING_TO_READ,
	NOT_FAILED,

	WHILE_EACH("ACK of all data", "data", "data, old", "data beyond the window", "data, urgent",
		   "FIN", "data with FIN", "FIN out of order", "data without ACK", "no flags"),
	SENDS(TESTED, NOTHING_NEW, "neither SYN nor RST: dropped (RFC 9293, 3.10.7.3, fifth)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	ROWS_OF(stays),
	NOT_FAILED,

	WHILE_EACH("ACK of the ISS", "ACK too old", "ACK of unsent data",
		   "data, ACK of unsent data"),
	ROWS_OF(refused),
	ROWS_OF(stays),
	NOT_FAILED,
	RESETS_HERE(TESTED, 1, "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT", AS_EVER),

	WHILE("SYN,FIN"),
	SENDS(TESTED, ONE(.flags = "SYN,ACK", .anew = true),
	      "a SYN: SYN-RECEIVED (RFC 9293, 3.10.7.3, fourth); tcp_rcv_synsent_state_process() "
	      "ignores its FIN"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	ROWS_OF(became_syn_received),
	NOT_FAILED,

	WHILE_EACH("RST", "RST at RCV.NXT-1", "RST, old", "RST in the window",
		   "RST at the right edge", "RST beyond the window", "RST,ACK of unsent data",
		   "RST with data", "SYN,RST", "FIN,RST", "RST, old timestamp"),
	SENDS(TESTED, NOTHING_NEW,
	      "a RST without an acceptable ACK: dropped (RFC 9293, 3.10.7.3, "
	      "second)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	ROWS_OF(stays),
	NOT_FAILED,

	WHILE("RST,ACK"),
	ROWS_OF(obeyed),
	GONE("the attempt has ended (RFC 9293, 3.10.7.3, second)"),
	ERROR(ECONNREFUSED,
	      "what the RFC calls \"connection reset\" here is ECONNREFUSED: tcp_reset()"),
	READS(0, "the error is reported, then the end of the stream"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	ROWS_OF(stays),
	NOT_FAILED,

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "forged by the ghost"),
	{ 0 },
};

static const struct promise of_calls[] = {
	GROUPS_OF(syn_sent_call_polls),
	WHILE_EACH("close()", "SIGKILL"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	NOT_FAILED,

	WHILE("close(), SO_LINGER {1, 0}"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),
	NOT_FAILED,

	WHILE_EACH("connect(AF_UNSPEC)", "shutdown(SHUT_RD)", "shutdown(SHUT_WR)",
		   "shutdown(SHUT_RDWR)"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	ERROR(ECONNRESET, "tcp_disconnect() leaves it on the socket, which is not closed yet"),
	CALL_FAILS(TESTED, "recv", ENOTCONN, "it is not connected"),
	NOT_FAILED,

	WHILE("SOCK_DESTROY"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	ERROR(ECONNABORTED, "tcp_abort() reports ECONNABORTED"),
	READS(0, "the error is reported, then the end of the stream"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	{ 0 },
};

SEGMENTS_OF(syn_sent, "syn-sent", "SYN-SENT", "RFC 9293, 3.10.7.3", .why = why,
	    .promises = of_segments,
	    .proves = "Only a RST that acknowledges its SYN is accepted: ECONNREFUSED. An "
		      "acknowledgement of anything else is reset, and the attempt continues.");

CALLS_OF(syn_sent, "syn-sent", "SYN-SENT", "RFC 9293, 3.10.7.3", .why = why, .promises = of_calls);

static const struct promise of_timers[] = {
	WHILE_EACH(UNACKNOWLEDGED),
	ROWS_OF(syn_again),
	ROWS_OF(run_out),
	ROWS_OF(timed_out),
	READS(0, "the error is reported, then the end of the stream"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	{ 0 },
};

TIMERS_OF(syn_sent, "syn-sent", "SYN-SENT", .promises = of_timers);

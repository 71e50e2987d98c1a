/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received-crossed - SYN-RECEIVED after crossed SYNs: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] =
	"RFC 9293, 3.10.7.4, SYN-RECEIVED after an active OPEN: tcp_rcv_state_process().";

static const struct promise stays[] = {
	IN("SYN-RECEIVED", AS_IT_WAS), NO_ERROR, NOTHING_TO_READ, NOT_FAILED, { 0 },
};

static const struct promise became_established[] = {
	IN("ESTABLISHED", "its SYN is acknowledged: ESTABLISHED (RFC 9293, 3.10.7.3, 3.10.7.4, "
			  "fifth)"),
	NO_ERROR,
	NOT_FAILED,
	{ 0 },
};

/* By a RST; what is left to be read is said besides. */
static const struct promise failed[] = {
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	{ TESTED, .call = CLAIM(call, "so_error", .err = ECONNREFUSED), .known_broken = true,
	  .because = "after an active OPEN: connection refused (RFC 9293, 3.10.7.4, second); "
		     "tcp_reset() checks for SYN-SENT only" },
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	{ 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(crossed_polls),
	GROUPS_OF(synchronized_answers),
	GROUPS_OF(windowed_answers),

	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN", "data, old",
		   "data beyond the window", "data without ACK", "no flags", "RST, old",
		   "RST beyond the window", "RST, bad checksum", UNMOVED_IN_WINDOW),
	ROWS_OF(stays),

	WHILE("RST at RCV.NXT-1"),
	ROWS_OF(ignored_rst),
	ROWS_OF(stays),

	WHILE("ACK of all data"),
	ROWS_OF(became_established),
	NOTHING_TO_READ,

	WHILE("ACK of the ISS"),
	{ TESTED, .wire = CLAIM(wire, .count = IS(1), .flags = "RST"), .known_broken = true,
	  .because = "SND.UNA < SEG.ACK must hold: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.4, "
		     "fifth); tcp_ack() accepts the ISS as an acknowledgement of the SYN" },
	NOT_FAILED,

	WHILE("ACK too old"),
	ROWS_OF(refused),
	ROWS_OF(stays),
	RESETS_HERE(TESTED, 1, "TCP_TOO_OLD_ACK", "SYN-RECEIVED", "tcp_ack(): below SND.UNA"),

	WHILE_EACH("ACK of unsent data", "data, ACK of unsent data"),
	ROWS_OF(refused),
	ROWS_OF(stays),
	RESETS_HERE(TESTED, 1, "TCP_ACK_UNSENT_DATA", "SYN-RECEIVED", "tcp_ack(): above SND.NXT"),

	WHILE_EACH("data", "data, urgent", "FIN out of order"),
	ROWS_OF(acknowledged),
	ROWS_OF(became_established),
	WHILE("data"),
	READS(13, "received data can be read"),
	WHILE("data, urgent"),
	READS(12, "received data can be read"),
	WHILE("FIN out of order"),
	NOTHING_TO_READ,

	WHILE_EACH("FIN", "data with FIN"),
	ROWS_OF(taken),
	IN("CLOSE-WAIT", "a FIN: CLOSE-WAIT (RFC 9293, 3.10.7.4, eighth)"),
	NO_ERROR,
	NOT_FAILED,
	WHILE("FIN"),
	READS(0, "the end"),
	WHILE("data with FIN"),
	READS(13, "received data can be read"),

	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	ROWS_OF(failed),
	WHILE_EACH(BELIEVED, "RST with data", "SYN,RST"),
	READS(0, "the error is reported, then the end of the stream"),
	WHILE("FIN,RST"),
	READS(0, "the end"),
	{ 0 },
};

static const struct promise of_calls[] = {
	GROUPS_OF(crossed_call_polls),
	WHILE_EACH("close()", "SIGKILL"),
	ROWS_OF(finished),
	IN("FIN-WAIT-1", "CLOSE: FIN-WAIT-1 (RFC 9293, 3.10.4)"),
	NOT_FAILED,

	GROUPS_OF(abort_calls),
	WHILE_EACH("close(), SO_LINGER {1, 0}", "connect(AF_UNSPEC)"),
	NOT_FAILED,
	WHILE("SOCK_DESTROY"),
	READS(0, "the error is reported, then the end of the stream"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "SYN-RECEIVED", "tcp_abort(): the state needs a reset"),

	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_RDWR)"),
	ROWS_OF(unsaid),
	IN("SYN-RECEIVED", AS_IT_WAS),
	NO_ERROR,
	READS(0, "the end"),
	NOT_FAILED,

	WHILE("shutdown(SHUT_WR)"),
	ROWS_OF(unsaid),
	ROWS_OF(stays),
	{ 0 },
};

SEGMENTS_OF(
	syn_received_crossed, "syn-received-crossed", "SYN-RECEIVED after crossed SYNs",
	"RFC 9293, 3.10.7.4", .why = why, .promises = of_segments,
	.proves = "The socket of crossed SYNs is a full one: it resets a wrong acknowledgement, "
		  "challenges a second SYN, and reports a RST as ECONNRESET.",
	.known_issue = "a RST in SYN-RECEIVED after an active OPEN means connection refused (RFC "
		       "9293, 3.10.7.4, second), but Linux reports ECONNRESET; it accepts the "
		       "ISS as an acknowledgement of its SYN, and challenges a RST at "
		       "RCV.NXT+RCV.WND");

CALLS_OF(syn_received_crossed, "syn-received-crossed", "SYN-RECEIVED after crossed SYNs",
	 "RFC 9293, 3.10.7.4", .why = why, .promises = of_calls);

static const struct promise of_timers[] = {
	WHILE_EACH(UNACKNOWLEDGED),
	/* On a busy machine its timer may run before the SYNs have crossed. */
	SENDS(TESTED, SOME(.flags = "~SYN", .again = true),
	      "what nobody acknowledges is sent again (RFC 9293, 3.8.1)"),
	SENDS(TESTED, ONE(.flags = "SYN,ACK", .anew = true),
	      "a SYN: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> (RFC 9293, 3.10.7.3)"),
	ROWS_OF(run_out),
	ROWS_OF(timed_out),
	READS(0, "the error is reported, then the end of the stream"),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER),
	{ 0 },
};

TIMERS_OF(syn_received_crossed, "syn-received-crossed", "SYN-RECEIVED after crossed SYNs",
	  .promises = of_timers);

/* SPDX-License-Identifier: GPL-2.0-only */
#include "outcomes.h"

#define NO_RST_COUNTED COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER)
#define UNCHALLENGED   COUNTS_HERE(TESTED, "TcpExtTCPChallengeACK", 0, AS_EVER)
#define UNTOLD         NO_RESET_HERE(TESTED, "nothing was reset")

const struct change unsent_challenged = {
	"6.18.33 7.0.10 7.1", "42726ec644cb (tcp: send a challenge ACK on SEG.ACK > SND.NXT)"
};

const struct change rst_challenged = {
	"6.1.191 6.6.153 6.12.105 6.18.42 7.1.6 7.2",
	"a28c4fcbf774 (tcp: challenge ACK for non-exact RST in SYN-RECEIVED)",
};

const struct change no_forever_orphan = {
	"6.1.132 6.6.84 6.10.8 6.11",
	"bac76cf89816 (tcp: fix forever orphan socket caused by tcp_abort)",
};

/* Not in 5.10, and in 6.1. */
const struct change ends_minisocks = { "6.1", "tcp_abort() for sockets in TIME-WAIT" };

const struct change beyond_window = { "6.17",
				      "9ca48d616ed7 (tcp: do not accept packets beyond window)" };

/* ---- An ACK -------------------------------------------------------------------------------------
 */

const struct promise challenged_syn[] = {
	SENDS(TESTED, ONE(.flags = "ACK", .len = IS(0)),
	      "a SYN to a synchronized state: a challenge ACK, whatever its number (RFC 9293, "
	      "3.10.7.4, fourth; RFC 5961, 4.2)"),
	COUNTS_HERE(TESTED, "TcpExtTCPChallengeACK", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpExtTCPSYNChallenge", 1, "tcp_validate_incoming(): for a SYN"),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise challenged_rst[] = {
	SENDS(TESTED,
	      ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0),
		  .timestamps = IS(1)),
	      "a RST in the window, but not at RCV.NXT: a challenge ACK (RFC 9293, 3.10.7.4, "
	      "second; RFC 5961, 3.2)"),
	COUNTS_HERE(TESTED, "TcpExtTCPChallengeACK", 1, AS_EVER),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise challenged_ack[] = {
	SENDS(TESTED,
	      ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0),
		  .timestamps = IS(1)),
	      "an ACK of data not sent, or too old: an ACK, and drop (RFC 9293, 3.10.7.4, fifth; "
	      "RFC 5961, 5.2)"),
	COUNTS_HERE(TESTED, "TcpExtTCPChallengeACK", 1, AS_EVER),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

#define SINCE(change) .known_broken = true, .mended = &(change)

const struct promise challenged_unsent[] = {
	SENDS(TESTED,
	      ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0),
		  .timestamps = IS(1)),
	      "an ACK of data not sent: an ACK, and drop (RFC 9293, 3.10.7.4, fifth; RFC 5961, "
	      "5.2)",
	      SINCE(unsent_challenged)),
	COUNTS_HERE(TESTED, "TcpExtTCPChallengeACK", 1, AS_EVER, SINCE(unsent_challenged)),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise challenged_unsent_data[] = {
	SENDS(TESTED,
	      ONE(.flags = "ACK", .seq = SND_NXT, .ack = SEG_SEQ, .len = IS(0),
		  .timestamps = IS(1)),
	      "data that acknowledges data not sent: an ACK, and none of the data is accepted "
	      "(RFC 9293, 3.10.7.4, fifth; RFC 5961, 5.2)",
	      SINCE(unsent_challenged)),
	COUNTS_HERE(TESTED, "TcpExtTCPChallengeACK", 1, AS_EVER, SINCE(unsent_challenged)),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise answered_unsent[] = {
	SENDS(TESTED, ONE(.flags = "ACK", .seq = SND_NXT, .ack = SEG_SEQ, .len = IS(0)),
	      "not acceptable, and it acknowledges data not sent: an ACK, and drop (RFC 9293, "
	      "3.10.7.4, first and fifth)",
	      SINCE(unsent_challenged)),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise challenged_by_request[] = {
	SENDS(TESTED,
	      ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0),
		  .timestamps = IS(1)),
	      "a RST in the window, but not at RCV.NXT: a challenge ACK (RFC 9293, 3.10.7.4, "
	      "second; RFC 5961, 3.2)",
	      SINCE(rst_challenged)),
	COUNTS_HERE(TESTED, "TcpExtTCPChallengeACK", 1, AS_EVER, SINCE(rst_challenged)),
	HAS_SOCKETS(TESTED, 1, HERE, "SYN-RECEIVED", AS_IT_WAS, SINCE(rst_challenged)),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise outside_of_request[] = {
	SENDS(TESTED, NOTHING_NEW,
	      "RCV.NXT+RCV.WND is the first number outside the window: silently dropped (RFC "
	      "9293, 3.10.7.4, second); tcp_check_req() treats it as in-window",
	      .known_broken = true),
	HAS_SOCKETS(TESTED, 1, HERE, "SYN-RECEIVED", AS_IT_WAS, SINCE(rst_challenged)),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise obeyed_by_request[] = {
	SENDS(TESTED, NOTHING_NEW, "a RST is never answered with a RST"),
	HAS_SOCKETS(TESTED, 0, HERE, BUT_LISTENERS,
		    "a RST at RCV.NXT: back to LISTEN, whatever it acknowledges (RFC 9293, "
		    "3.10.7.4, second)",
		    SINCE(rst_challenged)),
	COUNTS_HERE(TESTED, "TcpAttemptFails", 1, AS_EVER, SINCE(rst_challenged)),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise challenged_data[] = {
	SENDS(TESTED,
	      ONE(.flags = "ACK", .seq = SND_NXT, .ack = SEG_SEQ, .len = IS(0),
		  .timestamps = IS(1)),
	      "data that acknowledges data not sent: an ACK, and none of the data is accepted "
	      "(RFC 9293, 3.10.7.4, fifth; RFC 5961, 5.2)"),
	COUNTS_HERE(TESTED, "TcpExtTCPChallengeACK", 1, AS_EVER),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise answered_data[] = {
	SENDS(TESTED, ONE(.flags = "ACK", .seq = SND_NXT, .ack = SEG_SEQ, .len = IS(0)),
	      "the window is zero, and a segment with length is not acceptable: an ACK, and drop "
	      "(RFC 9293, 3.4, 3.10.7.4, first)"),
	UNCHALLENGED,
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise answered[] = {
	SENDS(TESTED, ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "not acceptable: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, and drop (RFC 9293, 3.10.7.4, "
	      "first)"),
	UNCHALLENGED,
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise acknowledged[] = {
	SENDS(TESTED, ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "accepted data is acknowledged, and a gap is reported to the peer (RFC 9293, "
	      "3.10.7.4, seventh; RFC 5681, 4.2)"),
	UNCHALLENGED,
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise taken[] = {
	SENDS(TESTED, NO("~RST"),
	      "it is accepted; its acknowledgement may be delayed for up to half a second (RFC "
	      "9293, 3.8.6.3)"),
	UNCHALLENGED,
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

/* ---- Nothing ------------------------------------------------------------------------------------
 */

#define QUIET(because)                                                                     \
	{                                                                                  \
		SENDS(TESTED, NOTHING_NEW, because), UNCHALLENGED, NO_RST_COUNTED, UNTOLD, \
		{                                                                          \
			0                                                                  \
		}                                                                          \
	}

const struct promise heard[] = QUIET("an acknowledgement is not answered");
const struct promise ignored_rst[] = QUIET(
	"a RST outside the window: silently dropped (RFC 9293, 3.10.7.4, second; RFC 5961, 3.2)");
const struct promise ignored_no_ack[] =
	QUIET("the ACK bit is off: dropped (RFC 9293, 3.10.7.4, fifth)");
const struct promise ignored_text[] = QUIET(
	"the peer has sent its FIN, and can send no more: ignored (RFC 9293, 3.10.7.4, seventh)");
const struct promise obeyed[] =
	QUIET("a RST is never answered with a RST: the connection is deleted (RFC 9293, 3.10.7.4, "
	      "second)");
const struct promise unsaid[] = QUIET("nothing needs to be sent");

const struct promise ignored_checksum[] = {
	SENDS(TESTED, NOTHING_NEW, "a wrong checksum: discarded (RFC 9293, 3.1, MUST-3)"),
	COUNTS_HERE(TESTED, "TcpInCsumErrors", 1, "tcp_v4_rcv(), tcp_v6_rcv(): csum_error"),
	COUNTS_HERE(TESTED, "TcpInErrs", 1, "and it is an error (RFC 4022, tcpInErrs)"),
	UNCHALLENGED,
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

/* ---- A RST --------------------------------------------------------------------------------------
 */

#define COUNTED COUNTS_HERE(TESTED, "TcpOutRsts", 1, AS_EVER)

const struct promise refused[] = {
	SENDS(TESTED, ONE(RST_REPLY), "it has an ACK: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.5.2)"),
	SENDS(TESTED, NO("ACK"), "and nothing else"),
	COUNTED,
	{ 0 },
};

const struct promise refused_with_ack[] = {
	SENDS(TESTED, ONE(RST_ACK_REPLY),
	      "it has no ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.5.2)"),
	SENDS(TESTED, NO("ACK"), "and nothing else"),
	COUNTED,
	{ 0 },
};

const struct promise aborted[] = {
	SENDS(TESTED, ONE(RST_ABORT), "ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	SENDS(TESTED, NO("~FIN"), "and no FIN"),
	COUNTED,
	{ 0 },
};

const struct promise aborted_full[] = {
	SENDS(TESTED, ONE(RST_ABORT_NO_WINDOW), "ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	SENDS(TESTED, NO("~FIN"), "and no FIN"),
	COUNTED,
	{ 0 },
};

const struct promise aborted_orphan[] = {
	SENDS(TESTED, ONE(RST_ABORT), "ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)",
	      .with = &no_forever_orphan),
	HAS_SOCKETS(TESTED, 0, HERE, BUT_LISTENERS,
		    "ABORT: the connection is deleted (RFC 9293, 3.10.5)",
		    .with = &no_forever_orphan),
	COUNTS_HERE(TESTED, "TcpOutRsts", 1, AS_EVER, .with = &no_forever_orphan),
	{ 0 },
};

const struct promise destroyed_minisock[] = {
	SENDS(TESTED, NOTHING_NEW, "the remains of a connection end silently"),
	HAS_SOCKETS(TESTED, 0, HERE, BUT_LISTENERS, "it is deleted silently",
		    .with = &ends_minisocks),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

/* ---- What a CLOSE, and a SYN, bring -------------------------------------------------------------
 */

const struct promise finished[] = {
	SENDS(TESTED, ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT, .anew = true),
	      "CLOSE: a FIN after all sent data (RFC 9293, 3.10.4)"),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise answered_syn[] = {
	SENDS(TESTED, ONE(.flags = "SYN,ACK", .ack = SEG_END, .anew = true),
	      "a SYN that may open: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> (RFC 9293, 3.10.7.2)"),
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

/* ---- Known departures ---------------------------------------------------------------------------
 */

const struct promise wants_silence_at_edge[] = {
	{ TESTED, .wire = NOTHING_NEW, .known_broken = true,
	  .because =
		  "RCV.NXT+RCV.WND is the first number outside the window: silently dropped (RFC "
		  "9293, 3.10.7.4, second); tcp_sequence() treats it as in-window" },
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise wants_challenge[] = {
	{ TESTED, .wire = CLAIM(wire, .count = IS(1), .flags = "ACK"), .known_broken = true,
	  .because = "a challenge ACK (RFC 9293, 3.10.7.4, second and fourth; RFC 5961, 3.2, "
		     "4.2); this socket sends none" },
	UNCHALLENGED,
	{ 0 },
};

const struct promise wants_challenged_ack[] = {
	{ TESTED, .wire = CLAIM(wire, .count = IS(1), .flags = "ACK"), .known_broken = true,
	  .because = "an ACK of data not sent, or too old: an ACK, and drop (RFC 9293, 3.10.7.4, "
		     "fifth; RFC 5961, 5.2); this socket checks no acknowledgement number" },
	UNCHALLENGED,
	{ 0 },
};

const struct promise wants_silence[] = {
	{ TESTED, .wire = NOTHING_NEW, .known_broken = true,
	  .because = "must be silently dropped (RFC 9293, 3.10.7.4, second and fifth); this "
		     "socket answers" },
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

const struct promise wants_listen[] = {
	{ TESTED, .wire = NOTHING_NEW, .known_broken = true,
	  .because =
		  "after a passive OPEN, a SYN in the window leads back to LISTEN, and nothing "
		  "is sent (RFC 9293, 3.10.7.4, fourth); tcp_check_req() resets, as in RFC 793" },
	{ 0 },
};

const struct promise wants_belief[] = {
	{ TESTED, .look = CLAIM(look, HERE, .count = 0, .state = BUT_LISTENERS),
	  .known_broken = true,
	  .because = "a RST at RCV.NXT ends the connection, however old its timestamp (RFC 9293, "
		     "3.10.7.4, second; RFC 7323, 5.3, R1); here it does not" },
	NO_RST_COUNTED,
	UNTOLD,
	{ 0 },
};

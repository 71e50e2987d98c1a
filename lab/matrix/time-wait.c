/* SPDX-License-Identifier: GPL-2.0-only */
/* time-wait - TIME-WAIT: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] =
	"tcp_timewait_state_process(); RFC 9293, 3.10.7.4; RFC 1122, 4.2.2.13, and RFC 6191 "
	"for a newer SYN.";

/* All but the RSTs that sysctl tcp_rfc1337 is about. */
const struct promise time_wait_segments[] = {
	WHILE_EACH("SYN in the window", "SYN, old"),
	ROWS_OF(answered_syn),
	IN("SYN-RECEIVED", "a SYN: SYN-RECEIVED (RFC 9293, 3.10.7.2, 3.10.7.3)"),

	WHILE("SYN,ACK"),
	SENDS(TESTED, ONE(.flags = "ACK", .len = IS(0)),
	      "a SYN in a synchronized state: an ACK, and drop (RFC 9293, 3.10.7.4, fourth)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	IN("TIME-WAIT", AS_IT_WAS),

	WHILE_EACH("ACK of all data", "ACK of the ISS", "ACK too old", "ACK of unsent data",
		   "no flags"),
	SENDS(TESTED, NOTHING_NEW,
	      "without text, and at the start of the window: dropped; "
	      "tcp_timewait_state_process()"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	IN("TIME-WAIT", AS_IT_WAS),

	WHILE_EACH("data", "data, ACK of unsent data", "data, urgent", "FIN", "data with FIN"),
	SENDS(TESTED, ONE(.flags = "ACK", .seq = SND_NXT, .ack = SEG_SEQ, .len = IS(0)),
	      "what arrives now is sent again, and acknowledged (RFC 9293, 3.10.7.4, fifth)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	IN("TIME-WAIT", AS_IT_WAS),

	WHILE_EACH("data, old", "data beyond the window", "FIN out of order"),
	SENDS(TESTED, ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "segments that reach TIME-WAIT are old: an ACK (RFC 9293, 3.10.7.4, first and "
	      "eighth)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	IN("TIME-WAIT", AS_IT_WAS),

	WHILE("data without ACK"),
	ROWS_OF(wants_silence),
	IN("TIME-WAIT", AS_IT_WAS),

	WHILE("SYN,FIN"),
	SENDS(TESTED, NOTHING_NEW, "Linux does not accept a SYN with FIN: tcp_rcv_state_process()"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	GONE("TIME-WAIT ends for a SYN that may open (RFC 1122, 4.2.2.13), and LISTEN drops it "
	     "because of its FIN"),

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST at the right edge",
		   "RST beyond the window"),
	ROWS_OF(ignored_rst),
	IN("TIME-WAIT", AS_IT_WAS),

	WHILE("RST in the window"),
	ROWS_OF(wants_challenge),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	IN("TIME-WAIT", AS_IT_WAS),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "forged by the ghost"),
	{ 0 },
};

static const struct promise of_segments[] = {
	GROUPS_OF(time_wait_segments),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of unsent data", "RST with data", "SYN,RST",
		   "FIN,RST"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),

	WHILE("RST, old timestamp"),
	ROWS_OF(wants_belief),
	COUNTS_HERE(TESTED, "TcpExtPAWSTimewait", 1, "an old timestamp: tcp_paws_reject()"),
	{ 0 },
};

/* clang-format off */
const struct promise time_wait_calls[] = {
	WHILE("SOCK_DESTROY"),
	ROWS_OF(destroyed_minisock),

	WHILE("the listener is closed"),
	ROWS_OF(unsaid),
	IN("TIME-WAIT", AS_IT_WAS),
	{ 0 },
};
/* clang-format on */

SEGMENTS_OF(
	time_wait, "time-wait", "TIME-WAIT", "RFC 9293, 3.10.7.4", .why = why,
	.promises = of_segments,
	.proves = "Old segments are acknowledged, a newer SYN opens a new connection, and a RST "
		  "at RCV.NXT ends it.",
	.known_issue = "an in-window RST is not challenged, one with an old timestamp is dropped "
		       "by PAWS, and data without ACK is acknowledged");

CALLS_OF(time_wait, "time-wait", "TIME-WAIT", "RFC 9293, 3.10.7.4", .why = why,
	 .promises = time_wait_calls);

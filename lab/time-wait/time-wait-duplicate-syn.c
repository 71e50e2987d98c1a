/* SPDX-License-Identifier: GPL-2.0-only */
/* time-wait-duplicate-syn - a SYN reopens TIME-WAIT, and turns out to be an old duplicate. */
#include "scenario.h"

enum { WINDOW = 1000, NEWER = 100000 };

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	ghost_beside(lab, "client");
	struct heard syn = await_sent(lab, "client", "SYN");
	talk_end(lab, &talk);

	chapter(lab, "an old SYN");
	forge(talk.c,
	      &(struct raw_segment){ .flags = "SYN", .seq = syn.seq + NEWER, .window = WINDOW });
	settle(lab);
	look(lab, "server", "after the RST");
}

static const struct promise promises[] = {
	WHILE("an old SYN"),
	SENDS("server", ONE(.flags = "SYN,ACK", .ack = SEG_END),
	      "a newer SYN reopens (RFC 9293, 3.6.1, MAY-2)"),
	SENDS("client", ONE(RST_REPLY),
	      "no socket wants it: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	HAS_SOCKETS("server", 1, "after the RST", AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "the SYN was an old duplicate: back to TIME-WAIT (RFC 9293, 3.6.1, (2))",
		    .known_broken = true),
	HAS_SOCKETS("server", 0, "after the RST", AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "the request is gone"),

	IN_ALL,
	COUNTS("server", "TcpExtEmbryonicRsts", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	RESETS("client", 1, "NO_SOCKET", "NONE", "the client has forgotten the connection"),
	{ 0 },
};

SCENARIO(time_wait_duplicate_syn) = {
	.name = "time-wait-duplicate-syn",
	.title = "an old duplicate SYN reopens TIME-WAIT, and is reset",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "after raw",
	.cause = "unwanted-syn-ack",
	.proves = "If TIME-WAIT accepts a new SYN, it must be able to come back when the SYN turns "
		  "out to be an old duplicate. On Linux it does not: when the RST exposes the SYN, "
		  "TIME-WAIT is gone.",
	.why = "RFC 9293, 3.6.1, lets TIME-WAIT accept a newer SYN on two conditions. The second "
	       "is that it returns to TIME-WAIT if the SYN was an old duplicate, which shows "
	       "when the SYN-ACK is answered with a RST. A comment in "
	       "tcp_timewait_state_process() admits the violation (\"RED-PEN\"): TCP_TW_SYN "
	       "frees the TIME-WAIT socket at once, and the RST ends the request that replaced "
	       "it.",
	.play = play,
	.promises = promises,
	.known_issue =
		"A server that closed first is in TIME-WAIT. A SYN arrives from the same address "
		"and port, with a sequence number above the old connection's. Its sender no "
		"longer exists: it is an old duplicate of a third incarnation, or spoofed. The "
		"server answers SYN,ACK; the client's host, which has no such socket, answers "
		"RST. No TIME-WAIT is left.\n"
		"\n"
		"The rest of the 2 MSL in which old duplicates can do no harm is lost. "
		"tcp_rfc1337, which prevents TIME-WAIT assassination (RFC 1337), does not "
		"prevent this.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: TIME-WAIT is lost to an old duplicate SYN",
			.wants =
				"RFC 9293, 3.6.1 (MAY-2, from RFC 1122, 4.2.2.13): TIME-WAIT may be reopened by "
				"a SYN if the TCP returns to TIME-WAIT when the SYN turns out to be an old "
				"duplicate.",
			.since = "Linux 5.10.262, 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4, "
				 "over both IPv4 and IPv6.",
			.function =
				"tcp_timewait_state_process() returns TCP_TW_SYN, tcp_v4_rcv() "
				"and tcp_v6_rcv() call inet_twsk_deschedule_put() as soon as a "
				"listener is found, and tcp_check_req() drops the request on the "
				"RST. The comment \"RED-PEN: we violate main RFC requirement\" "
				"in tcp_minisocks.c says so.",
			.script = "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
				  "+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0\n"
				  "+0 bind(3, ..., ...) = 0\n"
				  "+0 listen(3, 1) = 0\n"
				  "+0 < S 0:0(0) win 1000\n"
				  "+0 > S. 0:0(0) ack 1 <...>\n"
				  "+0 < . 1:1(0) ack 1 win 1000\n"
				  "+0 accept(3, ..., ...) = 4\n"
				  "+0 close(4) = 0\n"
				  "+0 > F. 1:1(0) ack 1\n"
				  "+0 < F. 1:1(0) ack 2 win 1000\n"
				  "+0 > . 2:2(0) ack 2              // TIME-WAIT\n"
				  "+.1 < S 100000:100000(0) win 1000        // an old duplicate\n"
				  "// before 6.10 the next has a number that a script cannot know\n"
				  "+0 > S. 65539:65539(0) ack 100001 <...>\n"
				  "+0 < R 100001:100001(0) win 0    // nobody wanted that\n"
				  "+.1 < F. 1:1(0) ack 2 win 1000   // the FIN once more\n"
				  "+0 > R 2:2(0)                    // to be: > . 2:2(0) ack 2\n",
		},
};

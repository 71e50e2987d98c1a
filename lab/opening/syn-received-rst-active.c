/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received-rst-active - a RST in SYN-RECEIVED meets the side that has called connect(). */
#include "scenario.h"

enum { WITHIN = 10, OUTSIDE = 0x40000000 };

#define WITHIN_THE_WINDOW "a RST in the window"
#define OUT_OF_THE_WINDOW "a RST out of the window"
#define EXACT             "a RST at RCV.NXT"

static const struct {
	const char *title;
	uint32_t ahead; /* of RCV.NXT */
} resets[] = {
	{ WITHIN_THE_WINDOW, WITHIN },
	{ OUT_OF_THE_WINDOW, OUTSIDE },
	{ EXACT, 0 },
};

static void play(struct lab *lab)
{
	struct sock *c = tcp_socket(actor_start(lab, "client", "client"), TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the SYNs cross");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	const struct raw_segment next = raw_cross(lab, "client");
	settle(lab);

	for (int i = 0; i < 3; i++) {
		chapter(lab, resets[i].title);
		struct raw_segment reset = next;
		reset.flags = "RST";
		reset.seq += resets[i].ahead;
		reset.ack = 0;
		raw_send(lab, &reset);
		settle(lab);
		look(lab, "client", resets[i].title);
	}
	tcp_connect_end(c);
}

static const struct promise promises[] = {
	SENDS("server", TIMES(3, .flags = "RST", .forged = true), "the scenario forges the RSTs"),

	WHILE(WITHIN_THE_WINDOW),
	SENDS("client", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "not RCV.NXT: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 5961, 3.2)"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "and the socket stays (RFC 9293, 3.10.7.4, second)"),

	WHILE(OUT_OF_THE_WINDOW),
	SENDS("client", NOTHING, "silently drop the segment (RFC 9293, 3.10.7.4, second)"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "and the socket "
		    "stays"),

	WHILE(EXACT),
	SENDS("client", NOTHING, "a RST is not answered"),
	HAS_SOCKETS("client", 0, HERE, AT_PORT(SERVICE_PORT, ANY_STATE),
		    "CLOSED (RFC 9293, 3.10.7.4, second)"),
	CALL_FAILS("client", "connect", ECONNREFUSED,
		   "SYN-RECEIVED by an active OPEN: signal \"connection refused\" (RFC 9293, "
		   "3.10.7.4, second)",
		   .known_broken = true),

	IN_ALL,
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPChallengeACK", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, AS_EVER),
	NO_RESET("client", AS_EVER),
	{ 0 },
};

SCENARIO(syn_received_rst_active) = {
	.name = "syn-received-rst-active",
	.title = "a RST in SYN-RECEIVED, after crossed SYNs: which error does connect() return?",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.cause = "crafted",
	.proves = "A connect() that is reset after the SYNs have crossed fails with ECONNRESET, "
		  "not with ECONNREFUSED as before the SYNs cross. The RST must be exactly at "
		  "RCV.NXT: any other in-window RST gets a challenge ACK.",
	.why = "RFC 9293, 3.10.7.4, second: in SYN-RECEIVED after an active OPEN the user is "
	       "told \"connection refused\". tcp_reset() reports ECONNREFUSED in SYN-SENT only, "
	       "EPIPE in CLOSE-WAIT, and ECONNRESET in all other states. A listener's request "
	       "has no user to tell: syn-received-rst.",
	.play = play,
	.promises = promises,
	.known_issue =
		"A socket in SYN-SENT receives a SYN without ACK (crossed SYNs), goes to "
		"SYN-RECEIVED and sends its SYN,ACK. Then a RST at RCV.NXT arrives. connect() "
		"fails with ECONNRESET. RFC 9293 wants \"connection refused\" here, and "
		"\"connection reset\" in SYN-SENT (3.10.7.3, second); Linux, like BSD, reports "
		"ECONNREFUSED there. So the two errors are the other way round, in both states. "
		"TcpAttemptFails counts either as a failed attempt.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: ECONNRESET for a connect() that is reset in SYN-RECEIVED",
			.wants =
				"RFC 9293, 3.10.7.4, second, SYN-RECEIVED STATE: if the connection was "
				"initiated with an active OPEN (i.e., came from SYN-SENT state), then the "
				"connection was refused; signal the user \"connection refused\".",
			.since = "Linux 5.10.262, 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4, "
				 "over both IPv4 and IPv6.",
			.function =
				"tcp_reset(): the switch over sk->sk_state has ECONNREFUSED for "
				"TCP_SYN_SENT alone, and ECONNRESET by default. A full socket in "
				"TCP_SYN_RECV comes from a crossed SYN, or is a child of TCP "
				"Fast Open, on which nobody called connect(): tp->fastopen_rsk "
				"tells them apart.",
			.script = "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
				  "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
				  "+0 connect(3, ..., ...) = -1 EINPROGRESS (in progress)\n"
				  "+0 > S 0:0(0) <...>\n"
				  "+0 < S 0:0(0) win 1000           // the SYNs cross\n"
				  "+0 > S. 0:0(0) ack 1 <...>\n"
				  "+0 < R 1:1(0) win 0              // at RCV.NXT\n"
				  "// to be: ECONNREFUSED\n"
				  "+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNRESET], [4]) = 0\n",
		},
};

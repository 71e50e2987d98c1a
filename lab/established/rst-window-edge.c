/* SPDX-License-Identifier: GPL-2.0-only */
/* rst-window-edge - where the window ends for a RST: one number late. */
#include "scenario.h"

enum { GHOST_PORT = 4000 };

#define LAST   "a RST at the last number of the window"
#define EDGE   "a RST at the first number after the window"
#define BEYOND "a RST one number further"

static const struct {
	const char *title;
	uint32_t ahead; /* of RCV.NXT + RCV.WND - 1 */
} resets[] = {
	{ LAST, 0 },
	{ EDGE, 1 },
	{ BEYOND, 2 },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	host_sysctl(lab, "server", "ipv4/tcp_invalid_ratelimit", "0");
	ghost_beside(lab, "client");

	chapter(lab, "a connection");
	/* Without options: the window is not scaled. */
	struct raw_segment next = raw_connect(lab, "server", GHOST_PORT, SERVICE_PORT);
	uint32_t window = await_sent(lab, "server", "SYN,ACK").window;
	struct sock *s = tcp_accept(listener);

	for (int i = 0; i < 3; i++) {
		chapter(lab, resets[i].title);
		struct raw_segment reset = next;
		reset.flags = "RST";
		reset.seq += window - 1 + resets[i].ahead;
		reset.ack = 0;
		raw_send(lab, &reset);
		settle(lab);
	}

	chapter(lab, "the connection goes on");
	next.flags = "PSH,ACK";
	next.data = "Still here.\n";
	raw_send(lab, &next);
	tcp_recv(s);
	settle(lab);
}

static const struct promise promises[] = {
	SENDS("client", TIMES(3, .flags = "RST", .forged = true), "the scenario forges the RSTs"),

	WHILE(LAST),
	SENDS("server", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "in the window, but not RCV.NXT: challenge ACK (RFC 5961, 3.2)"),

	WHILE(EDGE),
	SENDS("server", NOTHING,
	      "the window is RCV.NXT =< SEG.SEQ < RCV.NXT+RCV.WND (RFC 9293, 3.4): dropped",
	      .known_broken = true),

	WHILE(BEYOND),
	SENDS("server", NOTHING, "outside the window: silently dropped (RFC 5961, 3.2)"),

	WHILE("the connection goes on"),
	CALL_RETURNS("server", "recv", 12, "none of them was RCV.NXT: the connection stays"),

	IN_ALL,
	SENDS("server", NO("~RST"), "a RST is never answered with a RST (RFC 9293, 3.5.2)"),
	COUNTS("server", "TcpExtTCPChallengeACK", 1, "only for the first of them",
	       .known_broken = true),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET("server", AS_EVER),
	{ 0 },
};

SCENARIO(rst_window_edge) = {
	.name = "rst-window-edge",
	.title = "a RST at the right edge of the window is treated as in-window",
	.rfc = "RFC 5961, 3.2",
	.tags = "life raw",
	.cause = "crafted",
	.proves = "For a RST the window ends one number too late: the first number after it still "
		  "gets a challenge ACK. It resets nothing, and costs one needless ACK.",
	.why = "RFC 5961, 3.2, requires that a RST outside the window is dropped in silence, and "
	       "the window is RCV.NXT =< SEG.SEQ < RCV.NXT+RCV.WND (RFC 9293, 3.4). "
	       "tcp_sequence() rejects a segment only if it is after() RCV.NXT+RCV.WND, so that "
	       "with a window of 0 the one acceptable number passes.",
	.play = play,
	.promises = promises,
	.known_issue =
		"In a synchronized state the window ends one number too late for a RST. A RST at "
		"RCV.NXT+RCV.WND-1 is in the window and gets a challenge ACK. One at "
		"RCV.NXT+RCV.WND is outside and gets one as well; one at RCV.NXT+RCV.WND+1 is "
		"silently dropped. It resets nothing; what it costs is one needless ACK. Request sockets and FIN-WAIT-2 in a TIME-WAIT socket have the same "
		"edge.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: a RST at RCV.NXT+RCV.WND is treated as in-window",
			.wants =
				"RFC 9293, 3.4: a segment without data is in the window if RCV.NXT =< SEG.SEQ < "
				"RCV.NXT+RCV.WND; only where RCV.WND is 0, SEG.SEQ = RCV.NXT is. RFC 5961, 3.2: "
				"if the RST bit is set and the sequence number is outside the current receive "
				"window, silently drop the segment.",
			.since = "Linux 5.10.262, 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4, "
				 "over both IPv4 and IPv6.",
			.function =
				"tcp_sequence(), called by tcp_validate_incoming(): after(seq, "
				"rcv_nxt + tcp_receive_window()) is false at the edge. "
				"tcp_in_window() in tcp_minisocks.c deliberately accepts `seq == "
				"e_win && seq == end_seq`: a segment without data, such as an "
				"ACK or a window probe, may sit at the edge. A RST does not need "
				"that.",
			.script =
				"+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
				"+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0\n"
				"+0 setsockopt(3, SOL_TCP, TCP_MAXSEG, [1000], 4) = 0\n"
				"+0 setsockopt(3, SOL_TCP, 10, [10000], 4) = 0 // TCP_WINDOW_CLAMP\n"
				"+0 bind(3, ..., ...) = 0\n"
				"+0 listen(3, 1) = 0\n"
				"+0 < S 0:0(0) win 1000\n"
				"+0 > S. 0:0(0) ack 1 win 10000 <...>\n"
				"+0 < . 1:1(0) ack 1 win 1000\n"
				"+0 accept(3, ..., ...) = 4\n"
				"+.1 < R 10002:10002(0) win 0     // outside: nothing\n"
				"+.1 < R 10001:10001(0) win 0     // RCV.NXT+RCV.WND: outside\n"
				"+0 > . 1:1(0) ack 1              // to be: nothing\n",
		},
};

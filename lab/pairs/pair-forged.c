/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-forged - a kernel's own RST, and one that was forged */
#include "scenario.h"

static void converse(struct talk *talk)
{
	talk_connect(talk);
	tcp_send(talk->c, "Hello.\n");
	tcp_recv(talk->s);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "router");

	chapter(lab, "the server aborts");
	converse(&talk);
	tcp_linger(talk.s, true, 0);
	tcp_close(talk.s);
	settle(lab);
	tcp_send(talk.c, "Hello?\n");

	chapter(lab, "an attacker forges the same");
	converse(&talk);
	struct heard last = await_sent(lab, "server", "ACK");
	forge(talk.s, &(struct raw_segment){ .flags = "RST,ACK",
					     .seq = last.next,
					     .ack = last.ack,
					     .window = last.window,
					     .option = last.option,
					     .option_size = last.option_size });
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
	look(lab, "server", "after the second RST");
}

#define SAME_RST                                                                              \
	.flags = "RST,ACK", .ack = RCV_NXT, .len = IS(0), .rel_seq = IS(1), .rel_ack = IS(8), \
	.timestamps = IS(1)

static const struct promise promises[] = {
	WHILE("the server aborts"),
	SENDS("server", ONE(SAME_RST, .ttl = IS(63)),
	      "an ABORT: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> (RFC 9293, 3.10.5)"),
	CALL_FAILS("client", "send", ECONNRESET, AS_EVER),

	WHILE("an attacker forges the same"),
	SENDS("router", ONE(SAME_RST, .ttl = IS(64), .forged = true),
	      "forged: the same except for the TTL, a nearer host's"),
	CALL_FAILS("client", "send", ECONNRESET, "and the same again (RFC 9293, 3.10.7.4)"),
	HAS_SOCKETS("server", 1, "after the second RST", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the second connection still exists on the server"),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 2,
	       "the client sees no difference (RFC 4022, tcpEstabResets)"),
	COUNTS("server", "TcpOutRsts", 1, "the kernel's own is counted; the forged one is not"),
	RESETS("server", 1, "TCP_STATE", "CLOSED",
	       "the kernel's own is reported; the forged one is not"),
	{ 0 },
};

SCENARIO(pair_forged) = {
	.name = "pair-forged",
	.title = "same packet, different cause: a kernel's own RST and a forged one",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way pair raw life",
	.cause = "abort-linger",
	.causes = { { .who = "router", .cause = "forged" } },
	.proves = "For the client, a careful forger's RST is the server's own: same flags, "
		  "numbers, options, errno. Its TTL may give it away in a capture. On the server "
		  "the counter TcpOutRsts, the tracepoint and the socket show it: they know of the "
		  "first RST, not of the second.",
	.why = "The server aborts a connection with SO_LINGER {1, 0}: "
	       "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> with its window and its timestamps, from "
	       "tcp_send_active_reset(). A careful on-path attacker writes the same for a second "
	       "connection, and with the same TTL too if the number of routers is known. Even a "
	       "different TTL proves nothing: a RST in reply has the kernel's (ip_default_ttl), "
	       "even if the application has set IP_TTL for its socket.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

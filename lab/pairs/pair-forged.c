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

	chapter(lab, "somebody forges the same");
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

	WHILE("somebody forges the same"),
	SENDS("router", ONE(SAME_RST, .ttl = IS(64), .forged = true),
	      "forged: the same but for the TTL, a nearer host's"),
	CALL_FAILS("client", "send", ECONNRESET, "and the same again (RFC 9293, 3.10.7.4)"),
	HAS_SOCKETS("server", 1, "after the second RST", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the second connection still stands on its side"),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 2,
	       "to the client both are one (RFC 4022, tcpEstabResets)"),
	COUNTS("server", "TcpOutRsts", 1, "the kernel's own is counted; the forged one is not"),
	RESETS("server", 1, "TCP_STATE", "CLOSED",
	       "the kernel's own is told of; the forged one is not"),
	{ 0 },
};

SCENARIO(pair_forged) = {
	.name = "pair-forged",
	.title = "same packet, different cause: a kernel's own RST and a forged one",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way pair raw life",
	.cause = "abort-linger",
	.causes = { { .who = "router", .cause = "forged" } },
	.proves =
		"A careful forger's RST is, to the client, the server's own: same flags, numbers, "
		"options, errno. Its TTL may give it away to a capture. The server's counter "
		"TcpOutRsts, its tracepoint and its socket tell: they know of the first, and not of "
		"the second.",
	.why = "The server aborts a connection by SO_LINGER {1, 0}: "
	       "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> with its window and its timestamps, from "
	       "tcp_send_active_reset(). Somebody on the way who takes care writes the same for "
	       "a second connection; who has counted the routers, with the same TTL too. Nor is another TTL a "
	       "proof: a RST in reply has the kernel's (ip_default_ttl), also where the "
	       "application has set IP_TTL for its socket.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

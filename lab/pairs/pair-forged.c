/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pair-forged - same packet, different cause: a kernel's own RST, and one that was forged.
 *
 * The server aborts a connection (SO_LINGER {1, 0}): <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> with
 * its window and its timestamps, from tcp_send_active_reset(). Somebody on the way who takes care
 * writes the same for a second connection. The client gets the same error twice. What tells them
 * apart: the server's TcpOutRsts, its tracepoint, and that in the second case it still has the
 * connection. And the TTL, unless the forger has counted the routers.
 */
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
	struct raw_segment forged = { .from = "server",
				      .to = "client",
				      .sport = SERVICE_PORT,
				      .dport = tcp_local_port(talk.c),
				      .flags = "RST,ACK",
				      .seq = last.next,
				      .ack = last.ack,
				      .window = last.window,
				      .option = last.option,
				      .option_size = last.option_size };
	raw_send(lab, &forged);
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
	look(lab, "server", "after the second RST");
}

static const struct promise promises[] = {
	{ WIRE, "server", "an ABORT: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> (RFC 9293, 3.10.5)",
	  .wire = { .flags = "RST,ACK",
		    .chapter = "the server aborts",
		    .count = IS(1),
		    .ack = RCV_NXT,
		    .len = IS(0),
		    .rel_seq = IS(1),
		    .rel_ack = IS(8),
		    .timestamps = IS(1),
		    .ttl = IS(63) } },
	{ WIRE, "router", "forged: the same but for the TTL, a nearer host's",
	  .wire = { .flags = "RST,ACK",
		    .chapter = "somebody forges the same",
		    .count = IS(1),
		    .ack = RCV_NXT,
		    .len = IS(0),
		    .rel_seq = IS(1),
		    .rel_ack = IS(8),
		    .timestamps = IS(1),
		    .ttl = IS(64),
		    .forged = true } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .chapter = "the server aborts", .err = ECONNRESET } },
	{ SOCKET, "client", "and the same again (RFC 9293, 3.10.7.4)",
	  .call = { "send", .chapter = "somebody forges the same", .err = ECONNRESET } },
	{ SOCKET, "server", "the second connection still stands on its side",
	  .look = { "after the second RST", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "to the client both are one (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 2 } },
	{ COUNTER, "server", "the kernel's own is counted; the forged one is not",
	  .counter = { "TcpOutRsts", 1 } },
	{ REASON, "server", "the kernel's own is told of; the forged one is not",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ 0 },
};

SCENARIO(pair_forged) = {
	.name = "pair-forged",
	.title = "same packet, different cause: a kernel's own RST and a forged one",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way pair raw life",
	.proves =
		"A careful forger's RST is, to the client, the server's own: same flags, numbers, "
		"options, errno. Its TTL may give it away to a capture. The server's counter "
		"TcpOutRsts, its tracepoint and its socket tell: they know of the first, and not of "
		"the second.",
	.story =
		"The server aborts a connection by SO_LINGER {1, 0}. On a second one, somebody beside "
		"the router sends the same RST to the client in the server's name.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

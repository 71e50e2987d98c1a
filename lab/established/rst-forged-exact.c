/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst-forged-exact - somebody on the way kills a connection by a RST to each end.
 *
 * Whoever sees the segments knows the numbers: a RST whose sequence number is exactly RCV.NXT must
 * be believed (RFC 9293, 3.10.7.4; RFC 5961, 3.2), whoever has sent it. No TCP has: no TcpOutRsts
 * and no tcp_send_reset at any host, and both sides say that the other one did it. A forger need
 * not take care: the window of these is not 0, as that of a RST in reply always is, and their TTL
 * is not that of what comes from the other end, of which the router has taken one.
 */
#include "scenario.h"

enum { WINDOW = 1000 };

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	ghost_beside(lab, "router");

	chapter(lab, "the connection is used");
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	struct heard answer = await_sent(lab, "server", "ACK");

	chapter(lab, "a RST to the server");
	raw_send(lab, &(struct raw_segment){ .from = "client",
					     .to = "server",
					     .sport = tcp_local_port(c),
					     .dport = SERVICE_PORT,
					     .flags = "RST",
					     .seq = answer.ack,
					     .window = WINDOW });
	settle(lab);
	tcp_send(s, "Hello?\n");

	chapter(lab, "a RST to the client");
	raw_send(lab, &(struct raw_segment){ .from = "server",
					     .to = "client",
					     .sport = SERVICE_PORT,
					     .dport = tcp_local_port(c),
					     .flags = "RST",
					     .seq = answer.seq,
					     .window = WINDOW });
	settle(lab);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "router", "forged: what the server expects next of the client",
	  .wire = { .flags = "RST",
		    .chapter = "a RST to the server",
		    .count = IS(1),
		    .seq = SEG_ACK,
		    .win = IS(WINDOW),
		    .ttl = IS(64),
		    .forged = true } },
	{ WIRE, "router", "forged: what the client expects next of the server",
	  .wire = { .flags = "RST",
		    .chapter = "a RST to the client",
		    .count = IS(1),
		    .seq = SEG_ACK,
		    .win = IS(WINDOW),
		    .ttl = IS(64),
		    .forged = true } },
	{ WIRE, "client", "what it does say has passed a router (RFC 1812, 5.3.1)",
	  .wire = { .flags = "PSH,ACK", .ttl = IS(63) } },
	{ WIRE, "client", "the client has sent none", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "server", "nor has the server", .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "server", "SEG.SEQ = RCV.NXT: reset (RFC 9293, 3.10.7.4; RFC 5961, 3.2)",
	  .call = { "send", .chapter = "a RST to the server", .err = ECONNRESET } },
	{ SOCKET, "client", "SEG.SEQ = RCV.NXT: reset (RFC 9293, 3.10.7.4; RFC 5961, 3.2)",
	  .call = { "send", .chapter = "a RST to the client", .err = ECONNRESET } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "the client's TCP has sent none", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "nor has the server's", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "no tcp_send_reset anywhere: the mark of a forgery",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(rst_forged_exact) = {
	.name = "rst-forged-exact",
	.title = "somebody on the way forges a RST to each end",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw life",
	.proves =
		"A RST with the right sequence number kills the connection, whoever has sent it: both "
		"sides get ECONNRESET, and neither has sent a RST. That no kernel counts it and no "
		"tracepoint tells of it is what gives the forger away.",
	.story =
		"The connection is up and was used. Somebody beside the router, who has seen its "
		"segments, sends a RST to the server in the client's name, and one to the client in "
		"the server's.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst-forged-in-window - a RST that is in the window, but is not the next number.
 *
 * Who cannot see the segments has to guess. RFC 5961, 3.2 (RFC 9293, 3.10.7.4): a RST within the
 * window that is not exactly RCV.NXT must be answered by a challenge ACK. A peer that really has
 * forgotten the connection would answer that by the right RST; this one knows of nothing, and the
 * connection goes on. tcp_validate_incoming(), tcp_send_challenge_ack().
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	ghost_beside(lab, "router");

	chapter(lab, "the connection is used");
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	struct heard answer = await_sent(lab, "server", "ACK");

	chapter(lab, "a RST one beside the mark");
	raw_send(lab, &(struct raw_segment){ .from = "client",
					     .to = "server",
					     .sport = tcp_local_port(c),
					     .dport = SERVICE_PORT,
					     .flags = "RST",
					     .seq = answer.ack + 1 });
	settle(lab);

	chapter(lab, "the connection goes on");
	tcp_send(c, "Still here.\n");
	tcp_recv(s);
	tcp_send(s, "Me too.\n");
	tcp_recv(c);
}

static const struct promise promises[] = {
	{ WIRE, "router", "forged: in the window, one beyond what the server expects",
	  .wire = { .flags = "RST", .count = IS(1), .rel_seq = IS(9), .forged = true } },
	{ WIRE, "server",
	  "challenge ACK: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 5961, 3.2; RFC 9293, 3.10.7.4)",
	  .wire = { .flags = "ACK",
		    .chapter = "a RST one beside the mark",
		    .count = IS(1),
		    .seq = SND_NXT,
		    .ack = RCV_NXT,
		    .len = IS(0) } },
	{ WIRE, "client", "what it has said is acknowledged: it says nothing",
	  .wire = { .chapter = "a RST one beside the mark", .count = IS(0) } },
	{ SOCKET, "server", "the connection lives",
	  .call = { "recv", .chapter = "the connection goes on", .ret = IS(12) } },
	{ SOCKET, "client", "in both directions",
	  .call = { "recv", .chapter = "the connection goes on", .ret = IS(8) } },
	{ WIRE, "client", "no RST from the client", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "server", "none from the server", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "tcp_send_challenge_ack() counts it",
	  .counter = { "TcpExtTCPChallengeACK", 1 } },
	{ COUNTER, "server", "no connection was reset", .counter = { "TcpEstabResets", 0 } },
	{ COUNTER, "server", "no RST was sent", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "client", "nor is any told of", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(rst_forged_in_window) = {
	.name = "rst-forged-in-window",
	.title = "a forged RST within the window, beside the mark: challenge ACK",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw life control",
	.proves = "A RST that is in the window but not the next number kills nothing: the receiver "
		  "answers by a challenge ACK, and the connection goes on.",
	.story = "The connection is up and was used. Somebody beside the router sends a RST to the "
		 "server in the client's name, one number beyond the right one. Then both speak.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst-forged-out-of-window - a RST outside the window, on either side of it.
 *
 * RFC 5961, 3.2, and RFC 9293, 3.10.7.4: to be dropped without a word. Any other segment there
 * would be answered by an ACK; tcp_validate_incoming() makes an exception of RST.
 */
#include "scenario.h"

static const struct {
	const char *title;
	uint32_t offset; /* from RCV.NXT; no window is as large (RFC 7323, 2.3) */
} guesses[] = {
	{ "a RST before the window", 0xC0000000 },
	{ "a RST behind the window", 0x40000000 },
};

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	ghost_beside(lab, "router");

	chapter(lab, "the connection is used");
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	struct heard answer = await_sent(lab, "server", "ACK");

	for (int i = 0; i < 2; i++) {
		chapter(lab, guesses[i].title);
		raw_send(lab, &(struct raw_segment){ .from = "client",
						     .to = "server",
						     .sport = tcp_local_port(c),
						     .dport = SERVICE_PORT,
						     .flags = "RST",
						     .seq = answer.ack + guesses[i].offset });
		settle(lab);
	}

	chapter(lab, "the connection goes on");
	tcp_send(c, "Still here.\n");
	tcp_recv(s);
}

#define DROPPED(title)                                                                            \
	{ WIRE, "router", "forged: a guess that missed",                                          \
	  .wire = { .flags = "RST", .chapter = title, .count = IS(1), .forged = true } },         \
	{                                                                                         \
		WIRE, "server", "silently dropped (RFC 5961, 3.2; RFC 9293, 3.10.7.4)", .wire = { \
			.chapter = title,                                                         \
			.count = IS(0)                                                            \
		}                                                                                 \
	}

static const struct promise promises[] = {
	DROPPED("a RST before the window"),
	DROPPED("a RST behind the window"),
	{ SOCKET, "server", "the connection lives",
	  .call = { "recv", .chapter = "the connection goes on", .ret = IS(12) } },
	{ WIRE, "client", "no RST from the client", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "server", "none from the server", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "nor a challenge", .counter = { "TcpExtTCPChallengeACK", 0 } },
	{ COUNTER, "server", "no connection was reset", .counter = { "TcpEstabResets", 0 } },
	{ COUNTER, "server", "no RST was sent", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "client", "nor is any told of", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(rst_forged_out_of_window) = {
	.name = "rst-forged-out-of-window",
	.title = "a forged RST outside the window: nothing happens",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw life control",
	.proves =
		"A RST outside the window is dropped without a word: no answer, no error, and the "
		"connection goes on.",
	.story =
		"The connection is up and was used. Somebody beside the router sends RSTs to the "
		"server in the client's name, one far before the window and one far behind it. Then "
		"the client speaks.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firewall-drop-control - the same firewall, but it drops: no RST, only silence.
 *
 * A SYN that nobody answers is sent again after one second (RFC 6298, 2.1 and 5.4). When the rule
 * is taken away meanwhile, connect() succeeds, late: drop looks like a lost packet, and is mended
 * like one.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c = tcp_socket(talk.client, TCP);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 drop\n");

	chapter(lab, "the firewall drops");
	tcp_connect_begin(c, "server", SERVICE_PORT);
	await_segment(lab, "router", "SYN");
	settle(lab);
	look(lab, "client", "unanswered");

	chapter(lab, "the rule is taken away");
	firewall(lab, "router", "flush chain inet filter forward\n");
	tcp_connect_end(c);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "client", "the SYN gets no further than the firewall",
	  .wire = { .flags = "SYN", .chapter = "the firewall drops", .lost = true } },
	{ WIRE, "router", "and the firewall keeps silent",
	  .wire = { .chapter = "the firewall drops", .count = IS(0) } },
	{ WIRE, "server", "nobody has asked the server",
	  .wire = { .chapter = "the firewall drops", .count = IS(0) } },
	{ SOCKET, "client", "connect() goes on waiting",
	  .look = { "unanswered", "SYN-SENT", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "the SYN was sent again, and is answered (RFC 6298, 5.4)",
	  .wire = { .flags = "SYN,ACK",
		    .chapter = "the rule is taken away",
		    .count = IS(1),
		    .ack = SEG_END } },
	{ SOCKET, "client", "late, but connected", .call = { "connect" } },
	{ WIRE, "client", "no RST from the client", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "server", "none from the server", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "router", "none from the router", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "client", "no attempt has failed", .counter = { "TcpAttemptFails", 0 } },
	{ COUNTER, "server", "TCP has not sent any", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nor is any told of", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(firewall_drop_control) = {
	.name = "firewall-drop-control",
	.title = "a router's firewall drops the SYN: no RST comes",
	.rfc = "RFC 6298, 5.4",
	.tags = "way firewall set-up control timer",
	.proves =
		"A firewall that drops answers nothing: connect() hangs where `reject with tcp reset` "
		"would have refused at once, and the SYN is sent again after a second.",
	.story =
		"The service listens. The router's nftables drops what goes to its port; the client "
		"connects and waits. Then the rule is taken away.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * icmp-established-ignored - the ICMP error that refuses a SYN does nothing to a connection that is
 * up.
 *
 * RFC 9293, 3.9.2.2 would have TCP abort at a hard error (SHLD-26); RFC 5927, 5.2 asks it not to
 * once the connection is synchronised, since anybody may forge ICMP. tcp_v4_err() only keeps the
 * error in mind (sk_err_soft): the data are sent again until they get through.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	settle(lab);

	chapter(lab, "the firewall rejects by ICMP");
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with icmpx type "
		 "port-unreachable\n");
	tcp_send(c, "Can you hear me?\n");
	await_segment(lab, "router", "PSH,ACK");
	settle(lab);
	look(lab, "client", "after the ICMP error");
	tcp_error(c);

	chapter(lab, "the rule is taken away");
	firewall(lab, "router", "flush chain inet filter forward\n");
	tcp_recv(s);
}

static const struct promise promises[] = {
	{ WIRE, "client", "the data get no further than the firewall",
	  .wire = { .flags = "PSH,ACK", .chapter = "the firewall rejects by ICMP", .lost = true } },
	{ SOCKET, "client", "a synchronised connection survives it (RFC 5927, 5.2)",
	  .look = { "after the ICMP error", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "who asks is told: sk_err_soft (RFC 9293, 3.9.2.2, SHLD-25)",
	  .call = { "so_error", .err = ECONNREFUSED } },
	{ SOCKET, "server", "sent again, the data get through (RFC 9293, 3.8.1)",
	  .call = { "recv", .ret = IS(17) } },
	{ WIRE, "client", "no RST from the client", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "router", "none from the router", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "server", "none from the server", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "client", "no connection was reset", .counter = { "TcpEstabResets", 0 } },
	{ COUNTER, "client", "no RST was sent", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "client", "nor is any told of", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(icmp_established_ignored) = {
	.name = "icmp-established-ignored",
	.title = "ICMP port unreachable does nothing to a connection that is up",
	.rfc = "RFC 5927, 5.2",
	.tags = "way firewall life control",
	.proves =
		"The ICMP error that makes connect() fail with ECONNREFUSED leaves an established "
		"connection alone: no RST, no failing call (SO_ERROR tells of it to who asks), and the "
		"data get through once the way is free. A firewall that wants to cut a connection must forge a RST.",
	.story =
		"The connection is up. The router's nftables rejects the client's data by ICMP port "
		"unreachable; then the rule is taken away.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firewall-reject-established - a firewall on the way gets a rule that rejects a connection that is
 * up.
 *
 * The segment carries an ACK, so nf_reject_ip_tcphdr_put() answers it by <SEQ=SEG.ACK><CTL=RST>, as
 * RFC 9293, 3.10.7.1 has it for a connection that does not exist. The number is the one that the
 * client expects: it believes. Nobody tells the server, which is left half-open.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	chapter(lab, "the connection is used");
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	await_segment(lab, "client", "ACK");

	chapter(lab, "the firewall gets a rule");
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with tcp reset\n");
	tcp_send(c, "Are you still there?\n");
	settle(lab);
	tcp_send(c, "Hello?\n");
	look(lab, "server", "after the RST");
}

static const struct promise promises[] = {
	{ WIRE, "client", "the data get as far as the firewall",
	  .wire = { .flags = "PSH,ACK",
		    .chapter = "the firewall gets a rule",
		    .count = IS(1),
		    .len = IS(21),
		    .lost = true } },
	{ WIRE, "router",
	  "nf_reject_ip_tcphdr_put(): <SEQ=SEG.ACK><CTL=RST>; the TTL is the router's",
	  .wire = { RST_REPLY, .count = IS(1), .ttl = IS(64), .forged = true } },
	{ WIRE, "server", "it knows of nothing",
	  .wire = { .chapter = "the firewall gets a rule", .count = IS(0) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .nth = 3, .err = ECONNRESET } },
	{ SOCKET, "server", "half-open: the server's side still stands",
	  .look = { "after the RST", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "it has sent no RST", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "router", "nor has the router's TCP", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "no tcp_send_reset anywhere: the mark of a middlebox",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(firewall_reject_established) = {
	.name = "firewall-reject-established",
	.title = "a router's firewall rejects a connection that is up",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open",
	.proves =
		"A new rule that rejects with a RST cuts a connection on one side alone: the client gets "
		"ECONNRESET, the server stays ESTABLISHED and has sent nothing. No kernel counts that "
		"RST and no tracepoint tells of it.",
	.story =
		"The connection is up and was used. The router between the two is given a rule that "
		"rejects the port; the client sends.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

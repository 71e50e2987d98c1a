/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firewall-reject-syn - a firewall between the two rejects the SYN with a RST in the server's name.
 *
 * nf_reject_ip_tcphdr_put() writes the very RST that RFC 9293, 3.10.7.1 wants of a closed port,
 * with the server's address, so the client cannot tell: ECONNREFUSED. But no TCP has sent it: no
 * TcpOutRsts, and no tcp_send_reset, at any host. On the wire the router is where it began.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with tcp reset\n");

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "router",
	  "nf_send_reset(): as a closed port would answer, but from nearer: the TTL",
	  .wire = { RST_ACK_REPLY, .count = IS(1), .ttl = IS(64), .forged = true } },
	{ WIRE, "server", "the SYN never came: the server says nothing",
	  .wire = { .chapter = "the client connects", .count = IS(0) } },
	{ SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .err = ECONNREFUSED } },
	{ COUNTER, "server", "no TCP has sent it", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "router", "nor the router's", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ REASON, "server", "no tcp_send_reset anywhere: the mark of a middlebox",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(firewall_reject_syn) = {
	.name = "firewall-reject-syn",
	.title = "a router's firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.proves =
		"A firewall's `reject with tcp reset` looks to the client exactly as a closed port: "
		"RST,ACK from the server's address, ECONNREFUSED. What tells them apart is that no "
		"kernel counts that RST and no tracepoint tells of it.",
	.story =
		"The service listens. A router on the way rejects by nftables; the client connects.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firewall-reject-ingress - a router rejects the SYN at its network device, before it routes.
 *
 * nft_reject_netdev_send_v4_tcp_reset() turns the frame round and sends it out of the device that
 * it came by: no route, no connection tracking, no other rule sees question or answer. To the
 * client it is a closed port (RFC 9293, 3.10.7.1).
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table netdev filter\n"
		 "add chain netdev filter in { type filter hook ingress device eth0 priority 0; }\n"
		 "add rule netdev filter in tcp dport 8080 reject with tcp reset\n");

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "router", "nf_reject_skb_v4_tcp_reset(): as a closed port would, but from nearer",
	  .wire = { RST_ACK_REPLY, .count = IS(1), .ttl = IS(64), .forged = true } },
	{ WIRE, "client", "the SYN got no further than the router's device",
	  .wire = { .flags = "SYN", .count = IS(1), .lost = true } },
	{ WIRE, "server", "the server says nothing", .wire = { .count = IS(0) } },
	{ SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .err = ECONNREFUSED } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ COUNTER, "router", "no TCP has sent it", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "nor the server's", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "no tcp_send_reset anywhere: the mark of a middlebox",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(firewall_reject_ingress) = {
	.name = "firewall-reject-ingress",
	.title = "a router rejects the SYN at the ingress of its network device",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.proves = "A router can refuse below its own IP layer: none of its routes, counters and "
		  "ordinary firewall rules has seen the packet, and the client reads ECONNREFUSED.",
	.story =
		"The service listens. The router's nftables rejects its port in a netdev table, at "
		"the ingress of the link to the client; the client connects.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

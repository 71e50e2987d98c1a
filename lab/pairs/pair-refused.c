/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pair-refused - same packet, different cause: a closed port, and a firewall that rejects.
 *
 * Both answers are <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>, window 0, no options, from the
 * server's address (RFC 9293, 3.10.7.1): tcp_v4_send_reset() has written the first,
 * nf_reject_ip_tcphdr_put() the second. What tells them apart: the server's TcpOutRsts, and its
 * tracepoint. And for who has nothing but the client's capture, the TTL: a router takes one
 * (RFC 1812, 5.3.1), and the firewall's RST began at the router.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");

	chapter(lab, "nobody listens");
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "a firewall rejects");
	tcp_listen(server, SERVICE_PORT, 5);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with tcp reset\n");
	tcp_connect(client, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	{ WIRE, "server", "no socket: the server's TCP answers (RFC 9293, 3.10.7.1)",
	  .wire = { RST_ACK_REPLY, .chapter = "nobody listens", .count = IS(1), .ttl = IS(63) } },
	{ WIRE, "router", "nf_reject_ip_tcphdr_put(): the same but for the TTL, a nearer host's",
	  .wire = { RST_ACK_REPLY, .chapter = "a firewall rejects", .count = IS(1), .ttl = IS(64),
		    .forged = true } },
	{ SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .chapter = "nobody listens", .err = ECONNREFUSED } },
	{ SOCKET, "client", "and the same again (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .chapter = "a firewall rejects", .err = ECONNREFUSED } },
	{ WIRE, "server", "the second time the server was not asked",
	  .wire = { .chapter = "a firewall rejects", .count = IS(0) } },
	{ COUNTER, "client", "to the client both are one (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 2 } },
	{ COUNTER, "server", "the closed port's RST is counted", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "router", "the firewall's is not", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "the closed port's RST is told of; the firewall's is not",
	  .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(pair_refused) = {
	.name = "pair-refused",
	.title = "same packet, different cause: a closed port and a firewall's reject",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way pair firewall set-up",
	.proves =
		"The client's TCP cannot tell a closed port from a firewall's reject: same flags, same "
		"numbers, same errno. A capture beside it can by the TTL, which is that of a nearer "
		"host. So can the server's counter TcpOutRsts and its tracepoint: they know of the "
		"first, and not of the second.",
	.story =
		"The client connects to a port on which nobody listens. Then the service listens, and "
		"a router on the way rejects; the client connects again.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

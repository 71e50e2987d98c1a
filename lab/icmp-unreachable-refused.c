/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * icmp-unreachable-refused - "connection refused" without any RST.
 *
 * A firewall's plain `reject` answers by ICMP port unreachable, in its own name. That is a hard
 * error, at which TCP should abort (RFC 9293, 3.9.2.2, SHLD-26): in SYN-SENT tcp_v4_err() ends the
 * connection with ECONNREFUSED, the errno of a RST. An ICMP error so quick that connect() still
 * holds the socket is passed over (sock_owned_by_user()); then it is the one that answers the
 * second SYN, a second later, that ends it.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with icmpx type "
		 "port-unreachable\n");

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "client", "the SYN gets no further than the firewall",
	  .wire = { .flags = "SYN", .lost = true } },
	{ SOCKET, "client", "a hard ICMP error: the errno of a RST (RFC 9293, 3.9.2.2)",
	  .call = { "connect", .err = ECONNREFUSED } },
	{ WIRE, "router", "no RST, no TCP at all from the router", .wire = { .count = IS(0) } },
	{ WIRE, "server", "none from the server", .wire = { .count = IS(0) } },
	{ COUNTER, "client", "SYN-SENT to CLOSED, as by a RST (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ COUNTER, "client", "but the client's TCP has received nothing",
	  .counter = { "TcpInSegs", 0 } },
	{ COUNTER, "server", "and the server's has sent none", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nor is any told of", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(icmp_unreachable_refused) = {
	.name = "icmp-unreachable-refused",
	.title = "ICMP port unreachable looks like a refused connection: no RST",
	.rfc = "RFC 9293, 3.9.2.2",
	.tags = "way firewall set-up control timer",
	.proves =
		"ECONNREFUSED does not prove a RST: a firewall that answers the SYN by ICMP port "
		"unreachable gives the same errno and the same TcpAttemptFails. TcpInSegs does not move.",
	.story = "The service listens. The router's nftables rejects its port by ICMP; the client "
		 "connects.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * icmp-admin-prohibited - a firewall answers the SYN by "administratively prohibited".
 *
 * Destination unreachable, code 13 (RFC 1812, 5.2.7.1), is in neither list of RFC 9293, 3.9.2.2.
 * icmp_err_convert[] makes it EHOSTUNREACH, and in SYN-SENT tcp_v4_err() ends the connection by any
 * of them.
 */
#include "scenario.h"

#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with icmpx type "
		 "admin-prohibited\n");

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "client", "the SYN gets no further than the firewall",
	  .wire = { .flags = "SYN", .lost = true } },
	{ SOCKET, "client", "icmp_err_convert[]: ICMP_PKT_FILTERED",
	  .call = { "connect", .err = EHOSTUNREACH } },
	{ WIRE, "router", "no RST, no TCP at all from the router", .wire = { .count = IS(0) } },
	{ WIRE, "server", "none from the server", .wire = { .count = IS(0) } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ COUNTER, "server", "no RST was sent", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nor is any told of", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(icmp_admin_prohibited) = {
	.name = "icmp-admin-prohibited",
	.title = "ICMP administratively prohibited ends connect(): no RST",
	.rfc = "RFC 1812, 5.2.7.1",
	.tags = "way firewall set-up control timer",
	.proves =
		"\"No route to host\" may mean a firewall: ICMP administratively prohibited ends connect() with EHOSTUNREACH. No RST is involved.",
	.story = "The service listens. The router's nftables rejects its port by ICMP "
		 "administratively prohibited; the client connects.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
	.family = AF_INET,
	.why_family = "IPv6 tells of it by another errno: see icmp-admin-prohibited-ipv6",
};

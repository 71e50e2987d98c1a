/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * icmp-admin-prohibited-ipv6 - a firewall answers the SYN by "administratively prohibited".
 *
 * Destination unreachable, code 1 (RFC 4443, 3.1). tab_unreach[] of icmpv6_err_convert() makes it
 * EACCES, where IPv4 has EHOSTUNREACH; in SYN-SENT tcp_v6_err() ends the connection.
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
	{ SOCKET, "client", "icmpv6_err_convert(): ICMPV6_ADM_PROHIBITED",
	  .call = { "connect", .err = EACCES } },
	{ WIRE, "router", "no RST, no TCP at all from the router", .wire = { .count = IS(0) } },
	{ WIRE, "server", "none from the server", .wire = { .count = IS(0) } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ COUNTER, "server", "no RST was sent", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nor is any told of", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(icmp_admin_prohibited_ipv6) = {
	.name = "icmp-admin-prohibited-ipv6",
	.title = "ICMPv6 administratively prohibited: connect() fails with EACCES, no RST",
	.rfc = "RFC 4443, 3.1",
	.tags = "way firewall set-up control timer",
	.proves =
		"\"Permission denied\" from connect() is not about the caller's rights: over IPv6 a firewall's ICMP administratively prohibited reads EACCES. No RST is involved.",
	.story = "The service listens. The router's nftables rejects its port by ICMP "
		 "administratively prohibited; the client connects.",
	.topology = "routed",
	.needs = "nftables ipv6",
	.play = play,
	.promises = promises,
	.family = AF_INET6,
	.why_family = "IPv4 tells of it by another errno: see icmp-admin-prohibited",
};

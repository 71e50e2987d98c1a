/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * icmp-host-unreachable - connect() ends by ICMP, not by RST.
 *
 * Host unreachable is a soft error, at which TCP must not abort (RFC 9293, 3.9.2.2, MUST-56). Yet
 * in SYN-SENT tcp_v4_err() does, as most implementations do and as RFC 5461, 4.1 records: who has
 * several addresses to try should not wait for a timeout at the first. EHOSTUNREACH.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with icmpx type "
		 "host-unreachable\n");

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "client", "the SYN gets no further than the firewall",
	  .wire = { .flags = "SYN", .lost = true } },
	{ SOCKET, "client", "tcp_v4_err() in SYN-SENT: soft errors too (RFC 5461, 4.1)",
	  .call = { "connect", .err = EHOSTUNREACH } },
	{ WIRE, "router", "no RST, no TCP at all from the router", .wire = { .count = IS(0) } },
	{ WIRE, "server", "none from the server", .wire = { .count = IS(0) } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ COUNTER, "server", "no RST was sent", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nor is any told of", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(icmp_host_unreachable) = {
	.name = "icmp-host-unreachable",
	.title = "ICMP host unreachable ends connect(): no RST",
	.rfc = "RFC 9293, 3.9.2.2",
	.tags = "way firewall set-up control timer",
	.proves =
		"A router that says \"host unreachable\" ends connect() with EHOSTUNREACH, before "
		"any timeout and although the RFC calls that a soft error. No RST is involved.",
	.story = "The service listens. The router's nftables rejects its port by ICMP host "
		 "unreachable; the client connects.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

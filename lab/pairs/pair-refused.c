/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-refused - a closed port, and a firewall that rejects */
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
	WHILE("nobody listens"),
	SENDS("server", ONE(RST_ACK_REPLY, .ttl = IS(63)),
	      "no socket: the server's TCP answers (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE("a firewall rejects"),
	SENDS("router", ONE(RST_ACK_REPLY, .ttl = IS(64), .forged = true),
	      "nf_reject_ip_tcphdr_put(): the same except for the TTL, a nearer host's"),
	CALL_FAILS("client", "connect", ECONNREFUSED,
		   "and the same again: tcp_reset() in SYN-SENT"),
	SENDS("server", NOTHING, "the second time the server receives nothing"),

	IN_ALL,
	COUNTS("client", "TcpAttemptFails", 2,
	       "the client sees no difference (RFC 4022, tcpAttemptFails)"),
	COUNTS("server", "TcpOutRsts", 1, "the closed port's RST is counted"),
	COUNTS("router", "TcpOutRsts", 0, "the firewall's is not"),
	RESETS("server", 1, "NO_SOCKET", "NONE",
	       "the closed port's RST is reported; the firewall's is not"),
	{ 0 },
};

SCENARIO(pair_refused) = {
	.name = "pair-refused",
	.title = "same packet, different cause: a closed port and a firewall's reject",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way pair firewall set-up",
	.cause = "no-listener",
	.causes = { { .who = "router", .cause = "firewall-reject" } },
	.proves = "The client's TCP cannot distinguish a closed port from a firewall's reject: "
		  "same flags, same numbers, same errno. A capture at the client can, by the TTL, "
		  "which is that of a nearer host. So can the server's counter TcpOutRsts and its "
		  "tracepoint: they know of the first RST, not of the second.",
	.why = "Both answers are <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>, window 0, no "
	       "options, from the server's address (RFC 9293, 3.10.7.1): tcp_v4_send_reset() "
	       "wrote the first, nf_reject_ip_tcphdr_put() the second. The TTL gives the second "
	       "away: a router decrements it (RFC 1812, 5.3.1), and the firewall's RST started "
	       "at the router. Compare it with the server's other segments only with care: a "
	       "reply has the kernel's TTL (ip_default_ttl), even if the service has set IP_TTL "
	       "for its sockets, as BGP does (RFC 5082).",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* firewall-reject-dnat - a router rejects what it has translated: whose RST is it? */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(
		lab, "router",
		"add table inet nat\n"
		"add chain inet nat pre { type nat hook prerouting priority -100; }\n"
		"add rule inet nat pre $ip daddr $router tcp dport 8080 dnat $ip to $server\n"
		"add chain inet nat forward { type filter hook forward priority 0; }\n"
		"add rule inet nat forward $ip daddr $server tcp dport 8080 reject with tcp reset\n");

	chapter(lab, "the client connects to the router");
	tcp_connect(talk.client, "router", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("the client connects to the router"),
	SENDS("client", ONE(.flags = "SYN"), "one SYN is enough"),
	SENDS("router", ONE(RST_ACK_REPLY, .ttl = IS(64), .forged = true),
	      "made from the server's address, sent from the one that the client knows: "
	      "nf_ct_attach()"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	IN_ALL,
	SENDS("server", NOTHING, "the SYN got no further than the router"),
	COUNTS("server", "TcpInSegs", 0, "the server's TCP did not see it"),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("router", "TcpOutRsts", 0, "and the router's TCP did not send it"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a middlebox"),
	{ 0 },
};

SCENARIO(firewall_reject_dnat) = {
	.name = "firewall-reject-dnat",
	.title = "a published port is rejected behind its translation: the RST is translated back",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.cause = "firewall-reject",
	.proves = "A rule that rejects traffic to a container or a pod (docker's chain "
		  "DOCKER-USER, a network policy) sits behind the translation of a published port, "
		  "and knows the inner address only. The client is still refused at once, by the "
		  "address that it connected to.",
	.why = "nf_send_reset() makes the RST from the segment as the rule sees it, with the "
	       "server's own address. nf_ct_attach() attaches it to the connection that "
	       "conntrack has started for the SYN, so it is translated like any answer. "
	       "Otherwise the client would get a RST from an address it does not know, and would "
	       "keep waiting.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-middlebox-fallback-control - the same as mptcp-middlebox with one subflow: no RST.
 *
 * RFC 8684, 3.7: as long as there is only one subflow, all data are in order by themselves, and the
 * connection falls back to plain TCP when the options are lost. mptcp_try_fallback().
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	struct sock *c = talk.c, *s = talk.s;
	tcp_send(c, "Hello");
	tcp_recv(s, 64);
	settle(lab);
	firewall(lab, "router",
		 "add table inet middlebox\n"
		 "add chain inet middlebox forward { type filter hook forward priority 0; }\n"
		 "add rule inet middlebox forward $ip saddr $client tcp dport 8080 "
		 "reset tcp option mptcp\n");

	chapter(lab, "the client sends");
	tcp_send(c, "Hello again");
	tcp_recv(s, 64);
	tcp_send(s, "I hear you");
	tcp_recv(c, 64);
	settle(lab);
	look(lab, "client", "afterwards");
}

static const struct promise promises[] = {
	{ WIRE, "server", "the only subflow falls back to TCP (RFC 8684, 3.7)",
	  .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "client", "so does its peer", .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "server", "the data are in order without a mapping",
	  .call = { "recv", .chapter = "the client sends", .ret = IS(11) } },
	{ SOCKET, "client", "in both directions",
	  .call = { "recv", .chapter = "the client sends", .ret = IS(10) } },
	{ SOCKET, "client", "it is the same connection still",
	  .look = { "afterwards", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "nor here", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "nor lost", .counter = { "TcpEstabResets", 0 } },
	{ REASON, "server", "no tcp_send_reset for this",
	  .reason = { "MPTCP_RST_EMIDDLEBOX", .count = IS(0) } },
	{ 0 },
};

SCENARIO(mptcp_middlebox_fallback_control) = {
	.name = "mptcp-middlebox-fallback-control",
	.title = "a middlebox begins to strip the MPTCP options of the only path: no RST",
	.rfc = "RFC 8684, 3.7",
	.tags = "way life mptcp firewall control",
	.proves = "A connection of one subflow falls back to plain TCP when its MPTCP options no "
		  "longer come through: no RST, no error, no data lost.",
	.story = "The connection was used, over a router. The router begins to take the MPTCP "
		 "options out of what the client sends. The client sends, and the server answers.",
	.topology = "routed",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

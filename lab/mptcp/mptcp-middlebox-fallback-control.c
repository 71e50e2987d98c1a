/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-middlebox-fallback-control - the same as mptcp-middlebox with one subflow: no RST.
 *
 * RFC 8684, 3.7: as long as there is only one subflow, all data are in order by themselves, and the
 * connection falls back to plain TCP when the options are lost. mptcp_try_fallback().
 *
 * The server does so at once, and tells the client by its next data, which bear no mapping. Until
 * then no DATA_ACK comes, and after 200 ms the client's MPTCP sends its data again: the server has
 * fallen back and takes them for new ones, and who has sent again may not fall back
 * (__mptcp_retrans() clears allow_infinite_fallback), so the client resets. Which comes first is a
 * race of the server's application with that timer.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	struct sock *c = talk.c, *s = talk.s;
	tcp_send(c, "Hello");
	tcp_recv(s);
	settle(lab);
	firewall(lab, "router",
		 "add table inet middlebox\n"
		 "add chain inet middlebox forward { type filter hook forward priority 0; }\n"
		 "add rule inet middlebox forward $ip saddr $client tcp dport 8080 "
		 "reset tcp option mptcp\n");

	chapter(lab, "the client sends");
	tcp_send(c, "Hello again");
	tcp_recv(s);
	tcp_send(s, "I hear you");
	settle(lab);
	tcp_recv_now(c);
	look(lab, "client", "afterwards");
}

#define IN_TIME "answered in time"
#define AGAIN   "sent again"

static const struct promise promises[] = {
	{ WIRE, "server", "the only subflow falls back to TCP (RFC 8684, 3.7)",
	  .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "no tcp_send_reset for this",
	  .reason = { "MPTCP_RST_EMIDDLEBOX", .count = IS(0) } },

	{ WIRE, "client", "so does its peer", .outcome = IN_TIME,
	  .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "server", "the data are in order without a mapping", .outcome = IN_TIME,
	  .call = { "recv", .chapter = "the client sends", .ret = IS(11) } },
	{ SOCKET, "client", "in both directions", .outcome = IN_TIME,
	  .call = { "recv", .chapter = "the client sends", .ret = IS(10) } },
	{ SOCKET, "client", "it is the same connection still", .outcome = IN_TIME,
	  .look = { "afterwards", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "nor here", .outcome = IN_TIME, .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "nor lost", .outcome = IN_TIME, .counter = { "TcpEstabResets", 0 } },

	{ WIRE, "client", "data without a mapping, and no way to fall back (RFC 8684, 3.7)",
	  .outcome = AGAIN, .wire = { RST_ABORT, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "client", "the answer is not delivered", .outcome = AGAIN,
	  .call = { "recv", .chapter = "the client sends", .err = EAGAIN } },
	{ COUNTER, "client", "tcp_send_active_reset() counts it", .outcome = AGAIN,
	  .counter = { "TcpOutRsts", 1 } },
	{ REASON, "client", "the required DSS has likely been dropped by a middlebox",
	  .outcome = AGAIN, .reason = { "MPTCP_RST_EMIDDLEBOX", "CLOSED" } },
	{ 0 },
};

static const struct outcome outcomes[] = {
	{ IN_TIME,
	  "the server's application answered before the client's MPTCP sent its data again: "
	  "both have fallen back" },
	{ AGAIN, "the client's MPTCP sent its data again before an answer came: the server's "
		 "application reads them twice, and the answer is reset" },
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
	.outcomes = outcomes,
};

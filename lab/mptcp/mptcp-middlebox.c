/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-middlebox - with two subflows up, a router begins to strip the MPTCP options of one path.
 *
 * Data without a mapping cannot be placed in the connection's stream. A connection that has one
 * subflow may fall back to TCP (mptcp-middlebox-fallback-control); with more than one, the subflow
 * SHOULD be reset: RFC 8684, 3.7. subflow_check_data_avail() with MAPPING_NODSS. The reason is 6,
 * middlebox interference (3.6). The data come again by the other path.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_socket(server, MPTCP);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	struct sock *c = tcp_socket(client, MPTCP);
	tcp_connect_to(c, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(listener);
	tcp_send(c, "Hello");
	tcp_recv(s);
	settle(lab);
	host_add_address(lab, "client");
	chapter(lab, "a second subflow");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_count(lab, "server", "ESTABLISHED", 2);
	settle(lab);
	look(lab, "client", "two subflows");
	firewall(lab, "router",
		 "add table inet middlebox\n"
		 "add chain inet middlebox forward { type filter hook forward priority 0; }\n"
		 "add rule inet middlebox forward $ip saddr $client tcp dport 8080 "
		 "reset tcp option mptcp\n");

	chapter(lab, "the client sends");
	tcp_send(c, "Hello again");
	await_segment(lab, "client", "RST");
	tcp_recv(s);
	tcp_send(s, "I hear you");
	tcp_recv(c);
	settle(lab);
	look(lab, "client", "one subflow");
}

static const struct change middlebox = {
	"6.13",
	"46a3282b87b1 (mptcp: use \"middlebox interference\" RST when no DSS)",
};

static const struct promise promises[] = {
	{ SOCKET, "client", "both paths are in use",
	  .look = { "two subflows", "ESTABLISHED", SERVICE_PORT, .count = 2 } },
	{ WIRE, "server", "data without a mapping, and no way to fall back (RFC 8684, 3.7)",
	  .wire = { RST_ABORT, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "server", "the data come by the other path: __mptcp_retransmit_pending_data()",
	  .call = { "recv", .chapter = "the client sends", .ret = IS(11) } },
	{ SOCKET, "client", "and the application notices nothing, at either end",
	  .call = { "recv", .chapter = "the client sends", .ret = IS(10) } },
	{ SOCKET, "client", "one path is left",
	  .look = { "one subflow", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "and nothing of the other",
	  .look = { "one subflow", .port = SERVICE_PORT, .count = 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "with an MP_TCPRST option", .counter = { "MPTcpExtMPRstTx", 1 } },
	{ COUNTER, "client", "which was read", .counter = { "MPTcpExtMPRstRx", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "router", "the router has sent nothing itself", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "the required DSS has likely been dropped by a middlebox",
	  .with = &middlebox, .reason = { "MPTCP_RST_EMIDDLEBOX", "CLOSED" } },
	{ REASON, "server", "subflow_check_data_avail() takes it for one that is not MPTCP",
	  .without = &middlebox, .reason = { "MPTCP_RST_EMPTCP", "CLOSED" } },
	{ 0 },
};

SCENARIO(mptcp_middlebox) = {
	.name = "mptcp-middlebox",
	.title = "a middlebox begins to strip MPTCP options on one of two paths",
	.rfc = "RFC 8684, 3.7",
	.tags = "way life mptcp firewall",
	.proves =
		"When MPTCP options no longer come through on one path, that subflow is reset by the "
		"host that receives the bare data, with the reason \"middlebox interference\". The "
		"connection goes on by the other path, and no data are lost.",
	.story =
		"The connection has two subflows over a router. The router begins to take the MPTCP "
		"options out of what the client's first address sends. The client sends, and the "
		"server answers.",
	.topology = "routed",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

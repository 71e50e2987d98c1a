/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-join-stripped - a router takes the MPTCP option out of a further subflow's handshake.
 *
 * A first subflow without MPTCP options falls back to TCP; a further one cannot, it is closed by
 * RST (RFC 8684, 3.7 and 3.2). Without MP_JOIN in the SYN-ACK the client resets, in
 * subflow_finish_connect(); without it in the third ACK the server does, in
 * subflow_syn_recv_sock(). The connection itself goes on.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	struct sock *c = talk.c, *s = talk.s;
	tcp_send(c, "Hello");
	tcp_recv(s);
	settle(lab);
	host_add_address(lab, "client");
	firewall(lab, "router",
		 "add table inet middlebox\n"
		 "add chain inet middlebox forward { type filter hook forward priority 0; }\n"
		 "add rule inet middlebox forward $ip daddr != $client tcp sport 8080 "
		 "tcp flags & (syn | ack) == syn | ack reset tcp option mptcp\n");

	chapter(lab, "stripped from the SYN-ACK");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "server", "RST");
	settle(lab);
	mptcp_flush(lab, "client");
	firewall(lab, "router",
		 "flush chain inet middlebox forward\n"
		 "add rule inet middlebox forward $ip saddr != $client tcp dport 8080 "
		 "tcp flags & (syn | ack) == ack reset tcp option mptcp\n");

	chapter(lab, "stripped from the third ACK");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "client", "RST");
	settle(lab);

	chapter(lab, "the connection goes on");
	tcp_send(c, "Hello again");
	tcp_recv(s);
}

static const struct promise promises[] = {
	{ WIRE, "client", "a further subflow cannot fall back: it is reset (RFC 8684, 3.2)",
	  .wire = { RST_ABORT, .chapter = "stripped from the SYN-ACK", .count = IS(1) } },
	{ WIRE, "server", "the same at the other end: subflow_syn_recv_sock()",
	  .wire = { RST_REPLY, .chapter = "stripped from the third ACK", .count = IS(1) } },
	{ SOCKET, "client", "the first subflow has no part in it",
	  .call = { "send", .chapter = "the connection goes on", .ret = IS(11) } },
	{ SOCKET, "server", "nor has the application, at either end",
	  .call = { "recv", .chapter = "the connection goes on", .ret = IS(11) } },
	{ COUNTER, "client", "it tried twice", .counter = { "MPTcpExtMPJoinSynTx", 2 } },
	{ COUNTER, "server", "and never got through", .counter = { "MPTcpExtMPJoinAckRx", 0 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "both from SYN-RECEIVED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 2 } },
	{ REASON, "client", "subflow_finish_connect(): no MP_JOIN in the SYN-ACK",
	  .reason = { "MPTCP_RST_EMPTCP", "ESTABLISHED" } },
	{ REASON, "server", "subflow_syn_recv_sock(): no MP_JOIN in the ACK",
	  .reason = { "MPTCP_RST_EMPTCP", "LISTEN" } },
	{ 0 },
};

SCENARIO(mptcp_join_stripped) = {
	.name = "mptcp-join-stripped",
	.title = "a middlebox strips the MPTCP option from the handshake of a second subflow",
	.rfc = "RFC 8684, 3.2",
	.tags = "way set-up mptcp firewall",
	.proves =
		"Where a middlebox on the second path knows no MPTCP, the second subflow ends by RST "
		"before it carries data: from the client if the SYN-ACK lacks MP_JOIN, from the server "
		"if the third ACK does. The application notices nothing.",
	.story =
		"The connection was used, over a router. The client opens a second subflow; the router "
		"takes the option out of its SYN-ACK. The client tries again; now the router takes it "
		"out of the third ACK. Then the client sends.",
	.topology = "routed",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

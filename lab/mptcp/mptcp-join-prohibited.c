/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-join-prohibited - the server's path manager allows no further subflow.
 *
 * RFC 8684, 3.2: a host that wants to refuse a subflow, "due to a limit on the number of subflows"
 * for instance, answers by RST. Linux lets the handshake come to its third ACK, of which it knows
 * that it is the peer's, before it refuses: subflow_syn_recv_sock(),
 * mptcp_can_accept_new_subflow(). The reason it gives is 3, "administratively prohibited" (3.6).
 * 3.2 has that for a local policy, and 1, "MPTCP specific error", where the SYN is refused.
 *
 * What the client answers to this RST is another story: mptcp-rst-answered.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, MPTCP);
	mptcp_limits(lab, "server", 0, 0);
	talk_connect(&talk);
	struct sock *c = talk.c, *s = talk.s;
	tcp_send(c, "Hello");
	tcp_recv(s);
	settle(lab);
	host_add_address(lab, "client");

	chapter(lab, "a second subflow");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "client", "RST");
	settle(lab);
	look(lab, "client", "afterwards");

	chapter(lab, "the connection goes on");
	tcp_send(c, "Hello again");
	tcp_recv(s);
}

static const struct promise promises[] = {
	{ WIRE, "server", "the SYN is answered all the same",
	  .wire = { .flags = "SYN,ACK", .chapter = "a second subflow", .count = IS(1) } },
	{ WIRE, "server", "the third ACK is refused (RFC 8684, 3.2)",
	  .wire = { RST_REPLY, .chapter = "a second subflow", .count = IS(1) } },
	{ SOCKET, "client", "only the first subflow is left",
	  .look = { "afterwards", .port = SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "which has no part in it",
	  .call = { "send", .chapter = "the connection goes on", .ret = IS(11) } },
	{ SOCKET, "server", "nor has the application, at either end",
	  .call = { "recv", .chapter = "the connection goes on", .ret = IS(11) } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "SYN-RECEIVED to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ COUNTER, "server", "mptcp_can_accept_new_subflow() said no",
	  .counter = { "MPTcpExtMPJoinRejected", 1 } },
	{ REASON, "server", "prohibited by the policies of who sends it (RFC 8684, 3.6)",
	  .reason = { "MPTCP_RST_EPROHIBIT", "LISTEN" } },
	{ 0 },
};

SCENARIO(mptcp_join_prohibited) = {
	.name = "mptcp-join-prohibited",
	.title = "the server allows no second subflow (ip mptcp limits set subflows 0)",
	.rfc = "RFC 8684, 3.2",
	.tags = "set-up mptcp",
	.proves =
		"A limit of the path manager refuses a second subflow by RST after its third ACK, with "
		"the reason \"administratively prohibited\" in MP_TCPRST. The connection stays, with "
		"one path.",
	.story =
		"The server's path manager has the limit of 0 subflows. The connection was used; the "
		"client opens a second subflow from its second address. Then it sends again.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

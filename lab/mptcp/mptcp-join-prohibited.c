/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-join-prohibited - the server's path manager allows no further subflow */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, MPTCP);
	mptcp_limits(lab, "server", 0, 0);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);
	host_add_address(lab, "client");

	chapter(lab, "a second subflow");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "client", "RST");
	settle(lab);
	look(lab, "client", "afterwards");

	chapter(lab, "the connection goes on");
	tcp_send(talk.c, "Hello again");
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	WHILE("a second subflow"),
	SENDS("server", ONE(.flags = "SYN,ACK"), "the SYN is answered all the same"),
	SENDS("server", ONE(RST_REPLY, .tcprst = IS(3)),
	      "the third ACK is refused (RFC 8684, 3.2)"),
	HAS_SOCKETS("client", 1, "afterwards", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "only the first subflow is left"),

	WHILE("the connection goes on"),
	CALL_RETURNS("client", "send", 11, "which has no part in it"),
	CALL_RETURNS("server", "recv", 11, "nor has the application, at either end"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpAttemptFails", 1,
	       "SYN-RECEIVED to CLOSED (RFC 4022, tcpAttemptFails)"),
	COUNTS("server", "MPTcpExtMPJoinRejected", 1, "mptcp_can_accept_new_subflow() said no"),
	RESETS("server", 1, "MPTCP_RST_EPROHIBIT", "LISTEN",
	       "prohibited by the policies of who sends it (RFC 8684, 3.6)"),
	{ 0 },
};

SCENARIO(mptcp_join_prohibited) = {
	.name = "mptcp-join-prohibited",
	.title = "the server allows no second subflow (ip mptcp limits set subflows 0)",
	.rfc = "RFC 8684, 3.2",
	.tags = "set-up mptcp",
	.cause = "mptcp-join-refused",
	.proves =
		"A limit of the path manager refuses a second subflow by RST after its third ACK, with "
		"the reason \"administratively prohibited\" in MP_TCPRST. The connection stays, with "
		"one path.",
	.why = "A host that wants to refuse a subflow, \"due to a limit on the number of "
	       "subflows\" for instance, answers by RST (RFC 8684, 3.2). Linux lets the "
	       "handshake come to its third ACK, of which it knows that it is the peer's, "
	       "before it refuses: subflow_syn_recv_sock(), mptcp_can_accept_new_subflow(). The "
	       "reason it gives is 3, \"administratively prohibited\" (3.6). 3.2 has that for a "
	       "local policy, and 1, \"MPTCP specific error\", where the SYN is refused.\n\n"
	       "What the client answers to this RST is another story: mptcp-rst-answered.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

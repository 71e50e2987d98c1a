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
	SENDS("server", ONE(.flags = "SYN,ACK"), "the SYN is still answered"),
	SENDS("server", ONE(RST_REPLY, .tcprst = IS(3)),
	      "the third ACK is refused (RFC 8684, 3.2)"),
	HAS_SOCKETS("client", 1, "afterwards", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "only the first subflow is left"),

	WHILE("the connection goes on"),
	CALL_RETURNS("client", "send", 11, "which is not affected"),
	CALL_RETURNS("server", "recv", 11, "neither is the application, at either end"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpAttemptFails", 1,
	       "SYN-RECEIVED to CLOSED (RFC 4022, tcpAttemptFails)"),
	COUNTS("server", "MPTcpExtMPJoinRejected", 1, "mptcp_can_accept_new_subflow() refused"),
	RESETS("server", 1, "MPTCP_RST_EPROHIBIT", "LISTEN",
	       "prohibited by the sender's policy (RFC 8684, 3.6)"),
	{ 0 },
};

SCENARIO(mptcp_join_prohibited) = {
	.name = "mptcp-join-prohibited",
	.title = "the server allows no second subflow (ip mptcp limits set subflows 0)",
	.rfc = "RFC 8684, 3.2",
	.tags = "set-up mptcp",
	.cause = "mptcp-join-refused",
	.proves = "A path manager limit refuses a second subflow with a RST after its third ACK, "
		  "with the reason \"administratively prohibited\" in MP_TCPRST. The connection "
		  "continues with one path.",
	.why = "A host that wants to refuse a subflow, for example \"due to a limit on the "
	       "number of subflows\", answers with a RST (RFC 8684, 3.2). Linux waits for the "
	       "third ACK, which proves that the subflow comes from the peer, before it refuses: "
	       "subflow_syn_recv_sock(), mptcp_can_accept_new_subflow(). It gives reason 3, "
	       "\"administratively prohibited\" (3.6). RFC 8684, 3.2, uses that for a local "
	       "policy, and 1, \"MPTCP specific error\", if the SYN is refused.\n"
	       "\n"
	       "For the client's answer to this RST see mptcp-rst-answered.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

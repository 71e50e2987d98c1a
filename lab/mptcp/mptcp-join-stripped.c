/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-join-stripped - a router takes MP_JOIN out of a further subflow's handshake */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
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

	mptcp_flush(lab, "client");
	firewall(lab, "router",
		 "flush chain inet middlebox forward\n"
		 "add rule inet middlebox forward $ip daddr != $client tcp sport 8080 "
		 "tcp flags & (syn | ack) == ack reset tcp option mptcp\n");

	chapter(lab, "stripped from the fourth segment");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "server", "RST");
	settle(lab);

	chapter(lab, "the connection goes on");
	tcp_send(talk.c, "Hello again");
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	WHILE("stripped from the SYN-ACK"),
	SENDS("client", ONE(RST_ABORT, .tcprst = IS(1)),
	      "a further subflow cannot fall back: it is reset (RFC 8684, 3.2)"),

	WHILE("stripped from the third ACK"),
	SENDS("server", ONE(RST_REPLY, .tcprst = IS(1)),
	      "the same at the other end: subflow_syn_recv_sock()"),

	WHILE("stripped from the fourth segment"),
	SENDS("server", ONE(.flags = "ACK"),
	      "for the server the subflow is complete (RFC 8684, 3.2)"),
	SENDS("client", ONE(RST_ABORT, .tcprst = IS(0)),
	      "not for the client, which waits for that ACK: check_fully_established()"),
	RESETS_HERE("client", 1, "MPTCP_RST_EUNSPEC", "ESTABLISHED", "it gives no reason"),

	WHILE("the connection goes on"),
	CALL_RETURNS("client", "send", 11, "the first subflow is not affected"),
	CALL_RETURNS("server", "recv", 11, "neither is the application, at either end"),

	IN_ALL,
	COUNTS("client", "MPTcpExtMPJoinSynTx", 3, "it tried three times"),
	COUNTS("client", "MPTcpExtMPJoinSynAckHMacFailure", 0,
	       "where there is no MP_JOIN no HMAC is checked"),
	COUNTS("server", "MPTcpExtMPJoinAckRx", 1, "and once succeeded, for a moment"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpAttemptFails", 2,
	       "the first two, from SYN-RECEIVED (RFC 4022, tcpAttemptFails)"),
	COUNTS("server", "TcpEstabResets", 1, "the third, from ESTABLISHED"),
	RESETS("client", 1, "MPTCP_RST_EMPTCP", "ESTABLISHED",
	       "subflow_finish_connect(): no MP_JOIN in the SYN-ACK"),
	RESETS("server", 1, "MPTCP_RST_EMPTCP", "LISTEN",
	       "subflow_syn_recv_sock(): no MP_JOIN in the ACK"),
	{ 0 },
};

SCENARIO(mptcp_join_stripped) = {
	.name = "mptcp-join-stripped",
	.title = "a middlebox strips the MPTCP option from the handshake of a second subflow",
	.rfc = "RFC 8684, 3.2",
	.tags = "way set-up mptcp firewall",
	.cause = "mptcp-stripped",
	.proves = "If a middlebox on the second path does not support MPTCP, the second subflow "
		  "ends with a RST before it carries data: from the client if the SYN-ACK lacks "
		  "MP_JOIN, from the server if the third ACK does, and from the client again if "
		  "the server's first ACK has no DSS. The application notices nothing.",
	.why = "A first subflow without MPTCP options falls back to TCP; a further one cannot, "
	       "and is closed with a RST (RFC 8684, 3.7 and 3.2). Without MP_JOIN in the SYN-ACK "
	       "the client resets, in subflow_finish_connect(); without it in the third ACK the "
	       "server does, in subflow_syn_recv_sock(). The client MUST NOT send data before a "
	       "fourth segment confirms that the third arrived (3.2): check_fully_established() "
	       "requires a DSS in it, and gives no reason for its RST (MP_TCPRST 0, unspecified).",
	.topology = "routed",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

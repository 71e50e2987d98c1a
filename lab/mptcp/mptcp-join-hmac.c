/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-join-hmac - who joins a connection, and does not know its keys */
#include "scenario.h"

#define OF_SYN_ACK "a SYN,ACK whose HMAC is wrong"
#define OF_ACK     "a third ACK whose HMAC is wrong"
#define GOES_ON    "the connection goes on"

/* MP_JOIN stands behind the options that a Linux SYN,ACK, or ACK, has before it; its checksum is
 * made when the segment has left the firewall. */
static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);
	host_add_address(lab, "client");
	firewall(
		lab, "server",
		"add table inet forger\n"
		"add chain inet forger output { type filter hook output priority 0; }\n"
		"add rule inet forger output $ip daddr != $client tcp sport 8080 "
		"tcp flags & (syn | ack) == syn | ack @th,320,16 0x1e10 @th,352,32 set 0x666f7267\n");

	chapter(lab, OF_SYN_ACK);
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "server", "RST");
	settle(lab);
	mptcp_flush(lab, "client");
	firewall(lab, "server", "delete table inet forger\n");
	firewall(lab, "client",
		 "add table inet forger\n"
		 "add chain inet forger output { type filter hook output priority 0; }\n"
		 "add rule inet forger output $ip saddr != $client tcp dport 8080 "
		 "tcp flags & (syn | ack) == ack @th,256,16 0x1e18 @th,288,32 set 0x666f7267\n");

	chapter(lab, OF_ACK);
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "client", "RST");
	settle(lab);

	chapter(lab, GOES_ON);
	tcp_send(talk.c, "Hello again");
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	WHILE(OF_SYN_ACK),
	SENDS("client", ONE(RST_ABORT, .tcprst = IS(1)),
	      "the answering host does not know the keys: RST (RFC 8684, 3.2); "
	      "subflow_finish_connect()"),

	WHILE(OF_ACK),
	SENDS("server", ONE(RST_REPLY),
	      "neither does the host that joins: RST (RFC 8684, 3.2); subflow_syn_recv_sock()"),

	WHILE(GOES_ON),
	CALL_RETURNS("client", "send", 11, "the first subflow is not affected"),
	CALL_RETURNS("server", "recv", 11, "neither is the application, at either end"),

	IN_ALL,
	COUNTS("server", "MPTcpExtMPJoinAckHMacFailure", 1, "subflow_hmac_valid() refused"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("client", 1, "MPTCP_RST_EMPTCP", "ESTABLISHED", "subflow_finish_connect()"),
	RESETS("server", 1, ANY_REASON, "LISTEN", "subflow_syn_recv_sock()"),
	{ 0 },
};

SCENARIO(mptcp_join_hmac) = {
	.name = "mptcp-join-hmac",
	.title = "a second subflow is refused because its HMAC is wrong",
	.rfc = "RFC 8684, 3.2",
	.tags = "way set-up mptcp firewall",
	.cause = "mptcp-join-refused",
	.proves = "Only a host that has seen the first handshake can join a Multipath TCP "
		  "connection: a SYN,ACK or a third ACK with a wrong HMAC is answered with a RST, "
		  "and the connection continues without that path.",
	.why = "Each side of a further subflow proves with an HMAC that it knows both keys (RFC "
	       "8684, 3.2); if it is wrong, the other side MUST reset. The client checks the "
	       "HMAC of the SYN,ACK in subflow_finish_connect(), the server that of the third "
	       "ACK in subflow_syn_recv_sock(). The reason in the MP_TCPRST is 1, \"MPTCP "
	       "specific error\", or in older kernels 3, \"administratively prohibited\". Here "
	       "each host's own firewall corrupts what it sends.",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

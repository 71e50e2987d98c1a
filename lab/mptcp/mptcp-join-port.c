/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-join-port - a further subflow comes to another port than the first, which nobody announced
 */
#include "scenario.h"

#define REWRITTEN "a balancer sends the second subflow to another port"
#define GOES_ON   "the connection goes on"

enum { OTHER_PORT = 8081 };

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);

	struct sock *other = tcp_socket(talk.server, MPTCP);
	tcp_bind(other, OTHER_PORT);
	tcp_listen_on(other, 5);
	host_add_address(lab, "client");
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat pre { type nat hook prerouting priority -100; }\n"
		 "add rule inet nat pre $ip saddr != $client tcp dport 8080 dnat to :8081\n");

	chapter(lab, REWRITTEN);
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "client", "RST,ACK");
	settle(lab);
	look(lab, "client", REWRITTEN);

	chapter(lab, GOES_ON);
	tcp_send(talk.c, "Hello again");
	tcp_recv(talk.s);
	settle(lab);
}

static const struct change reasons = {
	"6.10",
	"382c60019ee7 (mptcp: add reset reason options in some places)",
};

static const struct promise promises[] = {
	WHILE(REWRITTEN),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(3)),
	      "the token is known, but the port is not that of the connection: "
	      "subflow_check_req()",
	      .with = &reasons),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(NO_TCPRST)), "the same, without a reason",
	      .without = &reasons),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the first subflow is left"),

	WHILE(GOES_ON),
	CALL_RETURNS("client", "send", 11, "it is not affected"),
	CALL_RETURNS("server", "recv", 11, "neither is the application, at either end"),

	IN_ALL,
	COUNTS("server", "MPTcpExtMPJoinSynRx", 1, "a join was requested"),
	COUNTS("server", "MPTcpExtMismatchPortSynRx", 1, "mptcp_pm_sport_in_anno_list() refused"),
	COUNTS("server", "MPTcpExtMPJoinNoTokenFound", 0, "the connection was found"),
	COUNTS("server", "TcpExtListenDrops", 1, "the listener has dropped the SYN"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	RESETS("server", 1, "MPTCP_RST_EPROHIBIT", "LISTEN", "subflow_check_req()"),
	{ 0 },
};

SCENARIO(mptcp_join_port) = {
	.name = "mptcp-join-port",
	.title = "a second subflow uses a port that was not announced",
	.rfc = "RFC 8684, 3.2",
	.tags = "way set-up mptcp firewall",
	.cause = "mptcp-join-refused",
	.proves = "A token alone is not enough: a further subflow must use the port of the first, "
		  "or one that was announced (ADD_ADDR; mptcp-endpoint-port). If a NAT rule (DNAT, "
		  "a load balancer) sends it to another listener on the same host, it is refused "
		  "with a RST, \"administratively prohibited\", and the connection keeps one path.",
	.why = "subflow_check_req() compares the SYN's local port with that of the connection "
	       "that the token names. Another port must be among those that the path manager has "
	       "announced for it: mptcp_pm_sport_in_anno_list(). The refusal is a local policy "
	       "(RFC 8684, 3.2), with reason 3 in MP_TCPRST (3.6), or none in older kernels. "
	       "Other policy refusals come later, at the third ACK: mptcp-join-prohibited.",
	.topology = "routed",
	.needs = "mptcp nftables conntrack",
	.play = play,
	.promises = promises,
};

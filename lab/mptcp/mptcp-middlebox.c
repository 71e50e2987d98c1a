/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-middlebox - a router begins to strip the MPTCP options of one of two paths */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
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
	tcp_send(talk.c, "Hello again");
	await_segment(lab, "client", "RST");
	tcp_recv(talk.s);
	tcp_send(talk.s, "I hear you");
	tcp_recv(talk.c);
	settle(lab);
	look(lab, "client", "one subflow");
}

static const struct change middlebox = {
	"6.13",
	"46a3282b87b1 (mptcp: use \"middlebox interference\" RST when no DSS)",
};

static const struct promise promises[] = {
	WHILE("a second subflow"),
	HAS_SOCKETS("client", 2, "two subflows", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "both paths are in use"),

	WHILE("the client sends"),
	SENDS("server", ONE(RST_ABORT, .tcprst = IS(6)),
	      "data without a mapping, and no way to fall back (RFC 8684, 3.7)",
	      .with = &middlebox),
	SENDS("server", ONE(RST_ABORT, .tcprst = IS(1)), "the same, with another name",
	      .without = &middlebox),
	CALL_RETURNS("server", "recv", 11,
		     "the data arrives over the other path: __mptcp_retransmit_pending_data()"),
	CALL_RETURNS("client", "recv", 10, "and the application notices nothing, at either end"),
	HAS_SOCKETS("client", 1, "one subflow", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "one path is left"),
	HAS_SOCKETS("client", 1, "one subflow", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "and nothing of the other"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "MPTcpExtMPRstTx", 1, "with an MP_TCPRST option"),
	COUNTS("client", "MPTcpExtMPRstRx", 1, "which was read"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("router", "TcpOutRsts", 0, "the router itself sent nothing"),
	RESETS("server", 1, "MPTCP_RST_EMIDDLEBOX", "CLOSED",
	       "the required DSS has likely been dropped by a middlebox", .with = &middlebox),
	RESETS("server", 1, "MPTCP_RST_EMPTCP", "CLOSED",
	       "subflow_check_data_avail() treats it as one that is not MPTCP",
	       .without = &middlebox),
	{ 0 },
};

SCENARIO(mptcp_middlebox) = {
	.name = "mptcp-middlebox",
	.title = "a middlebox starts to strip MPTCP options on one of two paths",
	.rfc = "RFC 8684, 3.7",
	.tags = "way life mptcp firewall",
	.cause = "mptcp-stripped",
	.proves = "When MPTCP options no longer get through on one path, the host that receives "
		  "the bare data resets that subflow, with the reason \"middlebox interference\". "
		  "The connection continues over the other path, and no data is lost.",
	.why = "Data without a mapping cannot be placed in the connection's stream. A connection "
	       "with one subflow may fall back to TCP (mptcp-middlebox-fallback-control); with "
	       "more than one, the subflow SHOULD be reset (RFC 8684, 3.7): "
	       "subflow_check_data_avail() with MAPPING_NODSS. MP_TCPRST gives reason 6, "
	       "middlebox interference (3.6). The data is retransmitted over the other path.",
	.topology = "routed",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-endpoint-port - the port of an MPTCP endpoint listens, and refuses all but MP_JOIN */
#include "scenario.h"

#define BY_TCP   "a TCP client connects to the port of the endpoint"
#define BY_MPTCP "an MPTCP client connects to it"
#define JOINS    "a connection learns of it, and joins there"
#define GONE     "the endpoint is gone"

enum { ENDPOINT_PORT = 8081 };

static void connect_by(struct lab *lab, struct actor *client, enum stream protocol,
		       const char *title)
{
	look(lab, "server", title);
	tcp_connect_to(tcp_socket(client, protocol), "server", ENDPOINT_PORT);
	settle(lab);
}

/* An ADD_ADDR with an IPv6 address and a port (30 bytes) has no room beside timestamps (12). */
static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");

	host_sysctl(lab, "client", "ipv4/tcp_timestamps", "0");
	mptcp_announce_port(lab, "server", 0, ENDPOINT_PORT);
	chapter(lab, BY_TCP);
	connect_by(lab, client, TCP, BY_TCP);

	chapter(lab, BY_MPTCP);
	connect_by(lab, client, MPTCP, BY_MPTCP);

	chapter(lab, JOINS);
	mptcp_limits(lab, "client", 1, 1);
	talk_begin(lab, MPTCP);
	await_count(lab, "server", "ESTABLISHED", 2);
	settle(lab);
	look(lab, "server", JOINS);

	chapter(lab, GONE);
	mptcp_flush(lab, "server");
	connect_by(lab, client, TCP, GONE);
}

static const struct promise promises[] = {
	WHILE(BY_TCP),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(ENDPOINT_PORT, "LISTEN"),
		    "ss shows a listener without a process"),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(3)),
	      "prohibited (RFC 8684, 3.6); subflow_reset_req_endp()"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE(BY_MPTCP),
	SENDS("client", ONE(.flags = "SYN"), "it does not try TCP instead"),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(3)), "the same with or without MP_CAPABLE"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE(JOINS),
	SENDS("server", NO("~RST"), "MP_JOIN with a known token is what the port is for"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(ENDPOINT_PORT, "ESTABLISHED"), "a second path"),

	WHILE(GONE),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(NO_TCPRST)),
	      "a closed port gives no reason (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "the same for the application"),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(ENDPOINT_PORT, "LISTEN"), "there is no listener"),

	IN_ALL,
	COUNTS("server", "MPTcpExtMPCapableEndpAttempt", 2, "TCP and MPTCP count alike"),
	COUNTS("server", "TcpExtListenDrops", 2, "a listener has dropped them: tcp_conn_request()"),
	COUNTS("server", "MPTcpExtMPJoinPortSynRx", 1, "MP_JOIN is accepted"),
	COUNTS("server", "TcpOutRsts", 3, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 3, AS_EVER),
	RESETS("server", 2, "MPTCP_RST_EPROHIBIT", "LISTEN", "subflow_check_req()"),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(mptcp_endpoint_port) = {
	.name = "mptcp-endpoint-port",
	.title = "the port of an MPTCP endpoint (ip mptcp endpoint add ... port N signal) refuses",
	.rfc = "RFC 8684, 3.4.1",
	.tags = "set-up mptcp",
	.cause = "mptcp-endpoint-port",
	.causes = { { .chapter = GONE, .cause = "no-listener" } },
	.proves = "ss shows a listener, at the right address, but connect() is refused. The "
		  "listener belongs to the path manager and only accepts subflows of existing "
		  "connections to which it was announced; all other clients are refused, TCP and "
		  "MPTCP alike. The RST carries MP_TCPRST, which a closed port's does not, and the "
		  "kernel counts MPCapableEndpAttempt.",
	.why = "An address can be announced with a port (ADD_ADDR, RFC 8684, 3.4.1); for such an "
	       "endpoint mptcp_pm_nl_create_listen_socket() opens a kernel listener. "
	       "subflow_check_req() accepts only MP_JOIN there. Any other SYN is answered with a "
	       "RST, with reason 3, \"administratively prohibited\" (3.6), even if the SYN did "
	       "not use MPTCP.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-endpoint-port - the port of an MPTCP endpoint listens, and refuses all but MP_JOIN */
#include "scenario.h"

#define BY_TCP   "a TCP client connects to the port of the endpoint"
#define BY_MPTCP "an MPTCP client connects to it"
#define JOINS    "a connection is told of it, and joins there"
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
		    "ss shows a listener, of no process"),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(3)),
	      "prohibited (RFC 8684, 3.6); subflow_reset_req_endp()"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE(BY_MPTCP),
	SENDS("client", ONE(.flags = "SYN"), "it does not try TCP instead"),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(3)), "MP_CAPABLE or not is the same"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE(JOINS),
	SENDS("server", NO("~RST"), "MP_JOIN with a known token is what the port is for"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(ENDPOINT_PORT, "ESTABLISHED"), "a second path"),

	WHILE(GONE),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(NO_TCPRST)),
	      "a closed port says no more (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "the same again to the application"),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(ENDPOINT_PORT, "LISTEN"), "nobody listens"),

	IN_ALL,
	COUNTS("server", "MPTcpExtMPCapableEndpAttempt", 2, "TCP or MPTCP, counted as one"),
	COUNTS("server", "TcpExtListenDrops", 2, "a listener has dropped them: tcp_conn_request()"),
	COUNTS("server", "MPTcpExtMPJoinPortSynRx", 1, "who joins is let in"),
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
	.proves =
		"ss shows a listener, at the right address, and yet connect() is refused: the listener "
		"is of the path manager, for who joins a connection that he has been told of, and nobody "
		"else gets in, be it by TCP or by MPTCP. The RST bears MP_TCPRST, which a closed port's "
		"does not, and the kernel counts MPCapableEndpAttempt.",
	.why = "An address can be announced with a port (ADD_ADDR, RFC 8684, 3.4.1); for such an "
	       "endpoint mptcp_pm_nl_create_listen_socket() opens a listener of the kernel. "
	       "subflow_check_req() takes there nothing but MP_JOIN: what else comes is answered by "
	       "RST, with the reason 3, \"administratively prohibited\" (3.6), also in a RST to a "
	       "SYN that knew nothing of MPTCP.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

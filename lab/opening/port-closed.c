/* SPDX-License-Identifier: GPL-2.0-only */
/* port-closed - section 1.1: the server's port is not listening. */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");

	chapter(lab, "nobody listens");
	look(lab, "server", "before");
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "the service has started");
	tcp_listen(server, SERVICE_PORT, 5);
	look(lab, "server", "after");
	tcp_connect(client, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	WHILE("nobody listens"),
	HAS_SOCKETS("server", 0, "before", "LISTEN", "netstat shows no listener"),
	SENDS("client", ONE(.flags = "SYN"), "connect() sends a SYN (RFC 9293, 3.5)"),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE("the service has started"),
	HAS_SOCKETS("server", 1, "after", AT_PORT(SERVICE_PORT, "LISTEN"),
		    "netstat shows the listener"),
	SENDS("server", ONE(.flags = "SYN,ACK"), "a listening port answers a SYN with a SYN,ACK"),
	SENDS("server", NO("~RST"), "no RST once the service listens"),
	CALL_WORKS("client", "connect", "the same client and the same port, now with a listener"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpOutSegs", 2, "the RST, and the SYN,ACK (RFC 4022, tcpOutSegs)"),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(port_closed) = {
	.name = "port-closed",
	.title = "connect to a port on which nobody listens",
	.section = "1.1",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "no-listener",
	.proves = "A RST during connect() means that nothing listens on the server's port: its "
		  "kernel answers the SYN with a RST,ACK that has sequence number 0 and window 0, "
		  "and connect() fails with ECONNREFUSED. Once the service has started, the same "
		  "client gets through.",
	.why = "A SYN finds no socket: in state CLOSED, RFC 9293, 3.10.7.1, answers it with "
	       "<SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>. tcp_v4_rcv() finds none and calls "
	       "tcp_v4_send_reset() with SK_RST_REASON_NO_SOCKET. The client's "
	       "tcp_rcv_synsent_state_process() turns the RST into ECONNREFUSED.",
	.play = play,
	.promises = promises,
};

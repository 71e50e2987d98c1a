/* SPDX-License-Identifier: GPL-2.0-only */
/* listener-elsewhere - somebody has the port, and the SYN finds no socket all the same. */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *bound = tcp_socket(server, TCP), *other = tcp_socket(server, TCP);

	chapter(lab, "bound, but it does not listen");
	tcp_bind(bound, SERVICE_PORT);
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "it listens at another address");
	host_add_address(lab, "server");
	tcp_bind_address(other, 1, SERVICE_PORT);
	tcp_listen_on(other, 5);
	look(lab, "server", "another address");
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "it listens here");
	tcp_listen_on(bound, 5);
	tcp_connect(client, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	WHILE_EACH("bound, but it does not listen", "it listens at another address"),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE("it listens at another address"),
	HAS_SOCKETS("server", 1, "another address", AT_PORT(SERVICE_PORT, "LISTEN"),
		    "netstat shows a listener at that port"),

	WHILE("it listens here"),
	CALL_WORKS("client", "connect", "a listener at this address"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 2, AS_EVER),
	RESETS("server", 2, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(listener_elsewhere) = {
	.name = "listener-elsewhere",
	.title = "the port is bound but not listening, or listening at another address only",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "no-listener",
	.proves =
		"That the service runs, and that netstat shows its port, does not mean that one can "
		"connect to it: a socket that is only bound, or that listens at another address of the "
		"host, leaves the port as closed as if there were none.",
	.why = "A lookup wants a socket in LISTEN, and its address: __inet_lookup_listener(). "
	       "One that is bound and does not listen is not found, nor is one that listens at "
	       "another address of the host, as services do that listen at 127.0.0.1 only. To "
	       "the SYN the state is CLOSED.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listener-elsewhere - somebody has the port, and the SYN finds no socket all the same.
 *
 * A lookup wants a socket in LISTEN, and its address: __inet_lookup_listener(). One that is bound
 * and does not listen is not found, nor is one that listens at another address of the host, as
 * services do that listen at 127.0.0.1 only. State CLOSED (RFC 9293, 3.10.7.1).
 */
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

#define REFUSED(title)                                                                          \
	{ WIRE, "server", "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (3.10.7.1)",    \
	  .wire = { RST_ACK_REPLY, .chapter = title, .count = IS(1) } },                        \
	{                                                                                       \
		SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)", \
			.call = {                                                               \
				"connect",                                                      \
				.chapter = title,                                               \
				.err = ECONNREFUSED                                             \
			}                                                                       \
	}

static const struct promise promises[] = {
	REFUSED("bound, but it does not listen"),
	REFUSED("it listens at another address"),
	{ SOCKET, "server", "netstat shows a listener at that port",
	  .look = { "another address", "LISTEN", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "a listener at this address",
	  .call = { "connect", "it listens here" } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 2 } },
	{ REASON, "server", "the SYN found no socket",
	  .reason = { "NO_SOCKET", "NONE", .count = IS(2) } },
	{ 0 },
};

SCENARIO(listener_elsewhere) = {
	.name = "listener-elsewhere",
	.title = "the port is bound but not listening, or listening at another address only",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.proves =
		"That the service runs, and that netstat shows its port, does not mean that one can "
		"connect to it: a socket that is only bound, or that listens at another address of the "
		"host, leaves the port as closed as if there were none.",
	.story =
		"A service binds its port; a client connects before it listens. Another listens at the "
		"same port of another address; the client connects again. Then the first one listens.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * accept-queue-overflow - the accept queue is full, and tcp_abort_on_overflow is on.
 *
 * A handshake that ends while the queue is full finds no room for its connection:
 * tcp_v4_syn_recv_sock() counts ListenOverflows, and tcp_check_req() resets the client, with the
 * reason it has for bad SYNs, INVALID_SYN (ip-sysctl, tcp_abort_on_overflow).
 *
 * sk_acceptq_is_full() takes one more than the backlog, and a SYN that meets a full queue is
 * dropped: the handshake must begin before the queue is full and end after. TCP_DEFER_ACCEPT, which
 * leaves connections half done until their clients speak, puts that in the story's hands.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

enum { CLIENTS = 4, BACKLOG = 2, DEFER_SECONDS = 30 };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *c[CLIENTS];

	host_sysctl(lab, "server", "ipv4/tcp_abort_on_overflow", "1");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, BACKLOG);
	tcp_set(listener, TCP_OPTION(IPPROTO_TCP, TCP_DEFER_ACCEPT), DEFER_SECONDS);

	chapter(lab, "four connect, three speak");
	for (int i = 0; i < CLIENTS; i++) {
		c[i] = tcp_connect(client, "server", SERVICE_PORT);
		if (i < BACKLOG)
			tcp_send(c[i], "Hello.\n");
	}
	tcp_send(c[BACKLOG], "Hello.\n");
	settle(lab);
	look(lab, "server", "the queue is full");

	chapter(lab, "the fourth speaks");
	tcp_send(c[CLIENTS - 1], "Hello.\n");
	settle(lab);
	tcp_send(c[CLIENTS - 1], "Hello?\n");
}

static const struct promise promises[] = {
	{ SOCKET, "server", "a backlog of two has room for three: sk_acceptq_is_full()",
	  .look = { "the queue is full", "ESTABLISHED", SERVICE_PORT, .count = 3 } },
	{ SOCKET, "server", "the fourth is half done: TCP_DEFER_ACCEPT",
	  .look = { "the queue is full", "SYN-RECEIVED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "the client's side of the handshake is done",
	  .call = { "connect", .nth = CLIENTS } },
	{ WIRE, "server", "tcp_check_req(), listen_overflow: the reset of a segment with ACK",
	  .wire = { RST_REPLY, .chapter = "the fourth speaks", .count = IS(1) } },
	{ WIRE, "server", "nobody else is reset", .wire = { .flags = "~RST", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .chapter = "the fourth speaks", .nth = 2, .err = ECONNRESET } },
	{ COUNTER, "server", "tcp_v4_syn_recv_sock(): no room",
	  .counter = { "TcpExtListenOverflows", 1 } },
	{ COUNTER, "server", "the request is dropped", .counter = { "TcpExtEmbryonicRsts", 1 } },
	{ COUNTER, "server", "listen_overflow does not count this one",
	  .counter = { "TcpAttemptFails", 0 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "tcp_check_req() has one reason for all its resets",
	  .reason = { "INVALID_SYN", "LISTEN" } },
	{ 0 },
};

SCENARIO(accept_queue_overflow) = {
	.name = "accept-queue-overflow",
	.title = "the accept queue is full, with tcp_abort_on_overflow",
	.rfc = "RFC 9293, 3.5.2",
	.tags = "set-up",
	.proves =
		"With tcp_abort_on_overflow on, a service that accepts too slowly resets clients whose "
		"connect() has succeeded: the handshake ends, the accept queue has no room, and the "
		"next thing that such a client hears is ECONNRESET.",
	.story =
		"The service listens with a backlog of two and accepts nobody. With TCP_DEFER_ACCEPT a "
		"connection enters the queue when its client speaks. Four clients connect; three of them "
		"speak, which fills the queue; then the fourth speaks, and speaks again.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destroy-time-wait - SOCK_DESTROY of what is left of a closed connection sends nothing.
 *
 * RFC 9293, 3.10.5, ABORT in TIME-WAIT: "ok", and the TCB is deleted. tcp_abort() takes the
 * TIME-WAIT socket off its timer, and the port is free. So with a connection in FIN-WAIT-2 whose
 * owner has closed: Linux keeps that as a TIME-WAIT socket too, and no RST is sent, although ABORT
 * in FIN-WAIT-2 should. Compare destroy-fin-wait.
 */
#include "scenario.h"

enum { FIRST_PORT = 40000, SECOND_PORT };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	struct sock *c = tcp_connect_from(client, FIRST_PORT, NO_REUSE, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(listener);
	struct sock *half = tcp_connect_from(client, SECOND_PORT, NO_REUSE, "server", SERVICE_PORT);
	tcp_accept(listener);

	chapter(lab, "both close one, the client closes the other");
	tcp_close(c);
	tcp_recv(s, 64);
	tcp_close(s);
	await_state(c, "TIME-WAIT");
	tcp_close(half);
	await_state(half, "FIN-WAIT-2");
	look(lab, "client", "closed");
	tcp_connect_from(client, FIRST_PORT, NO_REUSE, "server", SERVICE_PORT);
	settle(lab);

	chapter(lab, "what is left is destroyed");
	sock_destroy(c);
	sock_destroy(half);
	settle(lab);
	look(lab, "client", "destroyed");

	chapter(lab, "the same port again");
	tcp_connect_from(client, FIRST_PORT, NO_REUSE, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	{ SOCKET, "client", "who closes first waits (RFC 9293, 3.6)",
	  .look = { "closed", "TIME-WAIT", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "and so does who has not heard the other's FIN",
	  .look = { "closed", "FIN-WAIT-2", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "its port is taken meanwhile",
	  .call = { "bind", .chapter = "both close one, the client closes the other",
		    .err = EADDRINUSE } },
	{ SOCKET, "client", "the kernel can destroy sockets (CONFIG_INET_DIAG_DESTROY)",
	  .call = { "destroy", .nth = 1, .ret = IS(0) } },
	{ SOCKET, "client", "and this one as well", .call = { "destroy", .nth = 2, .ret = IS(0) } },
	{ WIRE, "client", "ABORT in TIME-WAIT sends no reset (RFC 9293, 3.10.5)",
	  .wire = { .chapter = "what is left is destroyed", .count = IS(0) } },
	{ WIRE, "server", "the server is not told",
	  .wire = { .chapter = "what is left is destroyed", .count = IS(0) } },
	{ SOCKET, "client", "both are gone: inet_twsk_deschedule_put()",
	  .look = { "destroyed", .port = SERVICE_PORT, .count = 0 } },
	{ SOCKET, "client", "its port is free at once",
	  .call = { "connect", .chapter = "the same port again" } },
	{ COUNTER, "client", "no RST was tried", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "nor by the server", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "client", "a TIME-WAIT socket is no socket to abort",
	  .reason = { "TCP_STATE", .count = IS(0) } },
	{ 0 },
};

SCENARIO(destroy_time_wait) = {
	.name = "destroy-time-wait",
	.title = "SOCK_DESTROY (ss -K) of TIME-WAIT and of an orphan's FIN-WAIT-2: no RST",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "life after control",
	.proves =
		"`ss -K` of a TIME-WAIT socket sends nothing and frees the port. The same is true of a "
		"FIN-WAIT-2 that nobody owns any more, as the kernel keeps it in a TIME-WAIT socket.",
	.story =
		"Two connections, each closed by the client; the server closes one of them in turn. The "
		"port of the first cannot be bound. The administrator destroys what is left, and the "
		"client connects from that port again.",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * accept-queue-overflow-control - the same full queue, with tcp_abort_on_overflow off.
 *
 * That is the default: tcp_check_req(), listen_overflow, drops the segment that would end the
 * handshake, keeps the request, and leaves it to the client to send again. tcp_conn_request() drops
 * new SYNs meanwhile.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

enum { CLIENTS = 4, BACKLOG = 2, DEFER_SECONDS = 30, GHOST_PORT = 4000 };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *c[CLIENTS], *s = NULL;

	host_sysctl(lab, "server", "ipv4/tcp_abort_on_overflow", "0");
	ghost_beside(lab, "client");
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

	chapter(lab, "the fourth speaks");
	tcp_send(c[CLIENTS - 1], "Hello?\n");
	settle(lab);
	look(lab, "server", "the queue is full");

	chapter(lab, "a fifth comes");
	raw_send(lab, &(struct raw_segment){ .to = "server",
					     .sport = GHOST_PORT,
					     .dport = SERVICE_PORT,
					     .flags = "SYN",
					     .seq = 1000,
					     .window = 1000 });
	settle(lab);

	chapter(lab, "the service accepts");
	for (int i = 0; i < CLIENTS; i++)
		s = tcp_accept(listener);
	tcp_recv(s);
	tcp_send(s, "Yes.\n");
	tcp_recv(c[CLIENTS - 1]);
}

static const struct promise promises[] = {
	{ WIRE, "server", "no RST at all", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "server", "the data of the fourth are not even acknowledged: listen_overflow",
	  .wire = { .chapter = "the fourth speaks", .count = IS(0) } },
	{ SOCKET, "server", "its request stays",
	  .look = { "the queue is full", "SYN-RECEIVED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "server", "a backlog of two has room for three: sk_acceptq_is_full()",
	  .look = { "the queue is full", "ESTABLISHED", SERVICE_PORT, .count = 3 } },
	{ WIRE, "server", "a SYN that meets a full queue is dropped: tcp_conn_request()",
	  .wire = { .flags = "SYN,ACK", .chapter = "a fifth comes", .count = IS(0) } },
	{ SOCKET, "server", "the fourth gets in when there is room: it sends again by its timer",
	  .call = { "accept", .nth = CLIENTS } },
	{ SOCKET, "server", "and nothing is lost", .call = { "recv", .ret = IS(7) } },
	{ SOCKET, "client", "all is well in the end", .call = { "recv", .ret = IS(5) } },
	{ COUNTER, "server", "no RST is counted", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "no request is dropped", .counter = { "TcpExtEmbryonicRsts", 0 } },
	{ COUNTER, "client", "no RST is counted", .counter = { "TcpOutRsts", 0 } },
	{ 0 },
};

SCENARIO(accept_queue_overflow_control) = {
	.name = "accept-queue-overflow-control",
	.title = "control: the accept queue is full, without tcp_abort_on_overflow",
	.rfc = "RFC 9293, 3.5",
	.tags = "set-up control raw",
	.proves =
		"By default a full accept queue makes no RST. What would end the handshake is dropped in "
		"silence, as are new SYNs; the clients send again, and get in once the service accepts.",
	.story =
		"As accept-queue-overflow, with the sysctl off: the fourth client speaks, and somebody "
		"else sends a SYN. Nobody is answered. Then the service accepts all four.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listener-destroyed - `ss -K` on a listener while a connection waits to be accepted.
 *
 * tcp_abort() takes a listener to CLOSED and calls inet_csk_listen_stop(): the listener itself says
 * nothing, since it has no peer, and the connection in its queue is aborted as in listener-closed.
 * The service still has its descriptor, and nobody listens.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c = tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);

	chapter(lab, "the listener is destroyed");
	sock_destroy(talk.listener);
	settle(lab);
	look(lab, "server", "after");
	tcp_send(c, "Hello.\n");

	chapter(lab, "the client comes again");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	tcp_accept(talk.listener);
}

static const struct promise promises[] = {
	{ WIRE, "server", "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)",
	  .wire = { RST_ABORT, .chapter = "the listener is destroyed", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .err = ECONNRESET } },
	{ SOCKET, "server", "nobody listens any more",
	  .look = { "after", "LISTEN", SERVICE_PORT, .count = 0 } },
	{ SOCKET, "server", "inet_csk_accept(): not in LISTEN",
	  .call = { "accept", .err = EINVAL } },
	{ WIRE, "server", "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (3.10.7.1)",
	  .wire = { RST_ACK_REPLY, .chapter = "the client comes again", .count = IS(1) } },
	{ SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .chapter = "the client comes again", .err = ECONNREFUSED } },
	{ COUNTER, "server", "one abort, one refusal", .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "the connection in the queue", .reason = { "TCP_STATE", "CLOSED" } },
	{ REASON, "server", "the SYN that came after", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(listener_destroyed) = {
	.name = "listener-destroyed",
	.title = "SOCK_DESTROY (ss -K) of a listener with a connection not yet accepted",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up",
	.proves =
		"An administrator who destroys a listener resets the connections that it had not "
		"accepted. The service runs on and does not notice until its accept() fails with EINVAL; "
		"whoever connects meanwhile is refused.",
	.story = "A client connects and is not accepted. The listener is destroyed, and the client "
		 "sends. Then it connects again, and the service accepts.",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

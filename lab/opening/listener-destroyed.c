/* SPDX-License-Identifier: GPL-2.0-only */
/* listener-destroyed - `ss -K` on a listener while a connection waits to be accepted. */
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

	chapter(lab, "the client connects again");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	tcp_accept(talk.listener);
}

static const struct promise promises[] = {
	WHILE("the listener is destroyed"),
	SENDS("server", ONE(RST_ABORT), "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	HAS_SOCKETS("server", 0, "after", AT_PORT(SERVICE_PORT, "LISTEN"), "the listener is gone"),

	WHILE("the client connects again"),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	IN_ALL,
	CALL_FAILS("client", "send", ECONNRESET, AS_EVER),
	CALL_FAILS("server", "accept", EINVAL, "inet_csk_accept(): not in LISTEN"),
	COUNTS("server", "TcpOutRsts", 2, "one abort, one refusal"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "CLOSED", "the connection in the queue"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "the later SYN"),
	{ 0 },
};

SCENARIO(listener_destroyed) = {
	.name = "listener-destroyed",
	.title = "SOCK_DESTROY (ss -K) of a listener with a connection not yet accepted",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up",
	.cause = "abort-unaccepted",
	.causes = { { .chapter = "the client connects again", .cause = "no-listener" } },
	.proves = "An administrator who destroys a listener resets the connections it has not "
		  "accepted. The service keeps running and does not notice until its accept() "
		  "fails with EINVAL; until then new clients are refused.",
	.why = "tcp_abort() moves a listener to CLOSED and calls inet_csk_listen_stop(). The "
	       "listener itself sends nothing, since it has no peer; the connection in its queue "
	       "is aborted as in listener-closed. The service still has its descriptor, but the "
	       "port has no listener.",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-destroy - the administrator kills the connection (`ss -K`) while the cable is out.
 *
 * SOCK_DESTROY is the ABORT call: tcp_abort() sends a RST, which cannot leave, and the socket is
 * gone. The service lives on and listens, so what the client sends later meets its listener
 * (TCP_FLAGS).
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);

	chapter(lab, "the server is unplugged");
	link_down(lab, "server");
	sock_destroy(s);
	await_gone(s);
	look(lab, "server", "connection destroyed");
	tcp_recv(s);
	link_up(lab, "server");
	settle(lab);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	tcp_send(c, "Are you still there?\n");
	await_segment(lab, "client", "RST");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the kernel has forgotten the connection; the listener stays",
	  .look = { "connection destroyed", .port = SERVICE_PORT, .count = 1 } },
	{ SOCKET, "server", "the service is told: tcp_abort() with ECONNABORTED",
	  .call = { "recv", .chapter = "the server is unplugged", .err = ECONNABORTED } },
	{ WIRE, "client", "nobody has told the client: it says nothing",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ WIRE, "server", "and nothing is said to it",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "before it sends", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client sends", .err = ECONNRESET } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the client sends", .nth = 2, .err = EPIPE } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "one was counted when the socket was destroyed, one was sent",
	  .counter = { "TcpOutRsts", 2 } },
	{ REASON, "server", "tcp_abort() while unplugged: this one could not leave",
	  .reason = { "TCP_STATE", "ESTABLISHED" } },
	{ REASON, "server", "the old segment met the listener",
	  .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(half_open_destroy) = {
	.name = "half-open-destroy",
	.title = "half-open by SOCK_DESTROY (ss -K) while the server was unplugged",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open",
	.proves =
		"`ss -K` aborts a connection, and its RST is sent once: with the interface down it is "
		"lost, and the peer stays ESTABLISHED until it sends. The service sees ECONNABORTED at "
		"once, the client ECONNRESET much later.",
	.story =
		"The connection is up and was used. The server's interface goes down; the connection is "
		"destroyed by the administrator; the interface comes up. The client is still "
		"ESTABLISHED. Then it sends.",
	.topology = "switched",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-no-listener - half-open, and the service was not restarted.
 *
 * The client's data find neither connection nor listener. The RST is the very same on the wire as
 * in half-open (RFC 9293, 3.10.7.1: <SEQ=SEG.ACK><CTL=RST>); only the kernel's reason, NO_SOCKET,
 * tells that nobody listens.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);
	tcp_linger(s, true, 0);

	chapter(lab, "the server is unplugged");
	link_down(lab, "server");
	actor_kill(talk.server);
	await_gone(s);
	look(lab, "server", "service killed");
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
	{ SOCKET, "server", "the kernel has forgotten the connection",
	  .look = { "service killed", .port = SERVICE_PORT, .count = 0 } },
	{ WIRE, "client", "nobody has told the client: it says nothing",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ WIRE, "server", "and nothing is said to it",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "before it sends", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "it sends as if nothing had happened",
	  .call = { "send", .chapter = "the client sends", .nth = 1, .ret = IS(21) } },
	{ WIRE, "server", "a segment for nobody: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client sends", .err = ECONNRESET } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the client sends", .nth = 2, .err = EPIPE } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "one was counted when the service was killed, one was sent",
	  .counter = { "TcpOutRsts", 2 } },
	{ REASON, "server", "killed while unplugged: this one could not leave",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ REASON, "server", "tcp_v4_rcv(), tcp_v6_rcv(): no such socket",
	  .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(half_open_no_listener) = {
	.name = "half-open-no-listener",
	.title = "half-open, and nothing listens: the service was not restarted",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "life half-open",
	.proves = "Whether the service was restarted cannot be told from the wire: the RST and the "
		  "client's errno are those of half-open. The kernel's reason can: NO_SOCKET here, "
		  "TCP_FLAGS there.",
	.story =
		"As half-open, but nobody starts the service again before the interface comes up. The "
		"client, still ESTABLISHED, sends.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

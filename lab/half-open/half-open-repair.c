/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-repair - a connection that was moved away, or dropped, in TCP_REPAIR mode.
 *
 * tcp(7) has nothing of it, but checkpoint tools live by it: a socket in repair mode is closed
 * without a word (__tcp_close() leaves it to tcp_disconnect(), which sends no RST then). No cable
 * has to be out: both links stay up, the process lives on, and still the peer knows nothing.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);

	chapter(lab, "the server drops its socket");
	tcp_set(s, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(s);
	settle(lab);
	look(lab, "server", "socket dropped");
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	tcp_send(c, "Are you still there?\n");
	await_segment(lab, "client", "RST");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the socket may be repaired: CAP_NET_ADMIN",
	  .call = { "setsockopt", .chapter = "the server drops its socket", .ret = IS(0) } },
	{ SOCKET, "server", "the kernel has forgotten the connection; the listener stays",
	  .look = { "socket dropped", .port = SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "neither FIN nor RST: nothing at all",
	  .wire = { .chapter = "the server drops its socket", .count = IS(0) } },
	{ WIRE, "client", "nobody has told the client: it says nothing",
	  .wire = { .chapter = "the server drops its socket", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "before it sends", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client sends", .err = ECONNRESET } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the client sends", .nth = 2, .err = EPIPE } },
	{ COUNTER, "server", "it went to CLOSED all the same (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "the reply alone", .counter = { "TcpOutRsts", 1 } },
	{ REASON, "server", "the old segment met the listener",
	  .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(half_open_repair) = {
	.name = "half-open-repair",
	.title = "half-open by a socket closed in TCP_REPAIR mode",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open",
	.proves =
		"A socket that is closed in TCP_REPAIR mode (CRIU, live migration) vanishes without a "
		"packet, with every link up. The purest half-open there is: nothing counted, nothing "
		"traced, until the peer sends and the listener answers by RST.",
	.story =
		"The connection is up and was used. The server sets TCP_REPAIR on its socket and closes "
		"it. The client, still ESTABLISHED, sends.",
	.needs = "tcp_repair",
	.play = play,
	.promises = promises,
};

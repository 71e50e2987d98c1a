/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destroy-established - an administrator kills a live connection: `ss -K`.
 *
 * SOCK_DESTROY is the ABORT call of RFC 9293, 3.9.1.6, made by somebody else: tcp_abort() sends
 * <SEQ=SND.NXT><CTL=RST> from ESTABLISHED (3.10.5; TCP_STATE) and gives the owner of the socket
 * ECONNABORTED, so that he can tell it from a reset by his peer.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);

	chapter(lab, "the client's connection is destroyed");
	sock_destroy(c);
	settle(lab);
	look(lab, "client", "destroyed");
	look(lab, "server", "destroyed");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
	tcp_recv(s);
	tcp_send(s, "Hello?\n");
}

static const struct promise promises[] = {
	{ SOCKET, "client", "the kernel can destroy sockets (CONFIG_INET_DIAG_DESTROY)",
	  .call = { "destroy", .ret = IS(0) } },
	{ WIRE, "client", "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)",
	  .wire = { RST_ABORT, .chapter = "the client's connection is destroyed",
		    .count = IS(1) } },
	{ WIRE, "client", "an ABORT sends no FIN", .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "client", "tcp_diag_destroy(): ECONNABORTED for its owner",
	  .call = { "recv", .chapter = "the client's connection is destroyed",
		    .err = ECONNABORTED } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the client's connection is destroyed", .err = EPIPE } },
	{ SOCKET, "server", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client's connection is destroyed",
		    .err = ECONNRESET } },
	{ SOCKET, "server", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the client's connection is destroyed", .err = EPIPE } },
	{ SOCKET, "client", "the side that resets has no TIME-WAIT",
	  .look = { "destroyed", .port = SERVICE_PORT, .count = 0 } },
	{ SOCKET, "server", "only the listener is left",
	  .look = { "destroyed", .port = SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "none of the TCPAbort counters knows of it",
	  .counter = { "TcpExtTCPAbortOnData", 0 } },
	{ REASON, "client", "tcp_abort(): the state needs a reset",
	  .reason = { "TCP_STATE", "ESTABLISHED" } },
	{ 0 },
};

SCENARIO(destroy_established) = {
	.name = "destroy-established",
	.title = "SOCK_DESTROY (ss -K) of a live connection",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "life",
	.proves =
		"`ss -K` sends one RST to the peer, which reads ECONNRESET, and gives the socket's owner "
		"ECONNABORTED. On the wire it is the RST of SO_LINGER {1, 0}; no TCPAbort counter moves.",
	.story =
		"The connection is up and was used. The administrator of the client's machine destroys "
		"it; then both sides read and write.",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

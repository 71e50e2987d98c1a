/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * disconnect - connect(AF_UNSPEC) dissolves a connection, and the socket can connect again.
 *
 * connect(2) has it for datagrams and TCP alike; on a TCP socket it is the ABORT call (RFC 9293,
 * 3.10.5): tcp_disconnect() sends a RST wherever the state needs one (TCP_STATE). SO_LINGER {1, 0}
 * takes the same way, but counts TCPAbortOnData and closes the socket for good.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);

	chapter(lab, "the client disconnects");
	tcp_disconnect(c);
	settle(lab);
	tcp_recv(s);
	tcp_error(c);

	chapter(lab, "and connects again, by the same socket");
	tcp_connect_to(c, "server", SERVICE_PORT);
	s = tcp_accept(talk.listener);
	tcp_send(c, "It is me.\n");
	tcp_recv(s);
}

static const struct promise promises[] = {
	{ SOCKET, "client", "the call succeeds",
	  .call = { "disconnect", .chapter = "the client disconnects", .ret = IS(0) } },
	{ WIRE, "client", "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)",
	  .wire = { RST_ABORT, .chapter = "the client disconnects", .count = IS(1) } },
	{ WIRE, "client", "an ABORT sends no FIN", .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "server", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client disconnects", .err = ECONNRESET } },
	{ SOCKET, "client", "tcp_disconnect() leaves an error behind",
	  .call = { "so_error", .chapter = "the client disconnects", .err = ECONNRESET } },
	{ SOCKET, "client", "the socket is as new",
	  .call = { "connect", .chapter = "and connects again, by the same socket",
		    .ret = IS(0) } },
	{ SOCKET, "server", "and works",
	  .call = { "recv", .chapter = "and connects again, by the same socket", .ret = IS(10) } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "only a close() with zero linger counts so",
	  .counter = { "TcpExtTCPAbortOnData", 0 } },
	{ REASON, "client", "tcp_disconnect(): the state needs a reset",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ 0 },
};

SCENARIO(disconnect) = {
	.name = "disconnect",
	.title = "connect(AF_UNSPEC) on a connected socket",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "life",
	.proves =
		"connect() with AF_UNSPEC resets the connection and leaves a socket that can connect "
		"again. The peer reads ECONNRESET. It is the RST of SO_LINGER {1, 0}, without its "
		"counter.",
	.story =
		"The connection is up and was used. The client calls connect() with an address of family "
		"AF_UNSPEC, and then connects the same socket to the server once more.",
	.play = play,
	.promises = promises,
};

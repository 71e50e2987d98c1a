/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shutdown-both - data arrive after shutdown(SHUT_RDWR), the descriptor still open.
 *
 * shutdown() in both directions sends FIN and sets RCV_SHUTDOWN, and with that the socket takes no
 * more data than an orphan: tcp_rcv_state_process() in FIN-WAIT-2 resets (RFC 9293, 3.6.1). Unlike
 * after close() somebody can still ask: tcp_reset() on the own socket leaves ECONNRESET there. The
 * host that sends the RST reports a connection that was reset "by peer".
 */
#include "scenario.h"

#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_shutdown(s, SHUT_RDWR);
	await_state(c, "CLOSE-WAIT");
	await_state(s, "FIN-WAIT-2");
	settle(lab);

	chapter(lab, "the client sends");
	tcp_send(c, "Hello world.\n");
	settle(lab);
	tcp_error(s);
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
	tcp_close(s);
}

static const struct promise promises[] = {
	{ WIRE, "server", "shutdown(SHUT_RDWR) sends FIN (RFC 9293, 3.6)",
	  .wire = { "FIN,ACK", "set-up", IS(1), .seq = SND_NXT, .ack = RCV_NXT } },
	{ WIRE, "server", "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "server", "tcp_reset() on the sender's own socket",
	  .call = { "so_error", .err = ECONNRESET } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already",
	  .call = { "recv", .ret = IS(0) } },
	{ SOCKET, "client", "tcp_reset() in CLOSE-WAIT: the pipe is broken",
	  .call = { "send", .nth = 2, .err = EPIPE } },
	{ COUNTER, "server", "tcp_rcv_state_process() counts data after shutdown() so",
	  .counter = { "TcpExtTCPAbortOnData", 1 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "data for a socket that was shut down for reading",
	  .reason = { "TCP_ABORT_ON_DATA", "CLOSED" } },
	{ 0 },
};

SCENARIO(shutdown_both) = {
	.name = "shutdown-both",
	.title = "data arrive after shutdown(SHUT_RDWR)",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"After shutdown(SHUT_RDWR) data are answered by RST as after close(). The descriptor "
		"is still there, and shows ECONNRESET at the side that sent the RST; no RST has "
		"arrived there.",
	.story =
		"The server shuts down both directions and keeps its descriptor. The client sends, "
		"reads, and sends again; the server asks for its error.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* shutdown-both - data arrive after shutdown(SHUT_RDWR), the descriptor still open */
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
	WHILE("set-up"),
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "shutdown(SHUT_RDWR) sends a FIN (RFC 9293, 3.6)"),

	WHILE("the client sends"),
	SENDS("server", ONE(RST_REPLY),
	      "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)"),

	IN_ALL,
	CALL_FAILS("server", "so_error", ECONNRESET, "tcp_reset() on its own socket"),
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),
	COUNTS("server", "TcpExtTCPAbortOnData", 1,
	       "tcp_rcv_state_process() counts data after shutdown() this way"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_DATA", "CLOSED",
	       "data for a socket that was shut down for reading"),
	{ 0 },
};

SCENARIO(shutdown_both) = {
	.name = "shutdown-both",
	.title = "data arrives after shutdown(SHUT_RDWR)",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "data-after-close",
	.proves = "After shutdown(SHUT_RDWR) data is answered with a RST as after close(). The "
		  "descriptor is still there, and reports ECONNRESET on the side that sent the "
		  "RST, although no RST arrived there.",
	.why = "shutdown() in both directions sends a FIN and sets RCV_SHUTDOWN. The socket then "
	       "accepts no more data than an orphan: tcp_rcv_state_process() in FIN-WAIT-2 "
	       "resets (RFC 9293, 3.6.1). Unlike after close(), the application can still ask: "
	       "tcp_reset() on the own socket leaves ECONNRESET there. The host that sends the "
	       "RST reports a connection reset \"by peer\".",
	.play = play,
	.promises = promises,
};

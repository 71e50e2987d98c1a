/* SPDX-License-Identifier: GPL-2.0-only */
/* data-after-fin-acked - data reach an orphan in FIN-WAIT-2: the most common reset of all */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	chapter(lab, "the server closes");
	tcp_half_close(s);
	tcp_close(s);
	settle(lab);

	chapter(lab, "the client sends");
	tcp_send(c, "Hello world.\n");
	settle(lab);
	look(lab, "server", "after the RST");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	WHILE("the server closes"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "no data was unread: FIN (RFC 9293, 3.6)"),
	SENDS("server", NO("~RST"), "and no RST yet"),

	WHILE("the client sends"),
	CALL_RETURNS("client", NTH(1, "send"), 13,
		     "the first send() succeeds: a half-closed connection accepts data"),
	SENDS("server", ONE(RST_REPLY),
	      "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)"),
	HAS_SOCKETS("server", 0, "after the RST", "FIN-WAIT-2", "FIN-WAIT-2 has ended"),
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 0, "a TIME-WAIT socket counts no abort"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT",
	       "tcp_timewait_state_process(): data after a half-duplex close"),
	{ 0 },
};

SCENARIO(data_after_fin_acked) = {
	.name = "data-after-fin-acked",
	.title = "data arrives after close(), and after the FIN was acknowledged",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close after",
	.cause = "data-after-close",
	.proves = "Writing to a peer that has closed: the first write succeeds and is answered "
		  "with a RST, the second fails with EPIPE (\"broken pipe\"), and no read ever "
		  "returns ECONNRESET. This is what a keep-alive connection looks like after the "
		  "server has timed it out.",
	.why = "An orphan in FIN-WAIT-2 is kept as a small TIME-WAIT socket, tcp_time_wait(), "
	       "and tcp_timewait_state_process() answers new data with a RST: RFC 9293, 3.6.1. "
	       "The kernel's reason is TCP_TIMEWAIT_SOCKET although the state is FIN-WAIT-2, and "
	       "no TCPAbort counter grows. The peer already had the FIN, so it reads the end of "
	       "the stream.",
	.play = play,
	.promises = promises,
};

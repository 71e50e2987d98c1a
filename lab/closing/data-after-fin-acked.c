/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * data-after-fin-acked - data arrive after close(), and after the FIN was acknowledged: the most
 * common reset of all.
 *
 * An orphan in FIN-WAIT-2 is kept as a small TIME-WAIT socket, tcp_time_wait(), and
 * tcp_timewait_state_process() answers new data by RST: RFC 9293, 3.6.1. The kernel's reason is
 * TCP_TIMEWAIT_SOCKET although the state is FIN-WAIT-2, and no TCPAbort counter moves. The peer had
 * the FIN already, so it reads the end of the stream and sees nothing but EPIPE.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	chapter(lab, "the server closes");
	tcp_close(s);
	await_state(c, "CLOSE-WAIT");
	await_state(s, "FIN-WAIT-2");
	settle(lab);

	chapter(lab, "the client sends");
	tcp_send(c, "Hello world.\n");
	settle(lab);
	look(lab, "server", "after the RST");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "server", "nothing was unread: FIN (RFC 9293, 3.6)",
	  .wire = { "FIN,ACK", "the server closes", IS(1) } },
	{ WIRE, "server", "and no RST yet", .wire = { "~RST", "the server closes", IS(0) } },
	{ SOCKET, "client", "the first send() succeeds: a half-closed connection takes data",
	  .call = { "send", "the client sends", .nth = 1, .ret = IS(13) } },
	{ WIRE, "server", "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "server", "FIN-WAIT-2 is over",
	  .look = { "after the RST", "FIN-WAIT-2", .count = 0 } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already",
	  .call = { "recv", "the client sends", .ret = IS(0) } },
	{ SOCKET, "client", "tcp_reset() in CLOSE-WAIT: the pipe is broken",
	  .call = { "send", "the client sends", .nth = 2, .err = EPIPE } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "a TIME-WAIT socket counts no abort",
	  .counter = { "TcpExtTCPAbortOnData", 0 } },
	{ COUNTER, "client", "CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "tcp_timewait_state_process(): data after a half-duplex close",
	  .reason = { "TCP_TIMEWAIT_SOCKET", "TIME-WAIT" } },
	{ 0 },
};

SCENARIO(data_after_fin_acked) = {
	.name = "data-after-fin-acked",
	.title = "data arrive after close(), and after the FIN was acknowledged",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close after",
	.proves =
		"Writing to a peer that has closed: the first write succeeds and is answered by RST, "
		"the second fails with EPIPE (\"broken pipe\"), and no read ever tells ECONNRESET. This "
		"is what a keep-alive connection that the server has timed out looks like.",
	.story = "The server closes, the client's kernel acknowledges the FIN. The client, without "
		 "reading, sends; then it reads, and sends again.",
	.play = play,
	.promises = promises,
};

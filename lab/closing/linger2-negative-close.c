/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linger2-negative-close - TCP_LINGER2 < 0 and a plain close(): reset by the peer's own ACK.
 *
 * close() sends FIN and leaves an orphan in FIN-WAIT-1. The acknowledgement of that FIN would bring
 * it to FIN-WAIT-2, where it must not stay: tcp_rcv_state_process() drops it there and then, and
 * answers the ACK with a RST. To the peer its polite acknowledgement was reset. See
 * linger2-negative for the other order.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_set(s, TCP_OPTION(IPPROTO_TCP, TCP_LINGER2), -1);
	settle(lab);

	chapter(lab, "the server closes");
	tcp_close(s);
	await_segment(lab, "client", "RST");
	look(lab, "server", "after the close");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "server", "close() sends FIN (RFC 9293, 3.6)",
	  .wire = { "FIN,ACK", "the server closes", IS(1), .seq = SND_NXT, .ack = RCV_NXT } },
	{ WIRE, "client", "the client acknowledges it, and no more",
	  .wire = { "ACK", "the server closes", IS(1), .len = IS(0) } },
	{ WIRE, "server", "for that it is reset: <SEQ=SEG.ACK><CTL=RST>, tcp_rcv_state_process()",
	  .wire = { RST_REPLY, .chapter = "the server closes", .count = IS(1) } },
	{ SOCKET, "server", "nothing is left",
	  .look = { "after the close", "FIN-WAIT-2", .count = 0 } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already",
	  .call = { "recv", .ret = IS(0) } },
	{ SOCKET, "client", "tcp_reset() in CLOSE-WAIT: the pipe is broken",
	  .call = { "send", .err = EPIPE } },
	{ COUNTER, "server", "tcp_rcv_state_process() counts it so, although no data came",
	  .counter = { "TcpExtTCPAbortOnData", 1 } },
	{ COUNTER, "server", "that counter is for close() in FIN-WAIT-2",
	  .counter = { "TcpExtTCPAbortOnLinger", 0 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "the orphan may not stay in FIN-WAIT-2",
	  .reason = { "TCP_ABORT_ON_DATA", "CLOSED" } },
	{ 0 },
};

SCENARIO(linger2_negative_close) = {
	.name = "linger2-negative-close",
	.title = "TCP_LINGER2 = -1 and close(): the acknowledgement of the FIN is reset",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close timer",
	.proves =
		"With TCP_LINGER2 = -1 a normal close() ends in a RST too, but it looks different: "
		"first the FIN, then, in answer to its acknowledgement, a RST without window and "
		"timestamps. The kernel calls it TCP_ABORT_ON_DATA although nobody sent data.",
	.story =
		"The server sets TCP_LINGER2 = -1 and closes. The client's kernel acknowledges the FIN "
		"and is reset. The client reads, and writes.",
	.play = play,
	.promises = promises,
};

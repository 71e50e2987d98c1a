/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * data-in-fin-wait-2 - as data-after-fin-acked, but FIN-WAIT-2 lasts longer than TIME-WAIT.
 *
 * With tcp_fin_timeout (ip-sysctl) above 60 s, TCP_TIMEWAIT_LEN, the orphan stays a full socket
 * until that much is left: tcp_rcv_state_process(), TCP_FIN_WAIT1. Data then meet another path:
 * same packets, same errno, but TCP_ABORT_ON_DATA and its counter.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	host_sysctl(lab, "server", "ipv4/tcp_fin_timeout", "120");

	chapter(lab, "the server closes");
	tcp_close(s);
	await_state(c, "CLOSE-WAIT");
	await_state(s, "FIN-WAIT-2");
	settle(lab);

	chapter(lab, "the client sends");
	tcp_send(c, "Hello world.\n");
	settle(lab);
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "server", "nothing was unread: FIN (RFC 9293, 3.6)",
	  .wire = { "FIN,ACK", "the server closes", IS(1) } },
	{ WIRE, "server", "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already",
	  .call = { "recv", "the client sends", .ret = IS(0) } },
	{ SOCKET, "client", "tcp_reset() in CLOSE-WAIT: the pipe is broken",
	  .call = { "send", "the client sends", .nth = 2, .err = EPIPE } },
	{ COUNTER, "server", "tcp_rcv_state_process() counts data after close() so",
	  .counter = { "TcpExtTCPAbortOnData", 1 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "a full socket, not a TIME-WAIT one",
	  .reason = { "TCP_ABORT_ON_DATA", "CLOSED" } },
	{ 0 },
};

SCENARIO(data_in_fin_wait_2) = {
	.name = "data-in-fin-wait-2",
	.title = "data arrive after close() in a FIN-WAIT-2 of more than 60 s",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"Where tcp_fin_timeout is above 60 s, the reset that data-after-fin-acked shows has "
		"another reason and another counter. On the wire and at the client it is the same.",
	.story =
		"The server's tcp_fin_timeout is 120 s. It closes, the client's kernel acknowledges "
		"the FIN; the client sends, reads, and sends again.",
	.play = play,
	.promises = promises,
};

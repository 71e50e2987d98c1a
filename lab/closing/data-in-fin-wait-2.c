/* SPDX-License-Identifier: GPL-2.0-only */
/* data-in-fin-wait-2 - as data-after-fin-acked, but FIN-WAIT-2 lasts longer than TIME-WAIT */
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
	WHILE("the server closes"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "no data was unread: FIN (RFC 9293, 3.6)"),

	WHILE("the client sends"),
	SENDS("server", ONE(RST_REPLY),
	      "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)"),
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnData", 1,
	       "tcp_rcv_state_process() counts data after close() this way"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_DATA", "CLOSED", "a full socket, not a TIME-WAIT one"),
	{ 0 },
};

SCENARIO(data_in_fin_wait_2) = {
	.name = "data-in-fin-wait-2",
	.title = "data arrives after close() in a FIN-WAIT-2 of more than 60 s",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "data-after-close",
	.proves = "If tcp_fin_timeout is above 60 s, the reset of data-after-fin-acked has another "
		  "reason and another counter. On the wire and at the client it is the same.",
	.why = "With tcp_fin_timeout (ip-sysctl) above 60 s, TCP_TIMEWAIT_LEN, the orphan stays "
	       "a full socket until only 60 s are left: tcp_rcv_state_process(), TCP_FIN_WAIT1. "
	       "So data takes another path, TCP_ABORT_ON_DATA and its counter.",
	.play = play,
	.promises = promises,
};

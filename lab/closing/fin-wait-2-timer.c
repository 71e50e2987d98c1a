/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-timer - the timer of an orphan in FIN-WAIT-2 resets a peer that never closes */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	host_sysctl(lab, "server", "ipv4/tcp_fin_timeout", "62");

	chapter(lab, "the server closes");
	tcp_close(s);
	await_state(s, "FIN-WAIT-2");
	settle(lab);

	chapter(lab, "the timer expires");
	host_sysctl(lab, "server", "ipv4/tcp_fin_timeout", "5");
	await_segment(lab, "client", "RST");
	look(lab, "server", "after the RST");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	WHILE("the server closes"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "close() sends FIN (RFC 9293, 3.6)"),

	WHILE("the timer expires"),
	SENDS("client", NOTHING, "the client sends nothing to cause it"),
	SENDS("server", ONE(RST_ABORT),
	      "FIN-WAIT-2 has ended: <SEQ=SND.NXT><CTL=RST>, tcp_keepalive_timer()"),
	HAS_SOCKETS("server", 0, "after the RST", "FIN-WAIT-2", "and nothing is left"),

	IN_ALL,
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),
	CALL_FAILS("client", "send", EPIPE, "tcp_reset() in CLOSE-WAIT: the pipe is broken"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnTimeout", 0, "no timeout is counted"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "FIN-WAIT-2",
	       "tcp_keepalive_timer(): an orphan whose timer expired"),
	{ 0 },
};

SCENARIO(fin_wait_2_timer) = {
	.name = "fin-wait-2-timer",
	.title = "the timer of an orphan in FIN-WAIT-2 ends in a RST",
	.rfc = "RFC 9293, 3.6",
	.tags = "close timer",
	.cause = "timeout-fin-wait-2",
	.waits_for_timer = true,
	.proves = "A peer that has received a FIN and never closes can get a RST out of nowhere, "
		  "when the timer of the orphan in FIN-WAIT-2 expires: neither side sent anything. "
		  "This needs a tcp_fin_timeout above 60 s that is lowered later; or, with any "
		  "timeout up to 60 s, an ACK of the FIN that arrives while close() is still at "
		  "work, which nobody can arrange.",
	.why = "RFC 9293 has no timeout in FIN-WAIT-2. Linux gives an orphan tcp_fin_timeout "
	       "(ip-sysctl). It usually ends silently: it spends the last 60 s as a TIME-WAIT "
	       "socket that just expires. With a longer timeout it stays a full socket first, "
	       "which checks again when its own part is over: tcp_keepalive_timer(). Of 62 s "
	       "that is 2 s. If the timeout has become shorter meanwhile, or TCP_LINGER2 is "
	       "negative by then, no time is left and it resets. So does a full socket that "
	       "stayed for another reason: tcp_rcv_state_process() makes no TIME-WAIT socket "
	       "of one that close() still owns, when the ACK of its FIN waits in the backlog.",
	.play = play,
	.promises = promises,
};

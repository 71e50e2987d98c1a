/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fin-wait-2-timer - a peer that never closes: the timer of an orphan in FIN-WAIT-2 resets it.
 *
 * RFC 9293 knows no timeout in FIN-WAIT-2. Linux gives an orphan tcp_fin_timeout (ip-sysctl). The
 * usual end is silent: the last 60 s are spent as a TIME-WAIT socket that just expires. But a full
 * socket, of a timeout above that, asks again when its own part is over: tcp_keepalive_timer(). If
 * the timeout was made shorter meanwhile, or TCP_LINGER2 is negative by then, no time is left and
 * it resets.
 */
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

	chapter(lab, "the time is over");
	host_sysctl(lab, "server", "ipv4/tcp_fin_timeout", "5");
	await_segment(lab, "client", "RST");
	look(lab, "server", "after the RST");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "server", "close() sends FIN (RFC 9293, 3.6)",
	  .wire = { "FIN,ACK", "the server closes", IS(1) } },
	{ WIRE, "client", "the client says nothing to cause it",
	  .wire = { .chapter = "the time is over", .count = IS(0) } },
	{ WIRE, "server", "FIN-WAIT-2 is over: <SEQ=SND.NXT><CTL=RST>, tcp_keepalive_timer()",
	  .wire = { RST_ABORT, .chapter = "the time is over", .count = IS(1) } },
	{ SOCKET, "server", "and nothing is left",
	  .look = { "after the RST", "FIN-WAIT-2", .count = 0 } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already",
	  .call = { "recv", .ret = IS(0) } },
	{ SOCKET, "client", "tcp_reset() in CLOSE-WAIT: the pipe is broken",
	  .call = { "send", .err = EPIPE } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "no timeout is counted", .counter = { "TcpExtTCPAbortOnTimeout", 0 } },
	{ COUNTER, "client", "CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "tcp_keepalive_timer(): an orphan whose time is over",
	  .reason = { "TCP_STATE", "FIN-WAIT-2" } },
	{ 0 },
};

SCENARIO(fin_wait_2_timer) = {
	.name = "fin-wait-2-timer",
	.title = "the timer of an orphan in FIN-WAIT-2 ends in a RST",
	.rfc = "RFC 9293, 3.6",
	.tags = "close timer",
	.proves =
		"A peer that has received FIN and never closes can get a RST out of nowhere, when the "
		"time of the orphan in FIN-WAIT-2 is over: nobody has sent anything. It takes a "
		"tcp_fin_timeout above 60 s that is then lowered.",
	.story =
		"The server's tcp_fin_timeout is 62 s, so that its timer runs for 2 s. It closes; the "
		"client keeps its side open. tcp_fin_timeout is set to 5 s. Then the RST comes.",
	.play = play,
	.promises = promises,
};

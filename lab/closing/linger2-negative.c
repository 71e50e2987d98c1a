/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linger2-negative - TCP_LINGER2 < 0, in FIN-WAIT-2: the one and only TCP_ABORT_ON_LINGER.
 *
 * TCP_LINGER2 (tcp(7)) is how long an orphan may stay in FIN-WAIT-2; less than zero means not at
 * all. A socket that has shut down its side, and whose FIN was acknowledged, is then reset by
 * __tcp_close(): it will never see the peer's FIN. Half a close of the same kind as RFC 9293,
 * 3.6.1: what the peer still sends would be lost.
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
	tcp_shutdown(s, SHUT_WR);
	await_state(c, "CLOSE-WAIT");
	await_state(s, "FIN-WAIT-2");

	chapter(lab, "the server closes");
	tcp_close(s);
	settle(lab);
	look(lab, "server", "after the close");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "server", "FIN-WAIT-2 is not kept: <SEQ=SND.NXT><CTL=RST>, __tcp_close()",
	  .wire = { RST_ABORT, .chapter = "the server closes", .count = IS(1) } },
	{ SOCKET, "server", "nothing is left",
	  .look = { "after the close", "FIN-WAIT-2", .count = 0 } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already",
	  .call = { "recv", .ret = IS(0) } },
	{ SOCKET, "client", "tcp_reset() in CLOSE-WAIT: the pipe is broken",
	  .call = { "send", .err = EPIPE } },
	{ COUNTER, "server", "__tcp_close() counts TCP_LINGER2 so",
	  .counter = { "TcpExtTCPAbortOnLinger", 1 } },
	{ COUNTER, "server", "that counter is SO_LINGER's",
	  .counter = { "TcpExtTCPAbortOnData", 0 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "__tcp_close() in FIN-WAIT-2 with TCP_LINGER2 < 0",
	  .reason = { "TCP_ABORT_ON_LINGER", "CLOSED" } },
	{ 0 },
};

SCENARIO(linger2_negative) = {
	.name = "linger2-negative",
	.title = "TCP_LINGER2 = -1, shutdown(), then close() in FIN-WAIT-2",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"A server that sets TCP_LINGER2 to -1 wants no orphans in FIN-WAIT-2: if its FIN was "
		"acknowledged before it closes, close() sends RST. This, and not SO_LINGER, is what "
		"the kernel calls TCP_ABORT_ON_LINGER.",
	.story = "The server sets TCP_LINGER2 = -1 and shuts down its side. When its FIN has been "
		 "acknowledged, it closes. The client reads, and writes.",
	.play = play,
	.promises = promises,
};

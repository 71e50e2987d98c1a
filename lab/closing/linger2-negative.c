/* SPDX-License-Identifier: GPL-2.0-only */
/* linger2-negative - TCP_LINGER2 < 0: no orphan may stay in FIN-WAIT-2 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* Is its FIN sent, and acknowledged, before the server closes? */
static const bool shut_down_first = true, only_closed = false;

static void play(struct lab *lab)
{
	const bool *shuts_down_first = lab_parameter(lab);
	struct talk talk = talk_begin(lab, TCP);

	tcp_set(talk.s, TCP_OPTION(IPPROTO_TCP, TCP_LINGER2), -1);
	if (*shuts_down_first)
		tcp_half_close(talk.s);
	settle(lab);

	chapter(lab, "the server closes");
	tcp_close(talk.s);
	await_gone(talk.s);
	settle(lab);
	look(lab, "server", "after the close");
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");
}

#define NOTHING_IS_LEFT HAS_SOCKETS("server", 0, "after the close", "FIN-WAIT-2", "nothing is left")
static const struct promise client_is_reset[] = {
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),
	CALL_FAILS("client", "send", EPIPE, "tcp_reset() in CLOSE-WAIT: the pipe is broken"),
	{ 0 },
};

static const struct promise shut_down_first_promises[] = {
	WHILE("the server closes"),
	SENDS("server", ONE(RST_ABORT),
	      "FIN-WAIT-2 is not kept: <SEQ=SND.NXT><CTL=RST>, __tcp_close()"),
	NOTHING_IS_LEFT,

	IN_ALL,
	ROWS_OF(client_is_reset),
	COUNTS("server", "TcpExtTCPAbortOnLinger", 1, "__tcp_close() counts TCP_LINGER2 here"),
	COUNTS("server", "TcpExtTCPAbortOnData", 0, "that counter belongs to SO_LINGER"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_LINGER", "CLOSED",
	       "__tcp_close() in FIN-WAIT-2 with TCP_LINGER2 < 0"),
	{ 0 },
};

static const struct promise only_closed_promises[] = {
	WHILE("the server closes"),
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "close() sends FIN (RFC 9293, 3.6)"),
	SENDS("client", ONE(.flags = "ACK", .len = IS(0)), "the client only acknowledges it"),
	SENDS("server", ONE(RST_REPLY),
	      "and is reset for that: <SEQ=SEG.ACK><CTL=RST>, tcp_rcv_state_process()"),
	NOTHING_IS_LEFT,

	IN_ALL,
	ROWS_OF(client_is_reset),
	COUNTS("server", "TcpExtTCPAbortOnData", 1,
	       "tcp_rcv_state_process() counts it this way, although no data arrived"),
	COUNTS("server", "TcpExtTCPAbortOnLinger", 0, "that counter is for close() in FIN-WAIT-2"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_DATA", "CLOSED", "the orphan may not stay in FIN-WAIT-2"),
	{ 0 },
};

SCENARIO(linger2_negative) = {
	.name = "linger2-negative",
	.title = "TCP_LINGER2 = -1, shutdown(), then close() in FIN-WAIT-2",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-linger2",
	.proves = "A server that sets TCP_LINGER2 to -1 wants no orphans in FIN-WAIT-2: if its FIN "
		  "was acknowledged before it closes, close() sends a RST. This, and not "
		  "SO_LINGER, is what the kernel calls TCP_ABORT_ON_LINGER.",
	.why = "TCP_LINGER2 (tcp(7)) is how long an orphan may stay in FIN-WAIT-2; a negative "
	       "value means not at all. If a socket has shut down its side and its FIN was "
	       "acknowledged, __tcp_close() then resets it: it will never see the peer's FIN. "
	       "This is a half-duplex close like that of RFC 9293, 3.6.1: what the peer still "
	       "sends would be lost.",
	.play = play,
	.parameter = &shut_down_first,
	.promises = shut_down_first_promises,
};

SCENARIO(linger2_negative_close) = {
	.name = "linger2-negative-close",
	.title = "TCP_LINGER2 = -1 and close(): the acknowledgement of the FIN is reset",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close timer",
	.cause = "abort-linger2",
	.waits_for_timer = true,
	.proves = "With TCP_LINGER2 = -1 a normal close() ends in a RST too, but it looks "
		  "different: first the FIN, then, in answer to its acknowledgement, a RST without "
		  "window and timestamps. The kernel calls it TCP_ABORT_ON_DATA although no data "
		  "was sent.",
	.why = "close() sends a FIN and leaves an orphan in FIN-WAIT-1. The acknowledgement of "
	       "that FIN would move it to FIN-WAIT-2, where it must not stay: "
	       "tcp_rcv_state_process() drops it at once, and answers the ACK with a RST. The "
	       "peer sees its correct acknowledgement reset. See linger2-negative for the other "
	       "order.",
	.play = play,
	.parameter = &only_closed,
	.promises = only_closed_promises,
};

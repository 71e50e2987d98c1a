/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pair-linger-unread - the same packet, two causes: SO_LINGER {1, 0}, and unread data.
 *
 * Both are close(), both send <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> with window and timestamps by
 * tcp_send_active_reset(), and the peer reads ECONNRESET. Neither wire nor errno tells them apart;
 * the counters of the host that sent it do, and its tracepoint.
 */
#include "scenario.h"

#define LINGER "all read, SO_LINGER {1, 0}"
#define UNREAD "not read, no SO_LINGER"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	chapter(lab, LINGER);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello world.\n");
	tcp_recv(talk.s);
	tcp_linger(talk.s, true, 0);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);

	chapter(lab, UNREAD);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello world.\n");
	await_unread(talk.s, 13);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
}

#define SAME(title)                                                                            \
	{ WIRE, "server", "the same packet: tcp_send_active_reset()",                          \
	  .wire = { RST_ABORT, .chapter = title, .count = IS(1), .rel_seq = IS(1),             \
		    .rel_ack = IS(14) } },                                                     \
	{                                                                                      \
		SOCKET, "client", "the same errno: a RST in ESTABLISHED (RFC 9293, 3.10.7.4)", \
			.call = {                                                              \
				"recv",                                                        \
				title,                                                         \
				.err = ECONNRESET                                              \
			}                                                                      \
	}

static const struct promise promises[] = {
	SAME(LINGER),
	SAME(UNREAD),
	{ COUNTER, "client", "the peer's counters do not tell",
	  .counter = { "TcpEstabResets", 2 } },
	{ COUNTER, "server", "both are counted", .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "server", "told apart: a zero linger, __tcp_close()",
	  .counter = { "TcpExtTCPAbortOnData", 1 } },
	{ COUNTER, "server", "told apart: unread data, __tcp_close()",
	  .counter = { "TcpExtTCPAbortOnClose", 1 } },
	{ REASON, "server", "told apart: tcp_disconnect()", .reason = { "TCP_STATE", "CLOSED" } },
	{ REASON, "server", "told apart: unread data",
	  .reason = { "TCP_ABORT_ON_CLOSE", "CLOSED" } },
	{ 0 },
};

SCENARIO(pair_linger_unread) = {
	.name = "pair-linger-unread",
	.title = "same packet, different cause: SO_LINGER {1, 0} and unread data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "pair close",
	.proves =
		"A capture cannot tell a server that aborts on purpose from one that closed with unread "
		"data. What can, at the server: TCPAbortOnData against TCPAbortOnClose in nstat, and "
		"the tracepoint's reason, TCP_STATE against TCP_ABORT_ON_CLOSE.",
	.story = "Twice the client sends and the server closes: first having read, with SO_LINGER "
		 "{1, 0}; then without having read.",
	.play = play,
	.promises = promises,
};

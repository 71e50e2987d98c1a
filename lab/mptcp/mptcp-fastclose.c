/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-fastclose - an MPTCP connection is closed with unread data, or dissolved.
 *
 * A RST ends one subflow only; to end the whole connection at once RFC 8684, 3.5, has the option
 * MP_FASTCLOSE. Linux sends it in a RST on every subflow (its option R): mptcp_do_fastclose(),
 * reached from close() with unread data, from connect(AF_UNSPEC), and by SO_LINGER (mptcp-linger).
 * The reason is always TCP_ABORT_ON_CLOSE, and the subflow is still ESTABLISHED when it is told;
 * the counter is MPFastcloseTx, not TCPAbortOnClose.
 */
#include "scenario.h"

static void connect_unread(struct talk *talk)
{
	talk_connect(talk);
	tcp_send(talk->c, "Hello");
	tcp_recv(talk->s);
	tcp_send(talk->s, "Reply");
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, MPTCP);
	connect_unread(&talk);
	settle(lab);
	chapter(lab, "close() with unread data");
	tcp_close(talk.c);
	tcp_recv(talk.s);
	tcp_send(talk.s, "x");

	chapter(lab, "another connection");
	connect_unread(&talk);
	tcp_recv(talk.c);
	chapter(lab, "connect(AF_UNSPEC)");
	tcp_disconnect(talk.c);
	tcp_recv(talk.s);
	tcp_send(talk.s, "x");
	settle(lab);
	look(lab, "client", "at the end");
}

#define FAST_CLOSED(title)                                                                     \
	{ WIRE, "client", "a RST with MP_FASTCLOSE on each subflow (RFC 8684, 3.5, option R)", \
	  .wire = { RST_ABORT, .chapter = title, .count = IS(1) } },                           \
		{ SOCKET, "server", "the peer hears of it: mptcp_check_fastclose()",           \
		  .call = { "recv", .chapter = title, .err = ECONNRESET } },                   \
	{                                                                                      \
		SOCKET, "server", "and its connection is closed", .call = {                    \
			"send",                                                                \
			.chapter = title,                                                      \
			.err = EPIPE                                                           \
		}                                                                              \
	}

static const struct promise promises[] = {
	FAST_CLOSED("close() with unread data"),
	FAST_CLOSED("connect(AF_UNSPEC)"),
	{ WIRE, "client", "there is no FIN and no DATA_FIN to wait for",
	  .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "client", "nothing is left of either connection",
	  .look = { "at the end", .port = SERVICE_PORT, .count = 0 } },
	{ COUNTER, "client", "tcp_send_active_reset() counts each",
	  .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "client", "both roads are mptcp_do_fastclose()",
	  .counter = { "MPTcpExtMPFastcloseTx", 2 } },
	{ COUNTER, "client", "__tcp_close() did not find the unread data, __mptcp_close() did",
	  .counter = { "TcpExtTCPAbortOnClose", 0 } },
	{ COUNTER, "server", "mptcp_incoming_options() counts it: a fastclose, not a mere RST",
	  .counter = { "MPTcpExtMPFastcloseRx", 2 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED, each subflow (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 2 } },
	{ REASON, "client", "mptcp_do_fastclose() gives this reason for all its RSTs",
	  .reason = { "TCP_ABORT_ON_CLOSE", "ESTABLISHED", .count = IS(2) } },
	{ 0 },
};

SCENARIO(mptcp_fastclose) = {
	.name = "mptcp-fastclose",
	.title = "close an MPTCP connection with unread data, or by connect(AF_UNSPEC)",
	.rfc = "RFC 8684, 3.5",
	.tags = "close mptcp",
	.proves =
		"MPTCP cannot abort a connection by a RST alone, which would end a subflow and not the "
		"connection. It sends RST with MP_FASTCLOSE, and the peer reads ECONNRESET as of a "
		"plain TCP. What tells it from plain TCP is the counter, the option, and the socket's "
		"state at the tracepoint.",
	.story = "The server has answered; the client closes without having read. On a further "
		 "connection the client reads, and then dissolves it by connect(AF_UNSPEC).",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * time-wait-reopen-control - a new SYN from the same port reaches TIME-WAIT, and is welcome.
 *
 * RFC 9293, 3.6.1 (MAY-2): TIME-WAIT may accept a SYN whose sequence number, or timestamp
 * (RFC 6191), is newer than the old connection's. tcp_timewait_state_process() returns TCP_TW_SYN,
 * and the listener takes over.
 */
#include "scenario.h"

enum { CLIENT_PORT = 50031 };

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c =
		tcp_connect_from(talk.client, CLIENT_PORT, NO_REUSE, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(talk.listener);
	tcp_close(s);
	tcp_recv(c);
	tcp_close(c);
	await_state(s, "TIME-WAIT");
	await_gone(c);
	settle(lab);
	look(lab, "server", "before");

	chapter(lab, "the same port again");
	c = tcp_connect_from(talk.client, CLIENT_PORT, NO_REUSE, "server", SERVICE_PORT);
	s = tcp_accept(talk.listener);
	look(lab, "server", "after");
	tcp_send(c, "Hello world.\n");
	tcp_recv(s);
	settle(lab);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "who closes first keeps TIME-WAIT (RFC 9293, 3.6.1)",
	  .look = { "before", "TIME-WAIT", SERVICE_PORT, .count = 1 } },
	{ WIRE, "client", "one SYN is enough", .wire = { "SYN", "the same port again", IS(1) } },
	{ WIRE, "server", "a newer SYN reopens (RFC 9293, 3.6.1, MAY-2; RFC 6191)",
	  .wire = { "SYN,ACK", "the same port again", IS(1), .ack = SEG_END } },
	{ SOCKET, "client", "the connection stands", .call = { "connect", "the same port again" } },
	{ SOCKET, "server", "in TIME-WAIT's place",
	  .look = { "after", "TIME-WAIT", SERVICE_PORT, .count = 0 } },
	{ SOCKET, "server", "and works", .call = { "recv", .ret = IS(13) } },
	{ WIRE, "server", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "client", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nothing was reset",
	  .reason = { "TCP_TIMEWAIT_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(time_wait_reopen_control) = {
	.name = "time-wait-reopen-control",
	.title = "a new SYN to a port pair in TIME-WAIT: a new connection, no RST",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "after control",
	.proves =
		"A server in TIME-WAIT accepts a new connection from the same address and port, if its "
		"SYN is newer. TIME-WAIT at the server refuses nobody.",
	.story =
		"The server closes first and is in TIME-WAIT. The client connects again from the same "
		"port, and uses the connection.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dup-control - closing one of two descriptors: whatever the socket would do, nothing is done.
 *
 * Unread data and SO_LINGER {1, 0} are two reasons to reset, but belong to the socket's last
 * close(): the first drops a reference, no more, and __fput() comes with the last. A server that
 * forks and closes its copy does this with each connection.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	struct sock *twin = tcp_dup(s);

	tcp_linger(s, true, 0);
	tcp_send(c, "Hello world.\n");
	await_unread(s, 13);
	settle(lab);

	chapter(lab, "one of two descriptors is closed");
	tcp_close(s);
	settle(lab);

	chapter(lab, "the other is used");
	tcp_recv(twin);
	tcp_send(twin, "Hello.\n");
	tcp_recv(c);
	tcp_linger(twin, false, 0);
	tcp_close(twin);
	tcp_recv(c);
	tcp_close(c);
	settle(lab);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "close() succeeds",
	  .call = { "close", "one of two descriptors is closed" } },
	{ WIRE, "server", "and says nothing",
	  .wire = { .chapter = "one of two descriptors is closed", .count = IS(0) } },
	{ WIRE, "client", "nor hears anything",
	  .wire = { .chapter = "one of two descriptors is closed", .count = IS(0) } },
	{ SOCKET, "server", "nothing is lost",
	  .call = { "recv", "the other is used", .ret = IS(13) } },
	{ SOCKET, "client", "the connection works",
	  .call = { "recv", "the other is used", .nth = 1, .ret = IS(7) } },
	{ SOCKET, "client", "and ends well",
	  .call = { "recv", "the other is used", .nth = 2, .ret = IS(0) } },
	{ WIRE, "server", "the last close() sends FIN (RFC 9293, 3.6)",
	  .wire = { "FIN,ACK", "the other is used", IS(1) } },
	{ WIRE, "server", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "client", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "nothing was reset", .counter = { "TcpEstabResets", 0 } },
	{ REASON, "server", "nothing was reset",
	  .reason = { "TCP_ABORT_ON_CLOSE", .count = IS(0) } },
	{ 0 },
};

SCENARIO(dup_control) = {
	.name = "dup-control",
	.title = "close one of two descriptors, with unread data and SO_LINGER {1, 0}: no RST",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.proves =
		"close() of a descriptor that has a duplicate sends nothing, even with unread data and "
		"SO_LINGER {1, 0}; the connection goes on over the other one. See unread-data-dup for "
		"the last one.",
	.story =
		"The server has its connection twice (dup), SO_LINGER {1, 0} set and data to read. It "
		"closes one descriptor. By the other it reads, answers, and closes normally.",
	.play = play,
	.promises = promises,
};

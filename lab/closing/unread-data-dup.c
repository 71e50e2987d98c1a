/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data-dup - the last duplicate of a descriptor decides.
 *
 * close() ends the connection only when no descriptor is left: each drops one reference of the
 * file, and __fput() calls tcp_close() at the last. Until then nothing is said on the wire,
 * whatever the receive buffer holds.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	struct sock *twin = tcp_dup(s);

	tcp_send(c, "Hello world.\n");
	await_unread(s, 13);
	settle(lab);

	chapter(lab, "one of two descriptors is closed");
	tcp_close(s);
	settle(lab);
	look(lab, "server", "one is left");

	chapter(lab, "the last one is closed");
	tcp_close(twin);
	settle(lab);
	tcp_recv(c);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the first close() succeeds",
	  .call = { "close", .chapter = "one of two descriptors is closed" } },
	{ WIRE, "server", "and says nothing: a reference is left",
	  .wire = { .chapter = "one of two descriptors is closed", .count = IS(0) } },
	{ SOCKET, "server", "the connection stands",
	  .look = { "one is left", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "received data were lost: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)",
	  .wire = { RST_ABORT, .chapter = "the last one is closed", .count = IS(1) } },
	{ WIRE, "server", "no other", .wire = { .flags = "~RST", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the last one is closed", .err = ECONNRESET } },
	{ COUNTER, "server", "__tcp_close() counts unread data so",
	  .counter = { "TcpExtTCPAbortOnClose", 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "__tcp_close() with unread data, once",
	  .reason = { "TCP_ABORT_ON_CLOSE", "CLOSED" } },
	{ 0 },
};

SCENARIO(unread_data_dup) = {
	.name = "unread-data-dup",
	.title = "the last duplicate of a descriptor is closed, with unread data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"With two descriptors of one socket, as after dup() or fork(), the first close() says "
		"nothing to the peer; the RST for unread data comes with the last, perhaps much later "
		"and from another process.",
	.story =
		"The server has its connection twice (dup). The client sends, the server reads nothing. "
		"It closes the one descriptor, then the other.",
	.play = play,
	.promises = promises,
};

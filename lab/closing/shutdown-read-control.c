/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shutdown-read-control - shutdown(SHUT_RD) alone tells the peer nothing.
 *
 * TCP has no segment that says "I shall not read". tcp_shutdown() returns at once without
 * SEND_SHUTDOWN, and in ESTABLISHED tcp_data_queue() takes data as before: they are acknowledged,
 * and can even be read.
 */
#include "scenario.h"

#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	settle(lab);

	chapter(lab, "the server will not read");
	tcp_shutdown(s, SHUT_RD);
	settle(lab);

	chapter(lab, "the client sends");
	tcp_recv(s);
	tcp_send(c, "Hello world.\n");
	settle(lab);
	tcp_recv(s);
	tcp_send(s, "Hello.\n");
	tcp_recv(c);
	tcp_close(s);
	tcp_recv(c);
	tcp_close(c);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "server", "nothing is said",
	  .wire = { .chapter = "the server will not read", .count = IS(0) } },
	{ SOCKET, "server", "with nothing to read there is the end of the stream",
	  .call = { "recv", .nth = 1, .ret = IS(0) } },
	{ SOCKET, "server", "and yet data come after it",
	  .call = { "recv", .nth = 2, .ret = IS(13) } },
	{ SOCKET, "client", "and the connection works",
	  .call = { "recv", .nth = 1, .ret = IS(7) } },
	{ WIRE, "server", "all was read: FIN (RFC 9293, 3.6)",
	  .wire = { "FIN,ACK", "the client sends", IS(1) } },
	{ WIRE, "server", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "client", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "nothing was reset", .counter = { "TcpEstabResets", 0 } },
	{ REASON, "server", "nothing was reset",
	  .reason = { "TCP_ABORT_ON_DATA", .count = IS(0) } },
	{ 0 },
};

SCENARIO(shutdown_read_control) = {
	.name = "shutdown-read-control",
	.title = "data arrive after shutdown(SHUT_RD) alone: no RST",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.proves =
		"shutdown(SHUT_RD) sends nothing, and data that come after it are accepted, "
		"acknowledged and readable: no RST, in contrast to shutdown(SHUT_RDWR) and close().",
	.story =
		"The server shuts down its reading side. The client sends, the server reads it all the "
		"same and answers; both close.",
	.play = play,
	.promises = promises,
};

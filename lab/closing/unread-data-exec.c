/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data-exec - a server replaces itself by another program, and has not read all.
 *
 * The descriptor is close-on-exec, so begin_new_exec() closes it: do_close_on_exec(), and
 * __tcp_close() finds unread data. Nobody has called close(), and no process has died.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_send(c, "Hello world.\n");
	await_unread(s, 13);
	settle(lab);

	chapter(lab, "the server becomes another program");
	actor_exec(talk.server);
	settle(lab);
	tcp_recv(c);
}

static const struct promise promises[] = {
	{ WIRE, "server", "received data were lost: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)",
	  .wire = { RST_ABORT, .chapter = "the server becomes another program", .count = IS(1) } },
	{ WIRE, "server", "a RST takes the FIN's place",
	  .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .err = ECONNRESET } },
	{ COUNTER, "server", "__tcp_close() counts unread data so",
	  .counter = { "TcpExtTCPAbortOnClose", 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "__tcp_close() with unread data, on behalf of do_close_on_exec()",
	  .reason = { "TCP_ABORT_ON_CLOSE", "CLOSED" } },
	{ 0 },
};

SCENARIO(unread_data_exec) = {
	.name = "unread-data-exec",
	.title = "execve() closes a socket whose receive buffer holds data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"A socket that is close-on-exec is closed by execve() like by close(): with unread "
		"data the peer is reset. This is what a client sees of a server that upgrades itself "
		"in place and did not hand its connections over.",
	.story = "The client sends. The server, which has read nothing, calls execve().",
	.play = play,
	.promises = promises,
};

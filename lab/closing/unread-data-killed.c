/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data-killed - SIGKILL takes a server that has not read all.
 *
 * A process does not close its sockets, its kernel does: do_exit(), exit_files(), and so the same
 * __tcp_close() as in unread-data, with TCP_ABORT_ON_CLOSE. A crash, an exit() and the OOM killer
 * look the same from outside.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_send(c, "Hello world.\n");
	await_unread(s, 13);
	settle(lab);

	chapter(lab, "the server is killed");
	actor_kill(talk.server);
	settle(lab);
	look(lab, "server", "after the kill");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "server", "received data were lost: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)",
	  .wire = { RST_ABORT, .chapter = "the server is killed", .count = IS(1) } },
	{ WIRE, "server", "a RST takes the FIN's place",
	  .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .err = ECONNRESET } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the server is killed", .err = EPIPE } },
	{ SOCKET, "server", "nothing is left of the connection, nor of the listener",
	  .look = { "after the kill", .port = SERVICE_PORT, .count = 0 } },
	{ COUNTER, "server", "__tcp_close() counts unread data so",
	  .counter = { "TcpExtTCPAbortOnClose", 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "__tcp_close() with unread data, called by do_exit()",
	  .reason = { "TCP_ABORT_ON_CLOSE", "CLOSED" } },
	{ 0 },
};

SCENARIO(unread_data_killed) = {
	.name = "unread-data-killed",
	.title = "a process is killed while its receive buffer holds data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"The kernel closes the sockets of a process that dies, by the same rules as close(): "
		"with unread data the peer gets RST, with none it would get FIN. So whether a crash "
		"shows as ECONNRESET or as the end of the stream depends on what was left to read.",
	.story = "The client sends; the server, which has read nothing, is killed by SIGKILL.",
	.play = play,
	.promises = promises,
};

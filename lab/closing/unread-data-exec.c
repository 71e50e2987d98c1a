/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-exec - execve() closes a socket, and not all was read */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_leave_unread(lab, &talk);

	chapter(lab, "the server calls execve()");
	actor_exec(talk.server);
	settle(lab);
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE("the server calls execve()"),
	SENDS("server", ONE(RST_ABORT),
	      "received data was lost: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)"),

	IN_ALL,
	SENDS("server", NO("~FIN"), "a RST replaces the FIN"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED",
	       "__tcp_close() with unread data, on behalf of do_close_on_exec()"),
	{ 0 },
};

SCENARIO(unread_data_exec) = {
	.name = "unread-data-exec",
	.title = "execve() closes a socket whose receive buffer holds data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "execve() closes a close-on-exec socket just as close() does: with unread data "
		  "the peer is reset. This is what a client sees of a server that upgrades itself "
		  "in place and does not pass its connections on.",
	.why = "The descriptor is close-on-exec, so begin_new_exec() closes it: "
	       "do_close_on_exec(), and __tcp_close() finds unread data. No process called "
	       "close(), and none died.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-killed - SIGKILL takes a server that has not read all */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_leave_unread(lab, &talk);

	chapter(lab, "the server is killed");
	actor_kill(talk.server);
	settle(lab);
	look(lab, "server", "after the kill");
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");
}

static const struct promise promises[] = {
	WHILE("the server is killed"),
	SENDS("server", ONE(RST_ABORT),
	      "received data was lost: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	HAS_SOCKETS("server", 0, "after the kill", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "nothing is left of the connection or of the listener"),
	CALL_FAILS("client", "send", EPIPE, AS_EVER),

	IN_ALL,
	SENDS("server", NO("~FIN"), "a RST replaces the FIN"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED",
	       "__tcp_close() with unread data, called by do_exit()"),
	{ 0 },
};

SCENARIO(unread_data_killed) = {
	.name = "unread-data-killed",
	.title = "a process is killed while its receive buffer holds data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "When a process dies, the kernel closes its sockets by the same rules as "
		  "close(): with unread data the peer gets a RST, without it a FIN. So whether a "
		  "crash shows as ECONNRESET or as the end of the stream depends on what was left "
		  "to read.",
	.why = "The kernel closes the sockets, not the process: do_exit(), exit_files(), and so "
	       "the same __tcp_close() as in unread-data, with TCP_ABORT_ON_CLOSE. A crash, an "
	       "exit() and the OOM killer look the same from outside.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-in-flight - the last reference of a socket is in a message that nobody received */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_leave_unread(lab, &talk);

	chapter(lab, "the descriptor is in a message");
	tcp_pass(talk.s);
	settle(lab);
	look(lab, "server", "in the message");

	chapter(lab, "the message is discarded");
	tcp_pass_drop(talk.server);
	settle(lab);
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE("the descriptor is in a message"),
	CALL_WORKS("server", "sendmsg", "no process holds the descriptor any more"),
	SENDS("server", NOTHING, "the message does: nothing is sent"),
	HAS_SOCKETS("server", 1, "in the message", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "and the connection stays up"),

	WHILE("the message is discarded"),
	SENDS("server", ONE(RST_ABORT),
	      "received data was lost: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	SENDS("server", NO("~FIN"), "a RST replaces the FIN"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED",
	       "__tcp_close() with unread data, on behalf of unix_release_sock()"),
	{ 0 },
};

SCENARIO(unread_data_in_flight) = {
	.name = "unread-data-in-flight",
	.title = "a socket in an SCM_RIGHTS message that was never received, with unread data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "A connection that is handed over to another process stays alive in the message "
		  "until it is received. If the message is discarded, for example because the "
		  "receiver dies first, the kernel closes the connection, and with unread data the "
		  "peer is reset.",
	.why = "A descriptor sent over a UNIX socket (SCM_RIGHTS, unix(7)) lives in the message. "
	       "When the receiving end is closed, unix_release_sock() discards the message, and "
	       "with it the last reference: tcp_close() is called deep inside the close() of "
	       "something else.",
	.play = play,
	.promises = promises,
};

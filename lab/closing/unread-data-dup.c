/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-dup - the last duplicate of a descriptor decides */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *twin = tcp_dup(talk.s);
	talk_leave_unread(lab, &talk);

	chapter(lab, "one of two descriptors is closed");
	tcp_close(talk.s);
	settle(lab);
	look(lab, "server", "one is left");

	chapter(lab, "the last one is closed");
	tcp_close(twin);
	settle(lab);
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE("one of two descriptors is closed"),
	CALL_WORKS("server", "close", "the first close() succeeds"),
	SENDS("server", NOTHING, "and sends nothing: a reference is left"),
	HAS_SOCKETS("server", 1, "one is left", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the connection is up"),

	WHILE("the last one is closed"),
	SENDS("server", ONE(RST_ABORT),
	      "received data was lost: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	SENDS("server", ONE(.flags = "~RST"), "no other"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(unread_data_dup) = {
	.name = "unread-data-dup",
	.title = "the last duplicate of a descriptor is closed, with unread data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "With two descriptors of one socket, as after dup() or fork(), the first close() "
		  "sends nothing; the RST for unread data comes with the last close(), perhaps "
		  "much later and from another process.",
	.why = "close() ends the connection only when no descriptor is left: each drops one "
	       "reference to the file, and __fput() calls tcp_close() at the last. Until then "
	       "nothing is sent, whatever the receive buffer holds.",
	.play = play,
	.promises = promises,
};

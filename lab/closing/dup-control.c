/* SPDX-License-Identifier: GPL-2.0-only */
/* dup-control - closing one of two descriptors: whatever the socket would do, nothing is done */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *twin = tcp_dup(talk.s);

	tcp_linger(talk.s, true, 0);
	talk_leave_unread(lab, &talk);

	chapter(lab, "one of two descriptors is closed");
	tcp_close(talk.s);
	settle(lab);

	chapter(lab, "the other is used");
	tcp_recv(twin);
	tcp_send(twin, "Hello.\n");
	tcp_recv(talk.c);
	tcp_linger(twin, false, 0);
	tcp_close(twin);
	tcp_recv(talk.c);
	tcp_close(talk.c);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("one of two descriptors is closed"),
	CALL_WORKS("server", "close", "close() succeeds"),
	SENDS("server", NOTHING, "and sends nothing"),
	SENDS("client", NOTHING, "and the client sends nothing"),

	WHILE("the other is used"),
	CALL_RETURNS("server", "recv", 13, "no data is lost"),
	CALL_RETURNS("client", NTH(1, "recv"), 7, "the connection works"),
	CALL_RETURNS("client", NTH(2, "recv"), 0, "and ends normally"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "the last close() sends a FIN (RFC 9293, 3.6)"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST"),
	SENDS("client", NO("~RST"), "no RST"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(dup_control) = {
	.name = "dup-control",
	.title = "close one of two descriptors, with unread data and SO_LINGER {1, 0}: no RST",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.proves = "close() of a descriptor that has a duplicate sends nothing, even with unread "
		  "data and SO_LINGER {1, 0}; the connection continues through the other "
		  "descriptor. See unread-data-dup for the last one.",
	.why = "Unread data and SO_LINGER {1, 0} are two reasons to reset, but they apply to the "
	       "socket's last close(). The first close() only drops a reference; __fput() runs "
	       "at the last. A server that forks and closes its copy does this with each "
	       "connection.",
	.play = play,
	.promises = promises,
};

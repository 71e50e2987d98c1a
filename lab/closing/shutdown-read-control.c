/* SPDX-License-Identifier: GPL-2.0-only */
/* shutdown-read-control - shutdown(SHUT_RD) alone tells the peer nothing */
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
	WHILE("the server will not read"),
	SENDS("server", NOTHING, "nothing is sent"),

	WHILE("the client sends"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "everything was read: FIN (RFC 9293, 3.6)"),

	IN_ALL,
	CALL_RETURNS("server", NTH(1, "recv"), 0,
		     "without data to read, this is the end of the stream"),
	CALL_RETURNS("server", NTH(2, "recv"), 13, "but data still arrives after it"),
	CALL_RETURNS("client", NTH(1, "recv"), 7, "and the connection works"),
	SENDS("server", NO("~RST"), "no RST"),
	SENDS("client", NO("~RST"), "no RST"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(shutdown_read_control) = {
	.name = "shutdown-read-control",
	.title = "data arrives after shutdown(SHUT_RD) alone: no RST",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.proves = "shutdown(SHUT_RD) sends nothing, and data that arrives after it is accepted, "
		  "acknowledged and readable: no RST, unlike shutdown(SHUT_RDWR) and close().",
	.why = "TCP has no segment that says \"I will not read\". tcp_shutdown() returns at once "
	       "without SEND_SHUTDOWN, and in ESTABLISHED tcp_data_queue() accepts data as "
	       "before: it is acknowledged, and can even be read.",
	.play = play,
	.promises = promises,
};

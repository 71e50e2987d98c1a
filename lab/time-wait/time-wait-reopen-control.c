/* SPDX-License-Identifier: GPL-2.0-only */
/* time-wait-reopen-control - a new SYN reaches TIME-WAIT, and is welcome. */
#include "scenario.h"

enum { CLIENT_PORT = 50031 };

static void connect_again(struct talk *talk)
{
	talk->c = tcp_connect_from(talk->client, CLIENT_PORT, NO_REUSE, "server", SERVICE_PORT);
	talk->s = tcp_accept(talk->listener);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	connect_again(&talk);
	talk_end(lab, &talk);
	look(lab, "server", "before");

	chapter(lab, "the same port again");
	connect_again(&talk);
	look(lab, "server", "after");
	tcp_send(talk.c, "Hello world.\n");
	tcp_recv(talk.s);
	settle(lab);
}

static const struct promise promises[] = {
	HAS_SOCKETS("server", 1, "before", AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "the side that closes first keeps TIME-WAIT (RFC 9293, 3.6.1)"),

	WHILE("the same port again"),
	SENDS("client", ONE(.flags = "SYN"), "one SYN is enough"),
	SENDS("server", ONE(.flags = "SYN,ACK", .ack = SEG_END, .newer = IS(1)),
	      "a newer SYN reopens, and the new ISS is above all numbers of the old connection "
	      "(RFC 9293, 3.6.1, MAY-2; RFC 6191)"),
	CALL_WORKS("client", "connect", "the connection is up"),
	HAS_SOCKETS("server", 0, "after", AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "in place of TIME-WAIT"),

	IN_ALL,
	CALL_RETURNS("server", "recv", 13, "and works"),
	SENDS("server", NO("~RST"), "no RST"),
	SENDS("client", NO("~RST"), "no RST"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(time_wait_reopen_control) = {
	.name = "time-wait-reopen-control",
	.title = "a new SYN to a port pair in TIME-WAIT: a new connection, no RST",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "after control",
	.proves = "A server in TIME-WAIT accepts a new connection from the same address and port "
		  "if its SYN is newer. TIME-WAIT on the server refuses no client.",
	.why = "RFC 9293, 3.6.1 (MAY-2): TIME-WAIT may accept a SYN whose sequence number, or "
	       "timestamp (RFC 6191), is newer than the old connection's. "
	       "tcp_timewait_state_process() returns TCP_TW_SYN, and the listener takes over.",
	.play = play,
	.promises = promises,
};

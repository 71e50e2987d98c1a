/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linger-control - document section 1.2, its motive: what SO_LINGER {1, 0} is meant to avoid.
 *
 * The side that closes first keeps the connection in TIME-WAIT for 2 MSL (RFC 9293, 3.6.1; 60 s in
 * Linux, TCP_TIMEWAIT_LEN). bind() to its port fails with EADDRINUSE (inet_csk_get_port()), unless
 * the old socket and the new both have SO_REUSEADDR: then the timestamps of the old connection let
 * the new one take its place (tcp_twsk_unique(); RFC 7323, B.2 sketches the like). A port that the
 * kernel must choose itself is not taken from TIME-WAIT: with all of a small range so taken,
 * connect() fails with EADDRNOTAVAIL (__inet_hash_connect(); tcp_tw_reuse is for loopback only by
 * default).
 */
#include "scenario.h"

#include <sys/socket.h>

enum { CLIENT_PORT = 50031, PORTS = 4 };

/* The client closes first, the usual way. */
static void close_both(struct sock *c, struct sock *s)
{
	tcp_close(c);
	tcp_recv(s);
	tcp_close(s);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c =
		tcp_connect_from(talk.client, CLIENT_PORT, REUSE_ADDRESS, "server", SERVICE_PORT);

	chapter(lab, "the client closes");
	close_both(c, tcp_accept(talk.listener));
	await_state(c, "TIME-WAIT");
	look(lab, "client", "after the close");

	chapter(lab, "the same port again");
	tcp_connect_from(talk.client, CLIENT_PORT, NO_REUSE, "server", SERVICE_PORT);
	c = tcp_connect_from(talk.client, CLIENT_PORT, REUSE_ADDRESS, "server", SERVICE_PORT);
	close_both(c, tcp_accept(talk.listener));
	await_state(c, "TIME-WAIT");

	host_sysctl(lab, "client", "ipv4/ip_local_port_range", "40000 40003");
	chapter(lab, "four ports, without linger");
	for (int i = 0; i < PORTS; i++) {
		c = tcp_connect(talk.client, "server", SERVICE_PORT);
		close_both(c, tcp_accept(talk.listener));
		await_state(c, "TIME-WAIT");
	}
	look(lab, "client", "ports used up");
	tcp_connect(talk.client, "server", SERVICE_PORT);

	host_sysctl(lab, "client", "ipv4/ip_local_port_range", "41000 41003");
	chapter(lab, "four ports, with linger");
	for (int i = 0; i < 2 * PORTS; i++) {
		talk_connect(&talk);
		tcp_linger(talk.c, true, 0);
		tcp_close(talk.c);
		tcp_recv(talk.s);
		tcp_close(talk.s);
	}
}

static const struct promise promises[] = {
	{ WIRE, "client", "close() sends FIN (RFC 9293, 3.6)",
	  .wire = { .flags = "FIN,ACK", .chapter = "the client closes", .count = IS(1) } },
	{ WIRE, "server", "and so does the other side",
	  .wire = { .flags = "FIN,ACK", .chapter = "the client closes", .count = IS(1) } },
	{ WIRE, "client", "a normal close resets nothing",
	  .wire = { .flags = "~RST", .chapter = "the client closes", .count = IS(0) } },
	{ WIRE, "server", "on neither side",
	  .wire = { .flags = "~RST", .chapter = "the client closes", .count = IS(0) } },
	{ SOCKET, "server", "the end of the stream",
	  .call = { "recv", .chapter = "the client closes", .ret = IS(0) } },
	{ SOCKET, "client", "who closes first keeps TIME-WAIT (RFC 9293, 3.6.1)",
	  .look = { "after the close", "TIME-WAIT", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "inet_csk_get_port(): the port is taken",
	  .call = { "bind", .chapter = "the same port again", .err = EADDRINUSE } },
	{ SOCKET, "client",
	  "with SO_REUSEADDR and timestamps TIME-WAIT gives way: tcp_twsk_unique()",
	  .call = { "connect", .chapter = "the same port again" } },
	{ SOCKET, "client", "each port of the range is in TIME-WAIT, and the first",
	  .look = { "ports used up", "TIME-WAIT", SERVICE_PORT, .count = PORTS + 1 } },
	{ SOCKET, "client", "the first four connections had a port each",
	  .call = { "connect", .chapter = "four ports, without linger", .nth = PORTS } },
	{ SOCKET, "client", "__inet_hash_connect(): no port is left",
	  .call = { "connect", .chapter = "four ports, without linger", .nth = PORTS + 1,
		    .err = EADDRNOTAVAIL } },
	{ SOCKET, "client", "with linger twice as many connections as ports pass",
	  .call = { "connect", .chapter = "four ports, with linger", .nth = 2 * PORTS } },
	{ WIRE, "client", "each of them ends with a RST",
	  .wire = { .flags = "RST,ACK",
		    .chapter = "four ports, with linger",
		    .count = IS(2 * PORTS),
		    .seq = SND_NXT } },
	{ REASON, "client", "tcp_disconnect(): the state needs a reset",
	  .reason = { "TCP_STATE", "CLOSED", .count = IS(2 * PORTS) } },
	{ 0 },
};

SCENARIO(linger_control) = {
	.name = "linger-control",
	.title = "the normal close, TIME-WAIT, and a small range of ports",
	.section = "1.2",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close control",
	.proves =
		"A client that closes first the normal way keeps TIME-WAIT: its port cannot be bound "
		"(EADDRINUSE), but with SO_REUSEADDR on the old and the new socket. A client whose "
		"local ports are a small range runs out of them (connect() fails with EADDRNOTAVAIL); "
		"with SO_LINGER {1, 0} it does not.",
	.story =
		"The client closes normally, and tries the same port again, without and with "
		"SO_REUSEADDR. Then it has four local ports: the fifth connection fails. With linger "
		"eight in a row succeed.",
	.play = play,
	.promises = promises,
};

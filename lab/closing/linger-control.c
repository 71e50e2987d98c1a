/* SPDX-License-Identifier: GPL-2.0-only */
/* linger-control - the normal close, and what SO_LINGER {1, 0} is meant to avoid: TIME-WAIT */
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
	WHILE("the client closes"),
	SENDS("client", ONE(.flags = "FIN,ACK"), "close() sends FIN (RFC 9293, 3.6)"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "and so does the other side"),
	SENDS("client", NO("~RST"), "a normal close resets nothing"),
	SENDS("server", NO("~RST"), "on neither side"),
	CALL_RETURNS("server", "recv", 0, "the end of the stream"),
	HAS_SOCKETS("client", 1, "after the close", AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "the side that closes first keeps TIME-WAIT (RFC 9293, 3.6.1)"),

	WHILE("the same port again"),
	CALL_FAILS("client", "bind", EADDRINUSE, "inet_csk_get_port(): the port is taken"),
	CALL_WORKS("client", "connect",
		   "with SO_REUSEADDR and timestamps a TIME-WAIT port can be reused: "
		   "tcp_twsk_unique()"),

	WHILE("four ports, without linger"),
	HAS_SOCKETS("client", PORTS + 1, "ports used up", AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "each port of the range is in TIME-WAIT, and so is the first"),
	CALL_WORKS("client", NTH(PORTS, "connect"), "the first four connections had a port each"),
	CALL_FAILS("client", NTH(PORTS + 1, "connect"), EADDRNOTAVAIL,
		   "__inet_hash_connect(): no port is left"),

	WHILE("four ports, with linger"),
	CALL_WORKS("client", NTH(2 * PORTS, "connect"),
		   "with linger there can be twice as many connections as ports"),
	SENDS("client", TIMES(2 * PORTS, .flags = "RST,ACK", .seq = SND_NXT),
	      "each of them ends with a RST"),

	IN_ALL,
	RESETS("client", 2 * PORTS, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(linger_control) = {
	.name = "linger-control",
	.title = "the normal close, TIME-WAIT, and a small range of ports",
	.section = "1.2",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close control",
	.causes = { { .chapter = "four ports, with linger", .cause = "connect-scan" } },
	.proves = "A client that closes first the normal way keeps TIME-WAIT: its port cannot be "
		  "bound (EADDRINUSE), unless the old and the new socket have SO_REUSEADDR. A "
		  "client with a small range of local ports runs out of them (connect() fails with "
		  "EADDRNOTAVAIL); with SO_LINGER {1, 0} it does not.",
	.why = "The side that closes first keeps the connection in TIME-WAIT for 2 MSL (RFC "
	       "9293, 3.6.1; 60 s in Linux, TCP_TIMEWAIT_LEN). bind() to its port fails with "
	       "EADDRINUSE (inet_csk_get_port()), unless both the old and the new socket have "
	       "SO_REUSEADDR: then the old connection's timestamps let the new one replace it "
	       "(tcp_twsk_unique(); RFC 7323, B.2 describes something similar).\n"
	       "\n"
	       "When the kernel chooses a port itself, it does not reuse one in TIME-WAIT: if "
	       "that covers all of a small range, connect() fails with EADDRNOTAVAIL "
	       "(__inet_hash_connect(); by default tcp_tw_reuse applies to loopback only).",
	.play = play,
	.promises = promises,
};

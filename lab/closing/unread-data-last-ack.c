/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-last-ack - close() with unread data when both sides have said FIN */
#include "scenario.h"

#include <sys/socket.h>

#define LAST_ACK "LAST-ACK, unread data"
#define CLOSING  "CLOSING, unread data"
#define ALL_READ "LAST-ACK, everything was read"

enum { GHOST_PORT = 4000 };

/* The ghost says a line and FIN. */
static void say_all(struct lab *lab, struct raw_segment *peer)
{
	peer->flags = "FIN,PSH,ACK";
	peer->data = "Hello world.\n";
	raw_send(lab, peer);
	peer->seq += 14;
	peer->data = NULL;
}

static struct sock *connection(struct lab *lab, struct sock *listener, uint16_t port,
			       struct raw_segment *ret)
{
	*ret = raw_connect(lab, "server", port, SERVICE_PORT);
	return tcp_accept(listener);
}

static void end(struct lab *lab, struct sock *s, const char *title)
{
	settle(lab);
	chapter(lab, title);
	tcp_close(s);
	settle(lab);
	look(lab, "server", title);
}

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	struct raw_segment peer;
	ghost_beside(lab, "client");

	chapter(lab, "a connection");
	struct sock *s = connection(lab, listener, GHOST_PORT, &peer);
	say_all(lab, &peer);
	await_state(s, "CLOSE-WAIT");
	tcp_send(s, "413\r\n");
	tcp_shutdown(s, SHUT_WR);
	await_state(s, "LAST-ACK");
	end(lab, s, LAST_ACK);

	chapter(lab, "another");
	s = connection(lab, listener, GHOST_PORT + 1, &peer);
	tcp_shutdown(s, SHUT_WR);
	await_state(s, "FIN-WAIT-1");
	say_all(lab, &peer);
	await_state(s, "CLOSING");
	end(lab, s, CLOSING);

	chapter(lab, "a third connection");
	s = connection(lab, listener, GHOST_PORT + 2, &peer);
	say_all(lab, &peer);
	await_state(s, "CLOSE-WAIT");
	tcp_recv(s);
	tcp_shutdown(s, SHUT_WR);
	await_state(s, "LAST-ACK");
	end(lab, s, ALL_READ);
}

/* The ghost has no timestamps. */
#define ABORT .flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0), .timestamps = IS(0)
#define GONE(title, port) \
	HAS_SOCKETS("server", 0, title, AT_PORT(port, ANY_STATE), "and the connection is deleted")

static const struct promise promises[] = {
	WHILE(LAST_ACK),
	SENDS("server", ONE(ABORT), "data was lost (RFC 9293, 3.6.1), although its FIN has left"),
	GONE(LAST_ACK, GHOST_PORT),

	WHILE(CLOSING),
	SENDS("server", ONE(ABORT), "the same before its peer has acknowledged that FIN"),
	GONE(CLOSING, GHOST_PORT + 1),

	WHILE(ALL_READ),
	SENDS("server", NO("~RST"),
	      "no data was lost: it waits for the acknowledgement of its FIN"),
	HAS_SOCKETS("server", 1, ALL_READ, AT_PORT(GHOST_PORT + 2, "LAST-ACK"),
		    "as an orphan (RFC 9293, 3.6)"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnClose", 2, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0,
	       "neither LAST-ACK nor CLOSING counts (RFC 4022, tcpEstabResets)"),
	RESETS("server", 2, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(unread_data_last_ack) = {
	.name = "unread-data-last-ack",
	.title = "close with unread data after both sides have sent a FIN",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close raw",
	.cause = "abort-unread",
	.proves = "With unread data close() sends a RST even in LAST-ACK and CLOSING, after both "
		  "FINs: a peer that has sent its request and its FIN, and waits for the rest of "
		  "the answer, may lose it. Any other ABORT is silent there "
		  "(linger-silent-control).",
	.why = "__tcp_close() looks at the receive queue before it looks at the state: with "
	       "unread data it resets (RFC 2525, 2.17). Only tcp_disconnect() and tcp_abort() "
	       "call tcp_need_reset(), which spares LAST-ACK and CLOSING.",
	.play = play,
	.promises = promises,
};

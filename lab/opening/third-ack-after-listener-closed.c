/* SPDX-License-Identifier: GPL-2.0-only */
/* third-ack-after-listener-closed - the listener is gone when the handshake's last ACK arrives. */
#include "scenario.h"

enum { GHOST_PORT = 4000 };

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	chapter(lab, "the handshake begins");
	struct raw_segment third_ack = raw_syn(lab, "server", GHOST_PORT, SERVICE_PORT);
	settle(lab);

	chapter(lab, "the listener is closed");
	tcp_close(listener);
	settle(lab);

	chapter(lab, "the third ACK arrives");
	raw_send(lab, &third_ack);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("the listener is closed"),
	SENDS("server", NO("~RST"), "no client is told: a request is not a connection yet"),

	WHILE("the third ACK arrives"),
	SENDS("server", ONE(RST_REPLY),
	      "an ACK in CLOSED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	IN_ALL,
	CALL_WORKS("server", "close", "close() of the listener"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", "neither request nor listener"),
	{ 0 },
};

SCENARIO(third_ack_after_listener_closed) = {
	.name = "third-ack-after-listener-closed",
	.title = "the listener is closed between SYN-ACK and the third ACK",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up raw",
	.cause = "listener-gone",
	.proves = "A handshake in progress is not told when the listener closes. Its third ACK "
		  "finds no socket and is answered with a RST; the client sees a reset of a "
		  "connection that it has just established.",
	.why = "A request belongs to its listener: tcp_v4_rcv() finds it, sees that its listener "
	       "is no longer in LISTEN, drops it and looks for another socket. There is none: "
	       "state CLOSED (RFC 9293, 3.10.7.1), reason NO_SOCKET. Compare listener-closed, "
	       "where the ACK had arrived before.",
	.play = play,
	.promises = promises,
};

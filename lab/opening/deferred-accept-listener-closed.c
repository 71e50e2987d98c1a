/* SPDX-License-Identifier: GPL-2.0-only */
/* deferred-accept-listener-closed - a service ends before its client speaks. */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

enum { DEFER_SECONDS = 30 };

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	tcp_set(talk.listener, TCP_OPTION(IPPROTO_TCP, TCP_DEFER_ACCEPT), DEFER_SECONDS);
	struct sock *c = tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
	look(lab, "server", "connected");

	chapter(lab, "the listener is closed");
	tcp_close(talk.listener);
	settle(lab);
	look(lab, "client", "the listener is gone");

	chapter(lab, "the client sends");
	tcp_send(c, "Hello.\n");
	settle(lab);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	CALL_WORKS("client", "connect", "the handshake is done for the client"),
	HAS_SOCKETS("server", 1, "connected", AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "but not for the server: the third ACK was dropped"),

	WHILE("the listener is closed"),
	SENDS("server", NO("~RST"), "no connection, no reset"),
	HAS_SOCKETS("client", 1, "the listener is gone", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the client notices nothing"),

	WHILE("the client sends"),
	SENDS("server", ONE(RST_REPLY),
	      "an ACK in CLOSED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	IN_ALL,
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),
	COUNTS("server", "TcpExtTCPDeferAcceptDrop", 1,
	       "tcp_check_req(): a bare ACK waits for data"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", "neither request nor listener"),
	{ 0 },
};

SCENARIO(deferred_accept_listener_closed) = {
	.name = "deferred-accept-listener-closed",
	.title = "a listener with TCP_DEFER_ACCEPT is closed before the client sends",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up half-open",
	.cause = "listener-gone",
	.proves = "With TCP_DEFER_ACCEPT, a client that has connected but not sent anything has a "
		  "connection that the server does not have. If the service restarts, the client "
		  "is not told; its first data is answered with a RST.",
	.why = "With TCP_DEFER_ACCEPT tcp_check_req() drops the bare third ACK and keeps a "
	       "request: the client has a connection, the server has none (tcp(7)). So closing "
	       "the listener sends nothing, and the client's first data finds no socket. Compare "
	       "listener-closed.",
	.play = play,
	.promises = promises,
};

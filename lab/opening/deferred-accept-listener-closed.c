/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * deferred-accept-listener-closed - TCP_DEFER_ACCEPT, and the service restarts before the client
 * speaks.
 *
 * With that option tcp_check_req() drops the bare third ACK and keeps a request: to the client the
 * connection stands, to the server there is none (tcp(7)). The end of the listener is therefore
 * silent, and the client's first data find no socket.
 */
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

	chapter(lab, "the client speaks");
	tcp_send(c, "Hello.\n");
	settle(lab);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ SOCKET, "client", "the client's handshake is done", .call = { "connect" } },
	{ SOCKET, "server", "the server's is not: the third ACK was dropped",
	  .look = { "connected", "SYN-RECEIVED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "server", "tcp_check_req(): a bare ACK waits for data",
	  .counter = { "TcpExtTCPDeferAcceptDrop", 1 } },
	{ WIRE, "server", "no connection, no reset (compare listener-closed)",
	  .wire = { .flags = "~RST", .chapter = "the listener is closed", .count = IS(0) } },
	{ SOCKET, "client", "the client notices nothing",
	  .look = { "the listener is gone", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "an ACK in CLOSED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)",
	  .wire = { RST_REPLY, .chapter = "the client speaks", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .nth = 2, .err = ECONNRESET } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "neither request nor listener", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(deferred_accept_listener_closed) = {
	.name = "deferred-accept-listener-closed",
	.title = "a listener with TCP_DEFER_ACCEPT is closed before the client speaks",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up half-open",
	.proves =
		"With TCP_DEFER_ACCEPT a client that has connected and not yet spoken has a connection "
		"that the server does not have. If the service restarts, nothing tells the client; its "
		"first data are answered by RST.",
	.story = "A client connects to a listener with TCP_DEFER_ACCEPT and says nothing. The "
		 "listener is closed. Then the client speaks, twice.",
	.play = play,
	.promises = promises,
};

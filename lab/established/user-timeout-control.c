/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * user-timeout-control - TCP_USER_TIMEOUT with data in flight: the connection ends without a RST.
 *
 * RFC 9293, 3.10.8: when the user timeout expires, flush the queues, tell the user, delete the
 * connection; no segment is sent. tcp_write_timeout() does just so: tcp_write_err(), ETIMEDOUT. The
 * peer stays half-open. Compare user-timeout-keepalive.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c;
	talk_exchange(lab, &talk);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), 500);

	chapter(lab, "the server falls silent, the client sends");
	link_down(lab, "server");
	tcp_send(c, "Are you still there?\n");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
	settle(lab);
	look(lab, "client", "after the timeout");
	look(lab, "server", "after the timeout");
}

static const struct promise promises[] = {
	{ WIRE, "client", "data that are sent again and again, and lost",
	  .wire = { .flags = "PSH,ACK",
		    .chapter = "the server falls silent, the client sends",
		    .rel_seq = IS(16),
		    .len = IS(21),
		    .lost = true } },
	{ WIRE, "client", "the end of it is not said (RFC 9293, 3.10.8)",
	  .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "server", "nobody answers",
	  .wire = { .chapter = "the server falls silent, the client sends", .count = IS(0) } },
	{ SOCKET, "client", "connection aborted due to user timeout (RFC 9293, 3.10.8)",
	  .call = { "recv", .chapter = "the server falls silent, the client sends",
		    .err = ETIMEDOUT } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the server falls silent, the client sends", .nth = 2,
		    .err = EPIPE } },
	{ SOCKET, "client", "the connection is gone",
	  .look = { "after the timeout", .port = SERVICE_PORT, .count = 0 } },
	{ SOCKET, "server", "the server knows nothing of it: half-open",
	  .look = { "after the timeout", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "tcp_write_err() counts it",
	  .counter = { "TcpExtTCPAbortOnTimeout", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "no RST was tried", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "client", "nor was one for the keepalive timer to send",
	  .reason = { "TCP_KEEPALIVE_TIMEOUT", .count = IS(0) } },
	{ 0 },
};

SCENARIO(user_timeout_control) = {
	.name = "user-timeout-control",
	.title = "TCP_USER_TIMEOUT with data in flight: ETIMEDOUT, and no RST",
	.rfc = "RFC 9293, 3.10.8",
	.tags = "life timer control",
	.proves =
		"A connection that dies because its data were never acknowledged dies in silence: "
		"ETIMEDOUT for the application, no RST for the peer, which stays ESTABLISHED. "
		"TCP_USER_TIMEOUT only makes it come sooner.",
	.story =
		"The connection is up and was used; the client has set TCP_USER_TIMEOUT to half a "
		"second. The server's cable is pulled, behind a switch. The client sends, and waits in "
		"recv().",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

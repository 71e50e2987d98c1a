/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * user-timeout-keepalive - TCP_USER_TIMEOUT cuts keepalive short.
 *
 * With TCP_USER_TIMEOUT set, tcp_keepalive_timer() no longer counts probes: after the first one
 * that went unanswered it gives up as soon as nothing was heard for that long (tcp(7)). RST and
 * ETIMEDOUT are those of keepalive-timeout. Compare user-timeout-control, where data are in flight
 * and no RST is sent.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c;
	talk_exchange(lab, &talk);

	chapter(lab, "the server falls silent");
	link_down(lab, "server");
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), 500);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPIDLE), 1);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPINTVL), 1);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPCNT), 100);
	tcp_set(c, TCP_OPTION(SOL_SOCKET, SO_KEEPALIVE), 1);
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
	look(lab, "client", "after the timeout");
}

static const struct promise promises[] = {
	{ WIRE, "client", "one probe of a hundred that it might send",
	  .wire = { .flags = "ACK",
		    .chapter = "the server falls silent",
		    .count = IS(1),
		    .rel_seq = IS(15),
		    .len = IS(0),
		    .lost = true } },
	{ WIRE, "client", "tcp_keepalive_timer() gives up: <SEQ=SND.NXT><CTL=RST>",
	  .wire = { RST_ABORT, .chapter = "the server falls silent", .count = IS(1),
		    .lost = true } },
	{ WIRE, "server", "nobody answers",
	  .wire = { .chapter = "the server falls silent", .count = IS(0) } },
	{ SOCKET, "client", "connection aborted due to user timeout (RFC 9293, 3.10.8)",
	  .call = { "recv", .chapter = "the server falls silent", .err = ETIMEDOUT } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the server falls silent", .err = EPIPE } },
	{ SOCKET, "client", "the connection is gone",
	  .look = { "after the timeout", .port = SERVICE_PORT, .count = 0 } },
	{ COUNTER, "client", "it counts its probes", .counter = { "TcpExtTCPKeepAlive", 1 } },
	{ COUNTER, "client", "tcp_write_err() counts it",
	  .counter = { "TcpExtTCPAbortOnTimeout", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ REASON, "client", "the same place in the kernel as for too many probes",
	  .reason = { "TCP_KEEPALIVE_TIMEOUT", "ESTABLISHED" } },
	{ 0 },
};

SCENARIO(user_timeout_keepalive) = {
	.name = "user-timeout-keepalive",
	.title = "TCP_USER_TIMEOUT ends keepalive early: ETIMEDOUT, and a RST",
	.rfc = "RFC 9293, 3.10.8",
	.tags = "life timer",
	.proves = "TCP_USER_TIMEOUT overrides TCP_KEEPCNT: one unanswered probe is enough once the "
		  "timeout has passed. The idle connection ends with ETIMEDOUT and a RST, "
		  "reason TCP_KEEPALIVE_TIMEOUT.",
	.story =
		"As keepalive-timeout, but with TCP_KEEPCNT 100 and TCP_USER_TIMEOUT half a second.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * keepalive-timeout - the peer has fallen silent, and keepalive gives up.
 *
 * RFC 9293, 3.8.4, has probes and says nothing of a RST. tcp_keepalive_timer() sends one all the
 * same when TCP_KEEPCNT probes went unanswered, before it tells the application ETIMEDOUT. It helps
 * nobody who is really gone; it helps when only one direction was broken.
 *
 * The server's cable is out, behind a switch: what the client sends leaves and never arrives.
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
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPIDLE), 1);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPINTVL), 1);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPCNT), 1);
	tcp_set(c, TCP_OPTION(SOL_SOCKET, SO_KEEPALIVE), 1);
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
	look(lab, "client", "after the timeout");
	look(lab, "server", "after the timeout");
}

static const struct promise promises[] = {
	{ WIRE, "client", "one probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)",
	  .wire = { .flags = "ACK",
		    .chapter = "the server falls silent",
		    .count = IS(1),
		    .rel_seq = IS(15),
		    .len = IS(0),
		    .lost = true } },
	{ WIRE, "server", "nobody answers",
	  .wire = { .chapter = "the server falls silent", .count = IS(0) } },
	{ WIRE, "client", "tcp_keepalive_timer() gives up: <SEQ=SND.NXT><CTL=RST>",
	  .wire = { RST_ABORT, .chapter = "the server falls silent", .count = IS(1),
		    .lost = true } },
	{ SOCKET, "client", "tcp_write_err(): a timeout, not a reset",
	  .call = { "recv", .chapter = "the server falls silent", .err = ETIMEDOUT } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the server falls silent", .err = EPIPE } },
	{ SOCKET, "client", "the connection is gone",
	  .look = { "after the timeout", .port = SERVICE_PORT, .count = 0 } },
	{ SOCKET, "server", "the server knows nothing of it: half-open",
	  .look = { "after the timeout", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "it counts its probes", .counter = { "TcpExtTCPKeepAlive", 1 } },
	{ COUNTER, "client", "tcp_write_err() counts it",
	  .counter = { "TcpExtTCPAbortOnTimeout", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ REASON, "client", "no answer to TCP_KEEPCNT probes",
	  .reason = { "TCP_KEEPALIVE_TIMEOUT", "ESTABLISHED" } },
	{ 0 },
};

SCENARIO(keepalive_timeout) = {
	.name = "keepalive-timeout",
	.title = "keepalive probes go unanswered: ETIMEDOUT, and a RST",
	.rfc = "RFC 9293, 3.8.4",
	.tags = "life timer",
	.proves =
		"When keepalive gives a peer up, the application reads ETIMEDOUT, and the kernel sends a "
		"RST after the probes. A capture at the silent side's end of the path shows a RST that "
		"nobody there has provoked.",
	.story =
		"The connection is up and was used. The server's cable is pulled, behind a switch. The "
		"client sets SO_KEEPALIVE with TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT 1, and waits "
		"in recv().",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

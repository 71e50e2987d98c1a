/* SPDX-License-Identifier: GPL-2.0-only */
/* keepalive-timeout - the peer has fallen silent, and keepalive gives up. */
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
	WHILE("the server falls silent"),
	SENDS("client", ONE(.flags = "ACK", .rel_seq = IS(15), .len = IS(0), .lost = true),
	      "one probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)"),
	SENDS("server", NOTHING, "no host answers"),
	SENDS("client", ONE(RST_ABORT, .lost = true),
	      "tcp_keepalive_timer() gives up: <SEQ=SND.NXT><CTL=RST>"),
	CALL_FAILS("client", "recv", ETIMEDOUT, "tcp_write_err(): a timeout, not a reset"),
	CALL_FAILS("client", "send", EPIPE, AS_EVER),
	HAS_SOCKETS("client", 0, "after the timeout", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the connection is gone"),
	HAS_SOCKETS("server", 1, "after the timeout", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the server does not know: half-open"),

	IN_ALL,
	COUNTS("client", "TcpExtTCPKeepAlive", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	RESETS("client", 1, "TCP_KEEPALIVE_TIMEOUT", "ESTABLISHED",
	       "no answer to TCP_KEEPCNT probes"),
	{ 0 },
};

SCENARIO(keepalive_timeout) = {
	.name = "keepalive-timeout",
	.title = "keepalive probes go unanswered: ETIMEDOUT, and a RST",
	.rfc = "RFC 9293, 3.8.4",
	.tags = "life timer",
	.cause = "timeout-keepalive",
	.waits_for_timer = true,
	.proves = "When keepalive gives up on a peer, the application gets ETIMEDOUT, and the "
		  "kernel sends a RST after the probes. A capture at the silent side's end of the "
		  "path shows a RST that nothing there has caused.",
	.why = "RFC 9293, 3.8.4, describes probes and does not mention a RST. "
	       "tcp_keepalive_timer() still sends one when TCP_KEEPCNT probes went unanswered, "
	       "before it reports ETIMEDOUT to the application. A peer that is really gone does "
	       "not receive it; it helps if only one direction was broken.\n"
	       "\n"
	       "The server's cable is unplugged, behind a switch: the client's segments leave "
	       "and never arrive.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* user-timeout-control - TCP_USER_TIMEOUT with data in flight: no RST. */
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
	WHILE("the server falls silent, the client sends"),
	SENDS("client", SOME(.flags = "PSH,ACK", .rel_seq = IS(16), .len = IS(21), .lost = true),
	      "data that is retransmitted again and again, and lost"),
	SENDS("server", NOTHING, "no host answers"),
	CALL_FAILS("client", "recv", ETIMEDOUT,
		   "connection aborted due to user timeout (RFC 9293, 3.10.8)"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE, AS_EVER),
	HAS_SOCKETS("client", 0, "after the timeout", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the connection is gone"),
	HAS_SOCKETS("server", 1, "after the timeout", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the server does not know: half-open"),

	IN_ALL,
	SENDS("client", NO("~RST"), "giving up sends nothing (RFC 9293, 3.10.8)"),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, "no RST was attempted"),
	RESETS("client", 0, "TCP_KEEPALIVE_TIMEOUT", ANY_STATE,
	       "and none from the keepalive timer"),
	{ 0 },
};

SCENARIO(user_timeout_control) = {
	.name = "user-timeout-control",
	.title = "TCP_USER_TIMEOUT with data in flight: ETIMEDOUT, and no RST",
	.rfc = "RFC 9293, 3.10.8",
	.tags = "life timer control",
	.cause = "data-unanswered",
	.waits_for_timer = true,
	.proves = "A connection that dies because its data was never acknowledged dies in "
		  "silence: the application gets ETIMEDOUT, and the peer gets no RST and stays "
		  "ESTABLISHED. TCP_USER_TIMEOUT only makes it happen sooner.",
	.why = "RFC 9293, 3.10.8: when the user timeout expires, flush the queues, tell the "
	       "user, delete the connection; no segment is sent. tcp_write_timeout() does "
	       "exactly that: tcp_write_err(), ETIMEDOUT. Compare user-timeout-keepalive.\n"
	       "\n"
	       "The server's cable is unplugged, behind a switch: the client's segments leave "
	       "and never arrive.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* user-timeout-keepalive - TCP_USER_TIMEOUT cuts keepalive short. */
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
	WHILE("the server falls silent"),
	SENDS("client", ONE(.flags = "ACK", .rel_seq = IS(15), .len = IS(0), .lost = true),
	      "one probe of a hundred that it might send"),
	SENDS("server", NOTHING, "no host answers"),
	SENDS("client", ONE(RST_ABORT, .lost = true),
	      "tcp_keepalive_timer() gives up: <SEQ=SND.NXT><CTL=RST>"),
	CALL_FAILS("client", "recv", ETIMEDOUT,
		   "connection aborted due to user timeout (RFC 9293, 3.10.8)"),
	CALL_FAILS("client", "send", EPIPE, AS_EVER),
	HAS_SOCKETS("client", 0, "after the timeout", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the connection is gone"),

	IN_ALL,
	COUNTS("client", "TcpExtTCPKeepAlive", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	RESETS("client", 1, "TCP_KEEPALIVE_TIMEOUT", "ESTABLISHED",
	       "the same place in the kernel as for too many probes"),
	{ 0 },
};

SCENARIO(user_timeout_keepalive) = {
	.name = "user-timeout-keepalive",
	.title = "TCP_USER_TIMEOUT ends keepalive early: ETIMEDOUT, and a RST",
	.rfc = "RFC 9293, 3.10.8",
	.tags = "life timer",
	.cause = "timeout-keepalive",
	.waits_for_timer = true,
	.proves = "TCP_USER_TIMEOUT overrides TCP_KEEPCNT: one unanswered probe is enough once the "
		  "timeout has passed. The idle connection ends with ETIMEDOUT and a RST, "
		  "reason TCP_KEEPALIVE_TIMEOUT.",
	.why = "With TCP_USER_TIMEOUT set, tcp_keepalive_timer() no longer counts probes: after "
	       "the first unanswered one it gives up as soon as nothing has arrived for that "
	       "long (tcp(7)). RST and ETIMEDOUT are those of keepalive-timeout. Compare "
	       "user-timeout-control, where data is in flight and no RST is sent.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* destroy-established - an administrator kills a live connection: `ss -K`. */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);

	chapter(lab, "the client's connection is destroyed");
	sock_destroy(c);
	settle(lab);
	look(lab, "client", "destroyed");
	look(lab, "server", "destroyed");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
	tcp_recv(s);
	tcp_send(s, "Hello?\n");
}

static const struct promise promises[] = {
	CALL_RETURNS("client", "destroy", 0,
		     "the kernel can destroy sockets (CONFIG_INET_DIAG_DESTROY)"),

	WHILE("the client's connection is destroyed"),
	SENDS("client", ONE(RST_ABORT), "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	HAS_SOCKETS("client", 0, "destroyed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the side that resets keeps no TIME-WAIT"),
	HAS_SOCKETS("server", 1, "destroyed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "only the listener is left"),
	CALL_FAILS("client", "recv", ECONNABORTED,
		   "tcp_diag_destroy(): ECONNABORTED for its owner"),
	CALL_FAILS("client", "send", EPIPE, AS_EVER),
	CALL_FAILS("server", "recv", ECONNRESET, AS_EVER),
	CALL_FAILS("server", "send", EPIPE, AS_EVER),

	IN_ALL,
	SENDS("client", NO("~FIN"), "an ABORT sends no FIN"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnData", 0, "none of the TCPAbort counters counts it"),
	RESETS("client", 1, "TCP_STATE", "ESTABLISHED", AS_EVER),
	{ 0 },
};

SCENARIO(destroy_established) = {
	.name = "destroy-established",
	.title = "SOCK_DESTROY (ss -K) of a live connection",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "life",
	.cause = "destroyed",
	.proves = "`ss -K` sends one RST to the peer, which gets ECONNRESET; the socket's owner "
		  "gets ECONNABORTED. On the wire it looks like the RST of SO_LINGER {1, 0}; no "
		  "TCPAbort counter grows.",
	.why = "SOCK_DESTROY is the ABORT call of RFC 9293, 3.9.1.6, made from outside: "
	       "tcp_abort() sends <SEQ=SND.NXT><CTL=RST> from ESTABLISHED (3.10.5; TCP_STATE) "
	       "and gives the owner of the socket ECONNABORTED, which distinguishes it from a "
	       "reset by the peer.",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

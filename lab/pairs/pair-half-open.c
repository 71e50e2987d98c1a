/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-half-open - half-open, with and without a listener */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define LISTENER "the service listens"
#define NOBODY   "nobody listens"

static void forget(struct sock *s)
{
	tcp_set(s, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(s);
	await_gone(s);
}

static void play(struct lab *lab)
{
	struct talk one = talk_begin(lab, TCP), two = one;
	talk_connect(&two);
	settle(lab);

	chapter(lab, "the server forgets");
	forget(one.s);
	forget(two.s);
	settle(lab);
	look(lab, "client", "forgotten");

	chapter(lab, LISTENER);
	tcp_send(one.c, "Hello world.\n");
	settle(lab);
	tcp_recv(one.c);
	tcp_close(one.listener);

	chapter(lab, NOBODY);
	tcp_send(two.c, "Hello world.\n");
	settle(lab);
	tcp_recv(two.c);
}

static const struct promise promises[] = {
	WHILE("the server forgets"),
	SENDS("server", NOTHING, "TCP_REPAIR: nothing is sent"),
	HAS_SOCKETS("client", 2, "forgotten", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's sides still exist"),

	WHILE(LISTENER),
	SENDS("server", ONE(RST_REPLY, .rel_seq = IS(1)),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(NOBODY),
	SENDS("server", ONE(RST_REPLY, .rel_seq = IS(1)),
	      "the same packet: in CLOSED, <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "recv", ECONNRESET, "the same errno"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 2, "one counter for both"),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the difference: the segment met a listener"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "the difference: it met no socket"),
	{ 0 },
};

SCENARIO(pair_half_open) = {
	.name = "pair-half-open",
	.title = "same packet, different cause: half-open with and without a listener",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "pair life half-open",
	.cause = "half-open",
	.proves = "Whether or not the service is up again, the client of a half-open connection "
		  "gets the same RST and the same errno, and the server counts the same. The "
		  "tracepoint's reason tells them apart: TCP_FLAGS with a listener, NO_SOCKET "
		  "without.",
	.why = "The server has forgotten two connections (TCP_REPAIR: closed silently). The "
	       "client's next segment meets the listener of the restarted service, RFC 9293, "
	       "3.10.7.2, or no socket, 3.10.7.1: both answer an ACK with <SEQ=SEG.ACK><CTL=RST>.",
	.needs = "tcp_repair",
	.play = play,
	.promises = promises,
};

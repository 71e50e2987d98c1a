/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pair-half-open - the same packet, two causes: half-open with and without a listener.
 *
 * The server has forgotten two connections (TCP_REPAIR: closed without a word). The client's next
 * segment meets the listener of the restarted service, RFC 9293, 3.10.7.2, or nobody, 3.10.7.1:
 * both answer an ACK by <SEQ=SEG.ACK><CTL=RST>. Only the tracepoint tells which.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define LISTENER "somebody listens"
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

#define SAME(title, why)                                                                       \
	{ WIRE, "server", why,                                                                 \
	  .wire = { RST_REPLY, .chapter = title, .count = IS(1), .rel_seq = IS(1) } },         \
	{                                                                                      \
		SOCKET, "client", "the same errno: a RST in ESTABLISHED (RFC 9293, 3.10.7.4)", \
			.call = {                                                              \
				"recv",                                                        \
				title,                                                         \
				.err = ECONNRESET                                              \
			}                                                                      \
	}

static const struct promise promises[] = {
	{ WIRE, "server", "TCP_REPAIR: nothing is said",
	  .wire = { .chapter = "the server forgets", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's sides still stand",
	  .look = { "forgotten", "ESTABLISHED", SERVICE_PORT, .count = 2 } },
	SAME(LISTENER, "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	SAME(NOBODY, "in CLOSED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	{ COUNTER, "server", "one counter for both", .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 2 } },
	{ REASON, "server", "told apart: the segment met a listener",
	  .reason = { "TCP_FLAGS", "LISTEN" } },
	{ REASON, "server", "told apart: it met nobody", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(pair_half_open) = {
	.name = "pair-half-open",
	.title = "same packet, different cause: half-open with and without a listener",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "pair life half-open",
	.proves =
		"Whether the service is up again or not, the client of a half-open connection gets the "
		"same RST and the same errno, and the server counts the same. The tracepoint's reason "
		"tells them apart: TCP_FLAGS at a listener, NO_SOCKET where nobody listens.",
	.story =
		"The server forgets two connections without a word (TCP_REPAIR). The first client sends "
		"while the service listens, the second when it does not.",
	.needs = "tcp_repair",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* proxy-passes-on - what a proxy makes of a RST */
#include "scenario.h"

#define HIDDEN  "the server resets, and the proxy closes"
#define TOLD    "the server resets, and the proxy resets"
#define ASUNDER "the client resets while the answer is in flight"

/* A request that has come to the server; the proxy is between two connections. */
struct pair {
	struct sock *listener; /* of the proxy */
	struct sock *c, *p;    /* client, proxy */
	struct sock *u, *s;    /* proxy, server */
};

static void request(struct talk *talk, struct actor *proxy, struct pair *pair)
{
	pair->c = tcp_connect(talk->client, "router", SERVICE_PORT);
	pair->p = tcp_accept(pair->listener);
	pair->u = tcp_connect(proxy, "server", SERVICE_PORT);
	pair->s = tcp_accept(talk->listener);
	tcp_send(pair->c, "GET /\n");
	tcp_recv(pair->p);
	tcp_send(pair->u, "GET /\n");
	tcp_recv(pair->s);
}

/* The server breaks off in the middle of its answer. */
static void break_off(struct lab *lab, const struct pair *pair, bool tells)
{
	tcp_send(pair->s, "Half of ");
	tcp_recv(pair->u);
	tcp_send(pair->p, "Half of ");
	settle(lab);
	tcp_linger(pair->s, true, 0);
	tcp_close(pair->s);
	tcp_recv(pair->u);
	tcp_close(pair->u);
	if (tells)
		tcp_linger(pair->p, true, 0);
	else
		tcp_half_close(pair->p);
	tcp_close(pair->p);
	settle(lab);
	tcp_recv(pair->c);
	tcp_recv(pair->c);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct actor *proxy = actor_start(lab, "router", "proxy");
	struct pair pair = { .listener = tcp_listen(proxy, SERVICE_PORT, 5) };

	chapter(lab, HIDDEN);
	request(&talk, proxy, &pair);
	break_off(lab, &pair, false);

	chapter(lab, TOLD);
	request(&talk, proxy, &pair);
	break_off(lab, &pair, true);

	chapter(lab, ASUNDER);
	request(&talk, proxy, &pair);
	tcp_send(pair.s, "All of it.\n");
	await_unread(pair.u, 11);
	tcp_linger(pair.c, true, 0);
	tcp_close(pair.c);
	tcp_recv(pair.p);
	tcp_close(pair.p);
	tcp_close(pair.u);
	settle(lab);
	tcp_recv(pair.s);
}

static const struct promise broken_off[] = {
	SENDS("server", ONE(RST_ABORT), "close() with SO_LINGER {1, 0} (RFC 9293, 3.9.1.6)"),
	CALL_FAILS("router", "recv", ECONNRESET, "the proxy sees a RST"),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE_EACH(HIDDEN, TOLD),
	ROWS_OF(broken_off),

	WHILE(HIDDEN),
	SENDS("router", ONE(.flags = "FIN,ACK"),
	      "the proxy has read everything from the client, so its end is a FIN"),
	SENDS("router", NO("~RST"), "and no RST is passed on"),
	CALL_RETURNS("client", NTH(1, "recv"), 8, "half of the answer"),
	CALL_RETURNS("client", NTH(2, "recv"), 0, "and then a clean end: truncated, and no error"),

	WHILE(TOLD),
	SENDS("router", ONE(RST_ABORT),
	      "the proxy's own ABORT, on its other connection (RFC 9293, 3.9.1.6)"),
	SENDS("router", NO("~FIN"), "a RST replaces the FIN"),
	CALL_FAILS("client", NTH(2, "recv"), ECONNRESET,
		   "now the client knows that something was missing"),

	WHILE(ASUNDER),
	SENDS("client", ONE(RST_ABORT), "close() with SO_LINGER {1, 0} (RFC 9293, 3.9.1.6)"),
	CALL_FAILS("router", "recv", ECONNRESET, "the proxy learns that its client is gone"),
	SENDS("router", ONE(RST_ABORT),
	      "and closes with the answer unread: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	CALL_FAILS("server", "recv", ECONNRESET, "the server sees the proxy reset"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnData", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 2, "its own ABORT, and one that it receives"),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 2, AS_EVER),
	COUNTS("server", "TcpEstabResets", 3, "two of its own, and one that it receives"),
	COUNTS("router", "TcpOutRsts", 2, "although it is involved in three aborts"),
	COUNTS("router", "TcpEstabResets", 5, "three that it receives, and two of its own"),
	COUNTS("router", "TcpExtTCPAbortOnData", 1, AS_EVER),
	COUNTS("router", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	RESETS("server", 2, "TCP_STATE", "CLOSED", AS_EVER),
	RESETS("client", 1, "TCP_STATE", "CLOSED", AS_EVER),
	RESETS("router", 1, "TCP_STATE", "CLOSED", "the one that it passes on"),
	RESETS("router", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(proxy_passes_on) = {
	.name = "proxy-passes-on",
	.title = "what a proxy turns a RST into: a clean end, a RST, a RST for another reason",
	.rfc = "RFC 9293, 3.9.1.6",
	.tags = "way life close",
	.cause = "proxy-passes-on",
	.causes = { { .who = "router", .chapter = ASUNDER, .cause = "abort-unread" },
		    { .cause = "abort-linger" } },
	.proves = "A proxy has two connections, and no RST crosses from one to the other by "
		  "itself. A server that resets in the middle of its answer looks to the client "
		  "like a clean end, unless the proxy resets on purpose: the answer is truncated "
		  "and no call fails. If a client resets, the server sees a RST from the proxy, "
		  "for another reason: the answer was unread.",
	.why = "When one side resets, a proxy can only close the other. close() there sends a "
	       "FIN if everything was read, a RST if not (__tcp_close(), TCP_ABORT_ON_CLOSE) or "
	       "if SO_LINGER {1, 0} is set (TCP_STATE). So to explain a RST, look one connection "
	       "further; and even without a RST data may be lost: only the protocol above TCP "
	       "(Content-Length, the last chunk, TLS close_notify) distinguishes a whole answer "
	       "from half of one.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

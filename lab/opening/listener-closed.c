/* SPDX-License-Identifier: GPL-2.0-only */
/* listener-closed - a listener ends while connections wait to be accepted. */
#include "scenario.h"

#include <sys/socket.h>

static void by_close(struct actor *service, struct sock *listener)
{
	(void)service;
	tcp_close(listener);
}

static void by_shutdown(struct actor *service, struct sock *listener)
{
	(void)service;
	tcp_shutdown(listener, SHUT_RDWR);
	tcp_close(listener);
}

static void by_kill(struct actor *service, struct sock *listener)
{
	(void)listener;
	actor_kill(service);
}

static const struct {
	const char *title;
	void (*end)(struct actor *service, struct sock *listener);
} ways[] = {
	{ "the listener is closed", by_close },
	{ "the listener is shut down", by_shutdown },
	{ "the service is killed", by_kill },
};

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");

	for (int i = 0; i < 3; i++) {
		struct actor *service = actor_start(lab, "server", "service");
		struct sock *listener = tcp_listen(service, SERVICE_PORT, 5);
		struct sock *silent = tcp_connect(client, "server", SERVICE_PORT);
		struct sock *speaks = tcp_connect(client, "server", SERVICE_PORT);
		tcp_send(speaks, "Hello.\n");
		settle(lab);

		chapter(lab, ways[i].title);
		ways[i].end(service, listener);
		settle(lab);
		tcp_send(silent, "Hello?\n");
		tcp_send(speaks, "Hello?\n");
	}
	look(lab, "server", "at the end");
}

static const struct promise promises[] = {
	WHILE_EACH("the listener is closed", "the listener is shut down", "the service is killed"),
	SENDS("server", TIMES(2, RST_ABORT),
	      "an ABORT of each: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	SENDS("server", NO("~FIN"), "no connection ends with a FIN"),
	CALL_FAILS("client", NTH(1, "send"), ECONNRESET, AS_EVER),
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, "whether it had sent data or not"),
	IN_ALL,
	HAS_SOCKETS("server", 0, "at the end", ANY_STATE, "nothing is left"),
	COUNTS("server", "TcpOutRsts", 6, AS_EVER),
	COUNTS("server", "TcpEstabResets", 6, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnClose", 0,
	       "unread data is not the cause: no application could have read it"),
	COUNTS("client", "TcpEstabResets", 6, AS_EVER),
	RESETS("server", 6, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(listener_closed) = {
	.name = "listener-closed",
	.title = "a listener is closed, shut down or killed with connections not yet accepted",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up close",
	.cause = "abort-unaccepted",
	.proves = "A service that restarts resets the clients it has not accepted yet: their "
		  "connect() succeeded, and the next call fails with ECONNRESET. It makes no "
		  "difference how the listener ends, or whether the client had sent anything.",
	.why = "To the clients these connections are ESTABLISHED, but the service can no longer "
	       "accept them. inet_csk_listen_stop() passes each to tcp_disconnect(), which "
	       "aborts it as in RFC 9293, 3.10.5, with the reason TCP_STATE. close(), shutdown() "
	       "and the end of the process all lead there.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listener-closed - a listener ends while connections wait to be accepted.
 *
 * To the clients these are connections in ESTABLISHED. Nobody will ever accept them now:
 * inet_csk_listen_stop() hands each to tcp_disconnect(), which aborts it as RFC 9293, 3.10.5 has
 * it, with the reason TCP_STATE. close(), shutdown() and the end of the process all lead there.
 */
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

#define RESET_BY(title)                                                                            \
	{ WIRE, "server", "an ABORT of each: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)",           \
	  .wire = { RST_ABORT, .chapter = title, .count = IS(2) } },                               \
		{ WIRE, "server", "no connection ends by FIN",                                     \
		  .wire = { .flags = "~FIN", .chapter = title, .count = IS(0) } },                 \
		{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)", \
		  .call = { "send", .chapter = title, .nth = 1, .err = ECONNRESET } },             \
	{                                                                                          \
		SOCKET, "client", "whether it has spoken or not", .call = {                        \
			"send",                                                                    \
			.chapter = title,                                                          \
			.nth = 2,                                                                  \
			.err = ECONNRESET                                                          \
		}                                                                                  \
	}

static const struct promise promises[] = {
	RESET_BY("the listener is closed"),
	RESET_BY("the listener is shut down"),
	RESET_BY("the service is killed"),
	{ SOCKET, "server", "nothing is left", .look = { "at the end", .count = 0 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts each",
	  .counter = { "TcpOutRsts", 6 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 6 } },
	{ COUNTER, "server", "unread data are not the cause: nobody could have read them",
	  .counter = { "TcpExtTCPAbortOnClose", 0 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 6 } },
	{ REASON, "server", "tcp_disconnect(): the state needs a reset",
	  .reason = { "TCP_STATE", "CLOSED", .count = IS(6) } },
	{ 0 },
};

SCENARIO(listener_closed) = {
	.name = "listener-closed",
	.title = "a listener is closed, shut down or killed with connections not yet accepted",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up close",
	.proves =
		"A service that restarts resets those whom it had not accepted yet: their connect() had "
		"succeeded, and the next call fails with ECONNRESET. It makes no difference how the listener ends, nor "
		"whether the client had sent anything.",
	.story =
		"Two clients connect and one of them speaks; the service accepts nobody. Then its "
		"listener is closed; once more, and it is shut down; once more, and the process is "
		"killed.",
	.play = play,
	.promises = promises,
};

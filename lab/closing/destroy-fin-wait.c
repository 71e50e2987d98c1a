/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * destroy-fin-wait - an administrator kills a connection that is half closed.
 *
 * RFC 9293, 3.10.5: ABORT in FIN-WAIT-1 and FIN-WAIT-2 sends <SEQ=SND.NXT><CTL=RST>. tcp_abort()
 * does so whether an application still holds the socket (shutdown()) or not (close(): an orphan;
 * since bac76cf89816 "tcp: fix forever orphan socket caused by tcp_abort"). A FIN-WAIT-2 orphan is
 * a whole socket only where tcp_fin_timeout is above a minute.
 *
 * For FIN-WAIT-1 the server's cable is out, behind a switch: FIN and RST leave and are lost.
 */
#include "scenario.h"

#include <sys/socket.h>

#define FIN_WAIT_2 "FIN-WAIT-2, the socket is held"
#define ORPHAN_2   "FIN-WAIT-2, an orphan"
#define FIN_WAIT_1 "FIN-WAIT-1, the socket is held"
#define ORPHAN_1   "FIN-WAIT-1, an orphan"

static const struct {
	const char *title, *state;
	bool orphan;
} deaths[] = {
	{ FIN_WAIT_2, "FIN-WAIT-2", false },
	{ ORPHAN_2, "FIN-WAIT-2", true },
	{ FIN_WAIT_1, "FIN-WAIT-1", false },
	{ ORPHAN_1, "FIN-WAIT-1", true },
};

enum { DEATHS = sizeof(deaths) / sizeof(*deaths) };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5), *c[DEATHS], *s[DEATHS];
	host_sysctl(lab, "client", "ipv4/tcp_fin_timeout", "120");
	for (int i = 0; i < DEATHS; i++) {
		c[i] = tcp_connect(client, "server", SERVICE_PORT);
		s[i] = tcp_accept(listener);
	}
	settle(lab);

	for (int i = 0; i < DEATHS; i++) {
		chapter(lab, deaths[i].title);
		if (i == 2)
			link_down(lab, "server");
		if (deaths[i].orphan)
			tcp_close(c[i]);
		else
			tcp_shutdown(c[i], SHUT_WR);
		await_state(c[i], deaths[i].state);
		sock_destroy(c[i]);
		settle(lab);
		if (!deaths[i].orphan)
			tcp_recv(c[i]);
		if (i < 2)
			tcp_error(s[i]);
	}
	look(lab, "client", "all destroyed");
	look(lab, "server", "all destroyed");

	/* Of an orphan that was not destroyed the kernel would never be rid. */
	chapter(lab, "the server resets what it has left");
	link_up(lab, "server");
	for (int i = 0; i < DEATHS; i++) {
		tcp_linger(s[i], true, 0);
		tcp_close(s[i]);
	}
	settle(lab);
	look(lab, "client", "nothing is left");
}

static const struct change no_forever_orphan = {
	"6.1.132 6.6.84 6.10.8 6.11",
	"bac76cf89816 (tcp: fix forever orphan socket caused by tcp_abort)",
};

#define DESTROYED(title, is_lost, ...)                                                 \
	{                                                                              \
		WIRE, "client", "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)", \
			__VA_ARGS__.wire = {                                           \
				.flags = "RST,ACK",                                    \
				.chapter = title,                                      \
				.count = IS(1),                                        \
				.seq = SND_NXT,                                        \
				.ack = RCV_NXT,                                        \
				.len = IS(0),                                          \
				.timestamps = IS(1),                                   \
				.lost = is_lost                                        \
			}                                                              \
	}

static const struct promise promises[] = {
	DESTROYED(FIN_WAIT_2, false, ),
	DESTROYED(ORPHAN_2, false, .with = &no_forever_orphan, ),
	DESTROYED(FIN_WAIT_1, true, ),
	DESTROYED(ORPHAN_1, true, .with = &no_forever_orphan, ),
	{ WIRE, "client", "tcp_abort() does nothing but empty an orphan's queue",
	  .without = &no_forever_orphan,
	  .wire = { .flags = "~RST", .chapter = ORPHAN_2, .count = IS(0) } },
	{ WIRE, "client", "and so here, where the FIN goes with it", .without = &no_forever_orphan,
	  .wire = { .flags = "~RST", .chapter = ORPHAN_1, .count = IS(0) } },
	{ SOCKET, "client", "tcp_diag_destroy(): ECONNABORTED for its owner",
	  .call = { "recv", .chapter = FIN_WAIT_2, .err = ECONNABORTED } },
	{ SOCKET, "client", "and so here",
	  .call = { "recv", .chapter = FIN_WAIT_1, .err = ECONNABORTED } },
	{ SOCKET, "server", "a RST in CLOSE-WAIT: tcp_reset() makes it a broken pipe",
	  .call = { "so_error", .chapter = FIN_WAIT_2, .err = EPIPE } },
	{ SOCKET, "server", "whether the client's application was there or not",
	  .with = &no_forever_orphan, .call = { "so_error", .chapter = ORPHAN_2, .err = EPIPE } },
	{ SOCKET, "client", "all are gone, no TIME-WAIT", .with = &no_forever_orphan,
	  .look = { "all destroyed", .port = SERVICE_PORT, .count = 0 } },
	{ SOCKET, "client", "the orphans are still there, and would be for ever",
	  .without = &no_forever_orphan,
	  .look = { "all destroyed", .port = SERVICE_PORT, .count = 2 } },
	{ SOCKET, "server", "what was lost nobody knows of: two are half-open",
	  .look = { "all destroyed", "ESTABLISHED", SERVICE_PORT, .count = 2 } },
	{ SOCKET, "client", "a RST ends an orphan too (RFC 9293, 3.10.7.4, second)",
	  .look = { "nothing is left", .port = SERVICE_PORT, .count = 0 } },
	{ COUNTER, "client", "tcp_send_active_reset() counts each", .with = &no_forever_orphan,
	  .counter = { "TcpOutRsts", 4 } },
	{ COUNTER, "client", "the orphans sent none", .without = &no_forever_orphan,
	  .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "client", "none of them was ESTABLISHED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 0 } },
	{ COUNTER, "server", "CLOSE-WAIT or ESTABLISHED to CLOSED, each (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 4 } },
	{ REASON, "client", "tcp_abort(): the state needs a reset", .with = &no_forever_orphan,
	  .reason = { "TCP_STATE", "FIN-WAIT-2", .count = IS(2) } },
	{ REASON, "client", "and so does this one", .with = &no_forever_orphan,
	  .reason = { "TCP_STATE", "FIN-WAIT-1", .count = IS(2) } },
	{ REASON, "client", "tcp_abort(): the state needs a reset", .without = &no_forever_orphan,
	  .reason = { "TCP_STATE", "FIN-WAIT-2" } },
	{ REASON, "client", "and so does this one", .without = &no_forever_orphan,
	  .reason = { "TCP_STATE", "FIN-WAIT-1" } },
	{ 0 },
};

SCENARIO(destroy_fin_wait) = {
	.name = "destroy-fin-wait",
	.title = "SOCK_DESTROY (ss -K) of a half closed connection, and of an orphan",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "life close",
	.proves =
		"`ss -K` resets a connection in FIN-WAIT-1 and FIN-WAIT-2 too, with or without an "
		"application behind it: the way to get rid of orphans that a silent peer keeps alive. "
		"The peer in CLOSE-WAIT gets EPIPE.",
	.story =
		"Four connections; the client shuts down or closes each and waits for its state; then the "
		"administrator destroys it. For the last two the server's cable is out, so that the FIN "
		"stays unacknowledged. At the end it is put in again, and the server resets what it has "
		"left.",
	.topology = "switched",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* destroy-fin-wait - an administrator kills a connection that is half closed */
#include "scenario.h"

#include <sys/socket.h>

#define FIN_WAIT_2 "FIN-WAIT-2, the application holds the socket"
#define ORPHAN_2   "FIN-WAIT-2, an orphan"
#define FIN_WAIT_1 "FIN-WAIT-1, the application holds the socket"
#define ORPHAN_1   "FIN-WAIT-1, an orphan"
#define THE_REST   "the server resets its remaining connections"

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
	chapter(lab, THE_REST);
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

#define ABORT     "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"
#define TCP_ABORT "tcp_abort(): the state needs a reset"

static const struct promise promises[] = {
	WHILE(FIN_WAIT_2),
	SENDS("client", ONE(RST_ABORT), ABORT),
	CALL_FAILS("client", "recv", ECONNABORTED,
		   "tcp_diag_destroy(): ECONNABORTED for its owner"),
	CALL_FAILS("server", "so_error", EPIPE,
		   "a RST in CLOSE-WAIT: tcp_reset() makes it a broken pipe"),

	WHILE(ORPHAN_2),
	SENDS("client", ONE(RST_ABORT), ABORT, .with = &no_forever_orphan),
	SENDS("client", NO("~RST"), "tcp_abort() only empties an orphan's queue",
	      .without = &no_forever_orphan),
	CALL_FAILS("server", "so_error", EPIPE, "whether the client's application was there or not",
		   .with = &no_forever_orphan),

	WHILE(FIN_WAIT_1),
	SENDS("client", ONE(RST_ABORT, .lost = true), ABORT),
	CALL_FAILS("client", "recv", ECONNABORTED, "and the same here"),

	WHILE(ORPHAN_1),
	SENDS("client", ONE(RST_ABORT, .lost = true), ABORT, .with = &no_forever_orphan),
	SENDS("client", NO("~RST"), "and the same here, where the FIN is lost with it",
	      .without = &no_forever_orphan),
	HAS_SOCKETS("client", 0, "all destroyed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "all are gone, no TIME-WAIT", .with = &no_forever_orphan),
	HAS_SOCKETS("client", 2, "all destroyed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the orphans are still there, and would stay forever",
		    .without = &no_forever_orphan),
	HAS_SOCKETS("server", 2, "all destroyed", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the peer does not know of the loss: two are half-open"),

	WHILE(THE_REST),
	SENDS("server", SOME(RST_ABORT), "SO_LINGER {1, 0}: of those that know of no end yet"),
	HAS_SOCKETS("client", 0, "nothing is left", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "a RST ends an orphan too (RFC 9293, 3.10.7.4, second)"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 4, AS_EVER, .with = &no_forever_orphan),
	COUNTS("client", "TcpOutRsts", 2, "the orphans sent none", .without = &no_forever_orphan),
	COUNTS("client", "TcpEstabResets", 0,
	       "none of them was ESTABLISHED (RFC 4022, tcpEstabResets)"),
	COUNTS("server", "TcpEstabResets", 4, AS_EVER),
	RESETS("client", 2, "TCP_STATE", "FIN-WAIT-2", TCP_ABORT, .with = &no_forever_orphan),
	RESETS("client", 2, "TCP_STATE", "FIN-WAIT-1", TCP_ABORT, .with = &no_forever_orphan),
	RESETS("client", 1, "TCP_STATE", "FIN-WAIT-2", TCP_ABORT, .without = &no_forever_orphan),
	RESETS("client", 1, "TCP_STATE", "FIN-WAIT-1", TCP_ABORT, .without = &no_forever_orphan),
	{ 0 },
};

SCENARIO(destroy_fin_wait) = {
	.name = "destroy-fin-wait",
	.title = "SOCK_DESTROY (ss -K) of a half-closed connection, and of an orphan",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "life close",
	.cause = "destroyed",
	.causes = { { .chapter = THE_REST, .cause = "abort-linger" } },
	.proves = "`ss -K` resets a connection in FIN-WAIT-1 and FIN-WAIT-2 too, whether or not an "
		  "application holds it. This removes orphans that a silent peer keeps alive. A "
		  "peer in CLOSE-WAIT gets EPIPE.",
	.why = "RFC 9293, 3.10.5: ABORT in FIN-WAIT-1 and FIN-WAIT-2 sends "
	       "<SEQ=SND.NXT><CTL=RST>. tcp_abort() does so whether an application still holds "
	       "the socket (shutdown()) or not (close(): an orphan; since bac76cf89816 \"tcp: "
	       "fix forever orphan socket caused by tcp_abort\"). A FIN-WAIT-2 orphan is a full "
	       "socket only if tcp_fin_timeout is above a minute.\n"
	       "\n"
	       "For FIN-WAIT-1 the server's cable is unplugged, behind a switch: FIN and RST "
	       "leave and are lost.",
	.topology = "switched",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

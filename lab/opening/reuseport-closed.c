/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reuseport-closed - one of two SO_REUSEPORT listeners is closed with a connection in its queue.
 *
 * A connection belongs to the listener that its SYN was given to. When that one is closed,
 * inet_csk_listen_stop() aborts what is in its queue, although another listener of the same port
 * could take it. With the sysctl tcp_migrate_req (Linux 5.14) it asks reuseport_migrate_sock() for
 * the other one, and hands the connection over.
 */
#include "scenario.h"

#include <sys/socket.h>

#define WITHOUT "without tcp_migrate_req"
#define WITH    "with tcp_migrate_req"

static const struct {
	const char *title, *migrate;
} turns[] = { { WITHOUT, "0" }, { WITH, "1" } };

static struct sock *listen_shared(struct actor *service, uint16_t port)
{
	struct sock *listener = tcp_socket(service, TCP);
	tcp_set(listener, TCP_OPTION(SOL_SOCKET, SO_REUSEPORT), 1);
	tcp_bind(listener, port);
	tcp_listen_on(listener, 5);
	return listener;
}

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *old = actor_start(lab, "server", "old service");
	struct actor *new = actor_start(lab, "server", "new service");

	for (int i = 0; i < 2; i++) {
		uint16_t port = (uint16_t)(SERVICE_PORT + i);
		host_sysctl(lab, "server", "ipv4/tcp_migrate_req", turns[i].migrate);
		struct sock *leaves = listen_shared(old, port);
		struct sock *waits = tcp_connect(client, "server", port);
		struct sock *stays = listen_shared(new, port);
		settle(lab);
		look(lab, "server", turns[i].title);

		chapter(lab, turns[i].title);
		tcp_close(leaves);
		settle(lab);
		tcp_send(waits, "Are you there?\n");
		tcp_send(tcp_connect(client, "server", port), "Hello.\n");
		tcp_recv(tcp_accept(stays));
	}
}

static const struct change migration = {
	"5.14",
	"54b92e841937 (tcp: Migrate TCP_ESTABLISHED/TCP_SYN_RECV sockets in accept queues.)",
};

static const struct promise promises[] = {
	{ SOCKET, "server", "the port is shared",
	  .look = { WITHOUT, "LISTEN", SERVICE_PORT, .count = 2 } },
	{ WIRE, "server", "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)",
	  .wire = { RST_ABORT, .chapter = WITHOUT, .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .chapter = WITHOUT, .nth = 1, .err = ECONNRESET } },
	{ SOCKET, "client", "the port was never without a listener",
	  .call = { "connect", .chapter = WITHOUT } },
	{ SOCKET, "server", "the new service hears the one who came after",
	  .call = { "recv", .chapter = WITHOUT, .ret = IS(7) } },
	{ SOCKET, "server", "the port is shared",
	  .look = { WITH, "LISTEN", SERVICE_PORT + 1, .count = 2 } },
	{ WIRE, "server", "with the sysctl there is no RST: inet_csk_listen_stop()",
	  .with = &migration, .wire = { .flags = "~RST", .chapter = WITH, .count = IS(0) } },
	{ WIRE, "server", "the sysctl alone, which 5.10.188 took, changes nothing",
	  .without = &migration, .wire = { RST_ABORT, .chapter = WITH, .count = IS(1) } },
	{ SOCKET, "client", "so this client is reset too", .without = &migration,
	  .call = { "send", .chapter = WITH, .nth = 1, .err = ECONNRESET } },
	{ SOCKET, "server", "and the new service hears only the next one", .without = &migration,
	  .call = { "recv", .chapter = WITH, .ret = IS(7) } },
	{ SOCKET, "client", "the client does not notice", .with = &migration,
	  .call = { "send", .chapter = WITH, .nth = 1, .ret = IS(15) } },
	{ SOCKET, "server", "the new service hears who had connected to the old one",
	  .with = &migration, .call = { "recv", .chapter = WITH, .ret = IS(15) } },
	{ COUNTER, "server", "one was handed over", .with = &migration,
	  .counter = { "TcpExtTCPMigrateReqSuccess", 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts one", .with = &migration,
	  .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)", .with = &migration,
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts both", .without = &migration,
	  .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED, twice (RFC 4022, tcpEstabResets)",
	  .without = &migration, .counter = { "TcpEstabResets", 2 } },
	{ REASON, "server", "tcp_disconnect(): the state needs a reset",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ 0 },
};

SCENARIO(reuseport_closed) = {
	.name = "reuseport-closed",
	.title = "one of two SO_REUSEPORT listeners is closed, without and with tcp_migrate_req",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up pair",
	.proves =
		"A service that is replaced while it runs, with SO_REUSEPORT so that the port never "
		"closes, still resets clients: those in the accept queue of the listener that goes. With "
		"tcp_migrate_req the kernel gives them to the other listener, and there is no RST.",
	.story =
		"The old service listens, and a client connects to it. The new service listens at the "
		"same port by SO_REUSEPORT; the old one closes its listener, and had not accepted the "
		"client. The client sends, and another one comes. All of it twice: with the sysctl off, and "
		"on.",
	.play = play,
	.promises = promises,
};

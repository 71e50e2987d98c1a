/* SPDX-License-Identifier: GPL-2.0-only */
/* reuseport-closed - one of two SO_REUSEPORT listeners is closed, its queue not empty. */
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
	HAS_SOCKETS("server", 2, WITHOUT, AT_PORT(SERVICE_PORT, "LISTEN"), "the port is shared"),

	WHILE(WITHOUT),
	SENDS("server", ONE(RST_ABORT), "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	CALL_FAILS("client", NTH(1, "send"), ECONNRESET, AS_EVER),
	CALL_WORKS("client", "connect", "the port always had a listener"),
	CALL_RETURNS("server", "recv", 7, "the new service receives the later client's data"),
	HAS_SOCKETS("server", 2, WITH, AT_PORT(SERVICE_PORT + 1, "LISTEN"), "the port is shared"),

	WHILE(WITH),
	SENDS("server", NO("~RST"), "with the sysctl there is no RST: inet_csk_listen_stop()",
	      .with = &migration),
	CALL_RETURNS("client", NTH(1, "send"), 15, "the client does not notice",
		     .with = &migration),
	CALL_RETURNS("server", "recv", 15,
		     "the new service receives data of a client that had "
		     "connected to the old one",
		     .with = &migration),
	SENDS("server", ONE(RST_ABORT),
	      "the sysctl alone, which 5.10.188 accepted, changes "
	      "nothing",
	      .without = &migration),
	CALL_FAILS("client", NTH(1, "send"), ECONNRESET, "so this client is reset too",
		   .without = &migration),
	CALL_RETURNS("server", "recv", 7,
		     "and the new service receives only the later client's "
		     "data",
		     .without = &migration),

	IN_ALL,
	COUNTS("server", "TcpExtTCPMigrateReqSuccess", 1, "one was handed over",
	       .with = &migration),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER, .with = &migration),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER, .with = &migration),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER, .without = &migration),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER, .without = &migration),
	RESETS("server", 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(reuseport_closed) = {
	.name = "reuseport-closed",
	.title = "one of two SO_REUSEPORT listeners is closed, without and with tcp_migrate_req",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up pair",
	.cause = "abort-unaccepted",
	.proves = "A service that is replaced while it runs, with SO_REUSEPORT so that the port "
		  "never closes, still resets clients: those in the accept queue of the closing "
		  "listener. With tcp_migrate_req the kernel gives them to the other listener, and "
		  "sends no RST.",
	.why = "A connection belongs to the listener that received its SYN. When that listener "
	       "closes, inet_csk_listen_stop() aborts its queue, although another listener on "
	       "the same port could take over. With the sysctl tcp_migrate_req (Linux 5.14) it "
	       "asks reuseport_migrate_sock() for the other one, and hands the connection over.",
	.play = play,
	.promises = promises,
};

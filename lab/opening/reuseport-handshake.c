/* SPDX-License-Identifier: GPL-2.0-only */
/* reuseport-handshake - a SO_REUSEPORT listener is closed before a handshake has ended. */
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
		firewall(lab, "server",
			 "add table inet network\n"
			 "add chain inet network input { type filter hook input priority 0; }\n"
			 "add rule inet network input tcp flags & (syn | ack | psh) == ack drop\n");
		struct sock *c = tcp_connect(client, "server", port);
		listen_shared(new, port);
		settle(lab);
		look(lab, "server", turns[i].title);

		chapter(lab, turns[i].title);
		tcp_close(leaves);
		firewall(lab, "server", "delete table inet network\n");
		tcp_send(c, "Are you there?\n");
		settle(lab);
		look(lab, "server", i ? "in the end, with" : "in the end, without");
		tcp_send(c, "Hello?\n");
	}
}

static const struct change migration = {
	"5.14",
	"c905dee62232 (tcp: Migrate TCP_NEW_SYN_RECV requests at receiving the final ACK.)",
};

static const struct promise is_reset[] = {
	SENDS("server", ONE(RST_REPLY),
	      "an ACK in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_RETURNS("client", NTH(1, "send"), 15, "for the client the connection is up"),
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),
	{ 0 },
};

static const struct promise promises[] = {
	HAS_SOCKETS("server", 1, WITHOUT, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "the third ACK has not arrived"),
	HAS_SOCKETS("server", 1, WITH, AT_PORT(SERVICE_PORT + 1, "SYN-RECEIVED"),
		    "the third ACK has not arrived"),

	WHILE(WITHOUT),
	ROWS_OF(is_reset),
	HAS_SOCKETS("server", 1, "in the end, without", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the new listener was there all along, and nothing else is left"),

	WHILE(WITH),
	SENDS("server", NO("~RST"), "reuseport_migrate_sock() gives the request to the other",
	      .with = &migration),
	CALL_RETURNS("client", NTH(2, "send"), 7, "the client does not notice", .with = &migration),
	HAS_SOCKETS("server", 1, "in the end, with", AT_PORT(SERVICE_PORT + 1, "ESTABLISHED"),
		    "it waits for the new service to accept it", .with = &migration),
	SENDS("server", ONE(RST_REPLY), "the kernel does not support it", .without = &migration),
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER, .without = &migration),

	IN_ALL,
	COUNTS("server", "TcpExtTCPMigrateReqSuccess", 1, "one was handed over",
	       .with = &migration),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER, .with = &migration),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER, .with = &migration),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER, .without = &migration),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER, .without = &migration),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER, .with = &migration),
	{ 0 },
};

SCENARIO(reuseport_handshake) = {
	.name = "reuseport-handshake",
	.title = "one of two SO_REUSEPORT listeners is closed during a handshake",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up pair",
	.cause = "listener-gone",
	.needs = "nftables",
	.proves = "A reload with SO_REUSEPORT also resets clients whose third ACK is still in "
		  "flight when the old listener closes: the RST comes not from the old service, "
		  "but from the new one, which never saw their SYN. With tcp_migrate_req they are "
		  "connected to the new one.",
	.why = "A request belongs to the listener that received its SYN. When its third ACK "
	       "arrives, tcp_v4_rcv() finds that listener closed, drops the request, and repeats "
	       "the lookup. It finds the other listener, for which the ACK is a stray one: "
	       "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2), reason TCP_FLAGS. With the sysctl "
	       "tcp_migrate_req (Linux 5.14) reuseport_migrate_sock() gives it a clone of the "
	       "request. In reuseport-closed the ACK had arrived, and the old listener resets "
	       "with an ABORT; in third-ack-after-listener-closed there is no other listener, "
	       "and the reason is NO_SOCKET. Here a firewall holds the ACK back, as a long path "
	       "would.",
	.play = play,
	.promises = promises,
};

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
	CALL_RETURNS("client", NTH(1, "send"), 15, "to the client the connection is up"),
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),
	{ 0 },
};

static const struct promise promises[] = {
	HAS_SOCKETS("server", 1, WITHOUT, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "the third ACK has not come in"),
	HAS_SOCKETS("server", 1, WITH, AT_PORT(SERVICE_PORT + 1, "SYN-RECEIVED"),
		    "the third ACK has not come in"),

	WHILE(WITHOUT),
	ROWS_OF(is_reset),
	HAS_SOCKETS("server", 1, "in the end, without", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "somebody listens all the while, and that is all there is"),

	WHILE(WITH),
	SENDS("server", NO("~RST"), "reuseport_migrate_sock() gives the request to the other",
	      .with = &migration),
	CALL_RETURNS("client", NTH(2, "send"), 7, "the client does not notice", .with = &migration),
	HAS_SOCKETS("server", 1, "in the end, with", AT_PORT(SERVICE_PORT + 1, "ESTABLISHED"),
		    "it waits to be accepted by the new service", .with = &migration),
	SENDS("server", ONE(RST_REPLY), "the kernel does not know of it", .without = &migration),
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
	.title = "one of two SO_REUSEPORT listeners is closed while a handshake is under way",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up pair",
	.cause = "listener-gone",
	.needs = "nftables",
	.proves =
		"A reload with SO_REUSEPORT resets those, too, whose third ACK is still on its way when "
		"the old listener goes: not by the old service, but by the new one, which has never "
		"heard of them. With tcp_migrate_req they are connected to the new one.",
	.why = "A request belongs to the listener that its SYN was given to. When its third ACK "
	       "comes, tcp_v4_rcv() finds that listener closed, drops the request, and looks again: "
	       "there is the other listener, to which the ACK is a stray one: "
	       "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2), reason TCP_FLAGS. With the sysctl "
	       "tcp_migrate_req (Linux 5.14) reuseport_migrate_sock() gives it a clone of the request. "
	       "In reuseport-closed the ACK had come, and the old listener resets by an ABORT; in "
	       "third-ack-after-listener-closed there is no other listener, and the reason is "
	       "NO_SOCKET. A firewall holds the ACK back here, as a long way would.",
	.play = play,
	.promises = promises,
};

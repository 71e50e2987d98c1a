/* SPDX-License-Identifier: GPL-2.0-only */
/* listener-elsewhere - somebody has the port, and the SYN finds no socket all the same. */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *bound = tcp_socket(server, TCP), *other = tcp_socket(server, TCP);
	struct sock *local = tcp_socket(server, TCP);

	chapter(lab, "bound, but it does not listen");
	tcp_bind(bound, SERVICE_PORT);
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "it listens at another address");
	host_add_address(lab, "server");
	tcp_bind_address(other, 1, SERVICE_PORT);
	tcp_listen_on(other, 5);
	look(lab, "server", "another address");
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "it listens at the loopback address");
	tcp_bind_to(local, "loopback", SERVICE_PORT);
	tcp_listen_on(local, 5);
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "it listens here, but on another device");
	tcp_bind_device(bound, "lo");
	tcp_listen_on(bound, 5);
	look(lab, "server", "another device");
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "it listens here");
	tcp_bind_device(bound, "");
	tcp_connect(client, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	WHILE_EACH("bound, but it does not listen", "it listens at another address",
		   "it listens at the loopback address", "it listens here, but on another device"),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE("it listens at another address"),
	HAS_SOCKETS("server", 1, "another address", AT_PORT(SERVICE_PORT, "LISTEN"),
		    "netstat shows a listener at that port"),

	WHILE("it listens here, but on another device"),
	HAS_SOCKETS("server", 3, "another device", AT_PORT(SERVICE_PORT, "LISTEN"),
		    "and now three of them"),

	WHILE("it listens here"),
	CALL_WORKS("client", "connect", "a listener at this address"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 4, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 4, AS_EVER),
	RESETS("server", 4, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(listener_elsewhere) = {
	.name = "listener-elsewhere",
	.title =
		"the port is bound but not listening, or listening elsewhere only: at another address, at the "
		"loopback address, on another device",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "no-listener",
	.proves =
		"That the service runs, and that netstat shows its port, does not mean that one can "
		"connect to it: a socket that is only bound, that listens at another address of the "
		"host, at 127.0.0.1 or ::1, or on another device (SO_BINDTODEVICE), leaves the port as "
		"closed as if there were none. What ss shows before the port is what tells: "
		"127.0.0.1:8080, or 192.0.2.2%lo:8080.",
	.why = "A lookup wants a socket in LISTEN, and its address and device: "
	       "__inet_lookup_listener(), compute_score(). One that is bound and does not listen is "
	       "not found, nor is one that listens at another address of the host, as services do "
	       "that listen at 127.0.0.1 only, nor one that is bound to another device than that by "
	       "which the SYN has come. To the SYN the state is CLOSED.",
	.play = play,
	.promises = promises,
};

/* ---- The other family ---------------------------------------------------------------------------
 */

#define DEAF  "it listens over the other family only"
#define HEARS "it listens over both"

static void play_family(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	const enum families *families = lab_parameter(lab);
	struct sock *listener = tcp_socket_of(server, *families);

	chapter(lab, *families == BOTH_FAMILIES ? HEARS : DEAF);
	tcp_bind_to(listener, "any", SERVICE_PORT);
	tcp_listen_on(listener, 5);
	look(lab, "server", "listens");
	struct sock *c = tcp_connect(client, "server", SERVICE_PORT);
	if (*families == OTHER_FAMILY)
		return;
	struct sock *s = tcp_accept(listener);
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
}

static const enum families other_family = OTHER_FAMILY, both_families = BOTH_FAMILIES;

static const struct promise promises_family[] = {
	WHILE(DEAF),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),
	HAS_SOCKETS("server", 1, "listens", AT_PORT(SERVICE_PORT, "LISTEN"),
		    "ss shows a listener at any address of that port"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(listener_elsewhere_family) = {
	.name = "listener-elsewhere-family",
	.title =
		"it listens at any address of the port, but over the other family: IPv6 alone, or IPv4",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "no-listener",
	.proves =
		"A service that listens at 0.0.0.0 refuses who comes over IPv6, and one that listens at "
		":: with IPV6_V6ONLY refuses who comes over IPv4. So a name that has both addresses "
		"(localhost is ::1 and 127.0.0.1) works by the one and is refused by the other, and "
		"which one a program tries first is its own affair.",
	.why = "A socket of AF_INET is found by IPv4 segments alone, one of AF_INET6 by IPv6 "
	       "segments, and by those of IPv4 only without IPV6_V6ONLY (RFC 3493, 3.7 and 5.3; "
	       "ipv6_only_sock() in compute_score()). To the SYN the state is CLOSED.",
	.play = play_family,
	.parameter = &other_family,
	.promises = promises_family,
};

static const struct promise promises_both[] = {
	WHILE(HEARS),
	CALL_WORKS("client", "connect", "one listener hears both (RFC 3493, 3.7)"),
	CALL_RETURNS("server", "recv", 7, "and has the connection"),
	HAS_SOCKETS("server", 1, "listens", AT_PORT(SERVICE_PORT, "LISTEN"), "one is enough"),

	IN_ALL,
	NO_RESET(ANY_HOST, "nobody is refused"),
	{ 0 },
};

SCENARIO(listener_elsewhere_control) = {
	.name = "listener-elsewhere-control",
	.title = "control: one listener of IPv6 without IPV6_V6ONLY hears both families: no RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up control",
	.proves =
		"Who listens at :: without IPV6_V6ONLY is reached over IPv4 as well, whose addresses "
		"it sees as ::ffff:a.b.c.d. net.ipv6.bindv6only says what a socket has that does not "
		"choose.",
	.why = "IPv4-mapped IPv6 addresses (RFC 3493, 3.7): __inet_lookup_listener() takes a socket "
	       "of AF_INET6 for an IPv4 segment unless it is ipv6_only_sock().",
	.play = play_family,
	.parameter = &both_families,
	.promises = promises_both,
};

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
		    "now there are three"),

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
	.proves = "A service that runs, and whose port netstat shows, can still be unreachable. A "
		  "socket that is only bound, or that listens at another address of the host, at "
		  "127.0.0.1 or ::1, or on another device (SO_BINDTODEVICE), leaves the port as "
		  "closed as if there were none. Look at what ss shows before the port: "
		  "127.0.0.1:8080, or 192.0.2.2%lo:8080.",
	.why = "The lookup needs a socket in LISTEN with a matching address and device: "
	       "__inet_lookup_listener(), compute_score(). It finds neither a socket that is "
	       "bound but not listening, nor one that listens at another address of the host, "
	       "such as 127.0.0.1, nor one bound to another device than the one that the SYN "
	       "came in on. For the SYN the state is CLOSED.",
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
	.title = "the listener is at any address of the port, but over the other family: IPv6 "
		 "alone, or IPv4",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "no-listener",
	.proves = "A service that listens at 0.0.0.0 refuses IPv6 clients, and one that listens at "
		  ":: with IPV6_V6ONLY refuses IPv4 clients. So a name that has both addresses "
		  "(localhost is ::1 and 127.0.0.1) works over one and is refused over the other, "
		  "and each program decides for itself which to try first.",
	.why = "IPv4 segments find an AF_INET socket, IPv6 segments an AF_INET6 socket. IPv4 "
	       "segments find an AF_INET6 socket too, unless it has IPV6_V6ONLY (RFC 3493, 3.7 "
	       "and 5.3; ipv6_only_sock() in compute_score()). For the SYN the state is CLOSED.",
	.play = play_family,
	.parameter = &other_family,
	.promises = promises_family,
};

static const struct promise promises_both[] = {
	WHILE(HEARS),
	CALL_WORKS("client", "connect", "one listener serves both families (RFC 3493, 3.7)"),
	CALL_RETURNS("server", "recv", 7, "and receives the data"),
	HAS_SOCKETS("server", 1, "listens", AT_PORT(SERVICE_PORT, "LISTEN"), "one is enough"),

	IN_ALL,
	NO_RESET(ANY_HOST, "no client is refused"),
	{ 0 },
};

SCENARIO(listener_elsewhere_control) = {
	.name = "listener-elsewhere-control",
	.title = "control: one IPv6 listener without IPV6_V6ONLY serves both families: no RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up control",
	.proves = "A listener at :: without IPV6_V6ONLY is reachable over IPv4 too, and sees those "
		  "clients as ::ffff:a.b.c.d. net.ipv6.bindv6only sets the default for sockets "
		  "that do not choose.",
	.why = "IPv4-mapped IPv6 addresses (RFC 3493, 3.7): for an IPv4 segment "
	       "__inet_lookup_listener() also matches an AF_INET6 socket unless it is "
	       "ipv6_only_sock().",
	.play = play_family,
	.parameter = &both_families,
	.promises = promises_both,
};

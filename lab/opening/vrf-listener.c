/* SPDX-License-Identifier: GPL-2.0-only */
/* vrf-listener - the service listens outside of the virtual router by which the SYN comes */
#include "scenario.h"

#define OUTSIDE "it listens at any address, outside of the VRF"
#define ACCEPTS "net.ipv4.tcp_l3mdev_accept = 1"
#define STAYS   "net.ipv4.tcp_l3mdev_accept = 0 again"
#define INSIDE  "it is bound to the VRF"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_socket(server, TCP), *inside = tcp_socket(server, TCP);
	host_vrf(lab, "server", "red");
	tcp_bind_to(listener, "any", SERVICE_PORT);
	tcp_listen_on(listener, 5);

	chapter(lab, OUTSIDE);
	look(lab, "server", OUTSIDE);
	tcp_connect(client, "server", SERVICE_PORT);
	settle(lab);

	chapter(lab, ACCEPTS);
	host_sysctl(lab, "server", "ipv4/tcp_l3mdev_accept", "1");
	struct sock *c = tcp_connect(client, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(listener);

	chapter(lab, STAYS);
	host_sysctl(lab, "server", "ipv4/tcp_l3mdev_accept", "0");
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	settle(lab);

	chapter(lab, INSIDE);
	tcp_close(listener);
	tcp_bind_device(inside, "red");
	tcp_bind(inside, SERVICE_PORT);
	tcp_listen_on(inside, 5);
	tcp_connect(client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(OUTSIDE),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(SERVICE_PORT, "LISTEN"),
		    "ss shows a listener at any address of that port"),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket of that VRF: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE(ACCEPTS),
	CALL_WORKS("client", "connect", "the same listener is found from any VRF"),

	WHILE(STAYS),
	CALL_RETURNS("server", "recv", 7, "what is connected is bound to its VRF, and lives on"),

	WHILE(INSIDE),
	CALL_WORKS("client", "connect", "a listener of that VRF needs no sysctl"),

	IN_ALL,
	SENDS("server", TIMES(1, .flags = "RST,ACK"), "it was refused once"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(vrf_listener) = {
	.name = "vrf-listener",
	.title = "it listens outside of the VRF by which the SYN comes: refused, unless "
		 "tcp_l3mdev_accept is 1",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "no-listener",
	.proves =
		"On a host with VRFs (routers, cumulus, FRR, a management VRF) a service that was not "
		"started in the VRF of an interface refuses who comes by it, although ss shows it at "
		"0.0.0.0 or ::. It has to be bound to the VRF's device (`ip vrf exec`, SO_BINDTODEVICE), "
		"or net.ipv4.tcp_l3mdev_accept = 1 lets it hear all of them, over both families. "
		"Connections that are up are not touched by either.",
	.why = "compute_score() of the listener lookup asks inet_sk_bound_dev_eq(): a socket that is "
	       "bound to no device takes a segment of an l3mdev only with tcp_l3mdev_accept. To the "
	       "SYN the state is CLOSED (RFC 9293, 3.10.7.1), and the RST finds its way by the table "
	       "of the VRF (netif_index_is_l3_master() in ip_send_unicast_reply() and "
	       "tcp_v6_send_response()). What a listener accepts by that sysctl is bound to the VRF "
	       "(inet_request_bound_dev_if()), so it is found later as well.",
	.needs = "vrf",
	.play = play,
	.promises = promises,
};

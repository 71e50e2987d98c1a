/* SPDX-License-Identifier: GPL-2.0-only */
/* vrf-listener - the service listens outside of the virtual router by which the SYN comes */
#include "scenario.h"

#define OUTSIDE "it listens at any address, outside the VRF"
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
	CALL_RETURNS("server", "recv", 7,
		     "an accepted connection is bound to its VRF, and stays "
		     "up"),

	WHILE(INSIDE),
	CALL_WORKS("client", "connect", "a listener in that VRF needs no sysctl"),

	IN_ALL,
	SENDS("server", TIMES(1, .flags = "RST,ACK"), "it was refused once"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(vrf_listener) = {
	.name = "vrf-listener",
	.title = "the listener is outside the VRF that the SYN comes in on: refused, unless "
		 "tcp_l3mdev_accept is 1",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "no-listener",
	.proves = "On a host with VRFs (routers, cumulus, FRR, a management VRF), a service that "
		  "was not started in an interface's VRF refuses clients on that interface, "
		  "although ss shows it at 0.0.0.0 or ::. Bind it to the VRF's device (`ip vrf "
		  "exec`, SO_BINDTODEVICE), or set net.ipv4.tcp_l3mdev_accept = 1, which makes it "
		  "reachable from all VRFs, over both families. Neither affects established "
		  "connections.",
	.why = "In the listener lookup, compute_score() asks inet_sk_bound_dev_eq(): a socket "
	       "that is not bound to a device matches a segment of an l3mdev only with "
	       "tcp_l3mdev_accept. For the SYN the state is CLOSED (RFC 9293, 3.10.7.1), and the "
	       "RST is routed by the VRF's table (netif_index_is_l3_master() in "
	       "ip_send_unicast_reply() and tcp_v6_send_response()). A connection accepted by "
	       "that sysctl is bound to the VRF (inet_request_bound_dev_if()), so it is found "
	       "later as well.",
	.needs = "vrf",
	.play = play,
	.promises = promises,
};

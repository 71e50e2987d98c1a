/* SPDX-License-Identifier: GPL-2.0-only */
/* bound-device - what a socket that is bound to a device answers leaves by that device, mostly */
#include "scenario.h"

#include <sys/socket.h>

enum { PEER_PORT = 4000, FREE_PORT = SERVICE_PORT + 1, CLOSED_PORT, SEQ = 1000, WINDOW = 65535 };

#define LISTENS  "an ACK to a listener that is bound to a device"
#define REQUEST  "an in-window SYN to a request of that listener"
#define OUTSIDE  "an out-of-window segment to a request of that listener"
#define FIN_WAIT "data to a connection of that listener in FIN-WAIT-2"
#define TIMEWAIT "an old segment to a connection of that listener in TIME-WAIT"
#define FREE     "an ACK to a listener that is not bound to a device"
#define CLOSED   "a SYN to a closed port"

static struct raw_segment speak(struct lab *lab, uint16_t dport, uint16_t sport, const char *flags)
{
	struct raw_segment segment = { .from = "client",
				       .to = "router",
				       .sport = sport,
				       .dport = dport,
				       .flags = flags,
				       .seq = SEQ,
				       .ack = flags[0] == 'A' ? SEQ : 0,
				       .window = WINDOW };
	raw_send(lab, &segment);
	return segment;
}

/* SYN, SYN-ACK. Returns the third ACK, which is not sent. */
static struct raw_segment begin(struct lab *lab, uint16_t sport)
{
	struct raw_segment next = speak(lab, SERVICE_PORT, sport, "SYN");

	next.flags = "ACK";
	next.seq++;
	next.ack = await_sent(lab, "router", "SYN,ACK").next;
	return next;
}

/* A connection that the service has closed, in FIN-WAIT-2. Returns what its peer says next. */
static struct raw_segment close_first(struct lab *lab, struct sock *listener, uint16_t sport,
				      struct sock **ret)
{
	struct raw_segment peer = begin(lab, sport);

	raw_send(lab, &peer);
	*ret = tcp_accept(listener);
	tcp_close(*ret);
	peer.ack = await_sent(lab, "router", "FIN,ACK").next;
	raw_send(lab, &peer);
	await_state(*ret, "FIN-WAIT-2");
	return peer;
}

/* A listener on eth0, by which the client comes, while the table says that it is beyond the server.
 * The client's own TCP keeps still. */
static struct sock *listen_bound(struct lab *lab, struct actor *service)
{
	struct sock *listener = tcp_socket(service, TCP);

	tcp_bind_device(listener, "eth0");
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	host_route(lab, "router", "client", "server");
	firewall(lab, "client",
		 "add table inet deaf\n"
		 "add chain inet deaf in { type filter hook input priority 0; }\n"
		 "add rule inet deaf in meta l4proto tcp drop\n");
	ghost_beside(lab, "client");
	return listener;
}

static void play(struct lab *lab)
{
	struct actor *service = actor_start(lab, "router", "service");
	tcp_listen(service, FREE_PORT, 5);
	listen_bound(lab, service);

	chapter(lab, LISTENS);
	speak(lab, SERVICE_PORT, PEER_PORT, "ACK");
	settle(lab);

	chapter(lab, "a request");
	struct raw_segment peer = begin(lab, PEER_PORT + 1);
	chapter(lab, REQUEST);
	peer.flags = "SYN";
	raw_send(lab, &peer);
	settle(lab);

	chapter(lab, FREE);
	speak(lab, FREE_PORT, PEER_PORT, "ACK");
	settle(lab);

	chapter(lab, CLOSED);
	speak(lab, CLOSED_PORT, PEER_PORT, "SYN");
	settle(lab);
}

#define BY_ITS_DEVICE "through eth0, not eth1 as in the routing table: sk_bound_dev_if"
#define BY_THE_TABLE  "no device is known, so through eth1 as in the table: it never arrives"

static const struct promise promises[] = {
	WHILE(LISTENS),
	SENDS("router", ONE(RST_REPLY), BY_ITS_DEVICE),

	WHILE(REQUEST),
	SENDS("router", ONE(RST_ACK_REPLY), BY_ITS_DEVICE ", of its listener"),

	WHILE(FREE),
	SENDS("router", ONE(RST_REPLY, .lost = true), BY_THE_TABLE),

	WHILE(CLOSED),
	SENDS("router", ONE(RST_ACK_REPLY, .lost = true), BY_THE_TABLE),

	IN_ALL,
	COUNTS("router", "TcpOutRsts", 4, AS_EVER),
	RESETS("router", 2, "TCP_FLAGS", "LISTEN", "an ACK in LISTEN (RFC 9293, 3.10.7.2)"),
	RESETS("router", 1, "INVALID_SYN", "LISTEN", AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(bound_device) = {
	.name = "bound-device",
	.title = "the RST of a listener bound to a device leaves through it, against the routing "
		 "table",
	.rfc = "RFC 1122, 3.3.4.2",
	.tags = "set-up raw",
	.cause = "stray-segment",
	.causes = { { .chapter = REQUEST, .cause = "syn-in-window" },
		    { .chapter = CLOSED, .cause = "no-listener" } },
	.proves = "On a host with several paths to a peer, a RST in reply follows the routing "
		  "table, not the link that the segment arrived on. If that path leads nowhere, "
		  "the peer receives nothing, and a refused connect() hangs. A listener that is "
		  "bound to a device (SO_BINDTODEVICE) answers through that device.",
	.why = "tcp_v4_send_reset() and tcp_v6_send_reset() look up a new route for a reply. If "
	       "there is a socket and it is bound to a device (sk_bound_dev_if), they use that "
	       "device. Without a socket \"all binding information is lost\", as the comment "
	       "there says; using the segment's device would misroute where paths are asymmetric "
	       "on purpose. RFC 1122, 3.3.4.2, leaves the choice to the host (weak and strong "
	       "model). A reply for a request is sent with its listener, so the listener's "
	       "device applies.\n"
	       "\n"
	       "Sockets in TIME-WAIT, and ACKs, differ: see bound-device-closed.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* ---- Where the families differ ------------------------------------------------------------------
 */

static void play_closed(struct lab *lab)
{
	struct actor *service = actor_start(lab, "router", "service");
	struct sock *listener = listen_bound(lab, service), *s;

	chapter(lab, "a connection");
	struct raw_segment peer = close_first(lab, listener, PEER_PORT, &s);

	chapter(lab, FIN_WAIT);
	peer.flags = "PSH,ACK";
	peer.data = "More.\n";
	raw_send(lab, &peer);
	settle(lab);

	chapter(lab, "another connection");
	peer = close_first(lab, listener, PEER_PORT + 1, &s);
	peer.flags = "FIN,ACK";
	raw_send(lab, &peer);
	await_state(s, "TIME-WAIT");
	settle(lab);

	chapter(lab, TIMEWAIT);
	peer.flags = "ACK";
	peer.seq--;
	raw_send(lab, &peer);
	settle(lab);

	chapter(lab, "a request");
	peer = begin(lab, PEER_PORT + 2);

	chapter(lab, OUTSIDE);
	peer.seq -= 100;
	raw_send(lab, &peer);
	settle(lab);
}

static const struct promise promises_closed[] = {
	WHILE(FIN_WAIT),
	SENDS("router", ONE(RST_REPLY), "through eth0: tw_bound_dev_if"),

	WHILE(TIMEWAIT),
	SENDS("router", ONE(.flags = "ACK"), "through eth0: tcp_v4_timewait_ack()"),

	WHILE(OUTSIDE),
	SENDS("router", ONE(.flags = "ACK", .lost = true),
	      "through eth1: tcp_v4_reqsk_send_ack() names no device"),

	IN_ALL,
	COUNTS("router", "TcpOutRsts", 1, AS_EVER),
	RESETS("router", 1, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT",
	       "tcp_timewait_state_process(): TCP_TW_RST"),
	{ 0 },
};

SCENARIO(bound_device_closed) = {
	.name = "bound-device-closed",
	.title = "IPv4: a closed connection that is bound to a device resets through that device",
	.rfc = "RFC 1122, 3.3.4.2",
	.tags = "after set-up raw",
	.cause = "data-after-close",
	.proves = "The small socket that remains of a closed connection (FIN-WAIT-2, TIME-WAIT) "
		  "still knows the device that the connection was bound to: its RST and ACK leave "
		  "through it. A request does not: its ACK follows the routing table, and here it "
		  "is lost. Over IPv6 it is the other way round (bound-device-closed-ipv6).",
	.why = "struct inet_timewait_sock has tw_bound_dev_if where a socket has "
	       "sk_bound_dev_if, and ip_send_unicast_reply() looks up a route with that device. "
	       "tcp_v4_timewait_ack() passes it on, tcp_v4_reqsk_send_ack() passes 0.",
	.topology = "routed",
	.needs = "nftables",
	.family = AF_INET,
	.why_family = "IPv6 does the reverse, see bound-device-closed-ipv6",
	.play = play_closed,
	.promises = promises_closed,
};

static const struct promise promises_closed_ipv6[] = {
	WHILE(FIN_WAIT),
	SENDS("router", ONE(RST_REPLY, .lost = true),
	      "through eth1, the longer prefix: RT6_LOOKUP_F_IFACE is not set"),

	WHILE(TIMEWAIT),
	SENDS("router", ONE(.flags = "ACK", .lost = true), "through eth1, for the same reason"),

	WHILE(OUTSIDE),
	SENDS("router", ONE(.flags = "ACK"),
	      "through eth0: tcp_v6_reqsk_send_ack() names the device of its listener"),

	IN_ALL,
	COUNTS("router", "TcpOutRsts", 1, AS_EVER),
	RESETS("router", 1, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT",
	       "tcp_timewait_state_process(): TCP_TW_RST"),
	{ 0 },
};

SCENARIO(bound_device_closed_ipv6) = {
	.name = "bound-device-closed-ipv6",
	.title = "IPv6: a closed connection that is bound to a device resets by the routing table",
	.rfc = "RFC 1122, 3.3.4.2",
	.tags = "after set-up raw",
	.cause = "data-after-close",
	.proves = "Over IPv6, the RST and the ACK of a closed connection (FIN-WAIT-2, TIME-WAIT) "
		  "that was bound to a device follow the routing table if it has a longer prefix "
		  "on another link; here they are lost. Over IPv4 they use the device "
		  "(bound-device-closed). A request's ACK uses its listener's device.",
	.why = "tcp_v6_send_response() looks up a route with the device (flowi6_oif). But a "
	       "socket in TIME-WAIT cannot be used for sending, so the kernel's own control "
	       "socket replaces it. ip6_route_output_flags() insists on the device "
	       "(RT6_LOOKUP_F_IFACE) only if the socket it is given is bound, and the control "
	       "socket is not. The device then only decides among routes with the same prefix, "
	       "rt6_score_route().",
	.topology = "routed",
	.needs = "nftables",
	.family = AF_INET6,
	.why_family = "IPv4 does the reverse, see bound-device-closed",
	.play = play_closed,
	.promises = promises_closed_ipv6,
};

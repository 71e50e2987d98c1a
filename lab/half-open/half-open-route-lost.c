/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open-route-lost - the RST that the kernel counts and traces, and nobody ever gets */
#include "scenario.h"

#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	host_sysctl(lab, "server", "ipv4/conf/all/rp_filter", "0");
	host_sysctl(lab, "server", "ipv4/conf/eth0/rp_filter", "0");
	tcp_linger(talk.s, true, 0);

	chapter(lab, "the server is unplugged");
	talk_half_open(lab, &talk, RESTARTED, PLUGGED_IN_BARE);
	look(lab, "client", "before it probes");

	chapter(lab, "the client sends a keepalive probe");
	tcp_keepalive(talk.c);
	await_segment(lab, "server", "ACK");
	settle(lab);
	look(lab, "client", "no answer");

	chapter(lab, "the route is back, the client sends");
	host_restore_route(lab, "server");
	tcp_send(talk.c, "Are you still there?\n");
	await_segment(lab, "client", "RST");
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 0, "service killed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection"),
	SENDS("client", NOTHING, "the client does not know and sends nothing"),
	SENDS("server", NOTHING, "and the server sends nothing"),
	HAS_SOCKETS("client", 1, "before it probes", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side still exists"),

	WHILE("the client sends a keepalive probe"),
	SENDS("client", ONE(.flags = "ACK", .rel_seq = IS(15), .len = IS(0)),
	      "a keepalive probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)"),
	SENDS("server", NOTHING,
	      "it should send a RST (RFC 9293, 3.10.7.2), but has no route to the client"),
	HAS_SOCKETS("client", 1, "no answer", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "so it is still half-open"),

	WHILE("the route is back, the client sends"),
	SENDS("server", ONE(RST_REPLY), "the same reply, with a route: <SEQ=SEG.ACK><CTL=RST>"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 3,
	       "at the kill, for the probe, for the data: only the last left the host"),
	COUNTS("server", "TcpExtTCPAbortFailed", 1, "it counts aborts only, not replies"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "CLOSED",
	       "killed while unplugged: the RST could not "
	       "leave"),
	RESETS("server", 2, "TCP_FLAGS", "LISTEN", "probe and data met the new listener"),
	{ 0 },
};

SCENARIO(half_open_route_lost) = {
	.name = "half-open-route-lost",
	.title = "half-open, and the server has lost its default route: its RST has no way to "
		 "the client",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open way timer",
	.cause = "half-open",
	.waits_for_timer = true,
	.proves = "A RST that is counted and traced need not have left the host. A server whose "
		  "interface went down and up has lost its default route; the kernel answers the "
		  "client's probe with a RST that TcpOutRsts and the tracepoint show, but that is "
		  "never on the wire. The client stays ESTABLISHED until the route is restored.",
	.why = "An interface that goes down takes its routes with it: fib_disable_ip(). Brought "
	       "up again by hand, it has its address and the route to its own subnet, but no "
	       "default route. The server behind a router then receives the client's segments "
	       "and cannot answer: tcp_v4_send_reset() counts and traces a RST for which "
	       "ip_send_unicast_reply() finds no route.\n"
	       "\n"
	       "The client uses a keepalive probe, which is not repeated soon. Data would be, "
	       "and how often depends on the machine.",
	.topology = "routed",
	.family = AF_INET,
	.why_family =
		"tcp_v6_send_response() looks up the route before it counts: over IPv6 only the "
		"trace shows such a RST",
	.play = play,
	.promises = promises,
	.unsent = 1,
	.lost_replies = { "server", 1 },
};

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

	chapter(lab, "the client asks by keepalive");
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
	SENDS("client", NOTHING, "nobody has told the client: it says nothing"),
	SENDS("server", NOTHING, "and nothing is said to it"),
	HAS_SOCKETS("client", 1, "before it probes", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side still stands"),

	WHILE("the client asks by keepalive"),
	SENDS("client", ONE(.flags = "ACK", .rel_seq = IS(15), .len = IS(0)),
	      "a keepalive probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)"),
	SENDS("server", NOTHING,
	      "it owes a RST (RFC 9293, 3.10.7.2), and has no way to the client"),
	HAS_SOCKETS("client", 1, "no answer", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "so it is still half-open"),

	WHILE("the route is back, the client sends"),
	SENDS("server", ONE(RST_REPLY), "the same reply, with a route: <SEQ=SEG.ACK><CTL=RST>"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 3,
	       "at the kill, for the probe, for the data: only the last has left"),
	COUNTS("server", "TcpExtTCPAbortFailed", 1, "it tells of aborts alone, not of replies"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "CLOSED", "killed while unplugged: it could not leave"),
	RESETS("server", 2, "TCP_FLAGS", "LISTEN", "probe and data met the new listener"),
	{ 0 },
};

SCENARIO(half_open_route_lost) = {
	.name = "half-open-route-lost",
	.title = "half-open, and the server has lost its default route: its RST finds no way",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open way timer",
	.cause = "half-open",
	.waits_for_timer = true,
	.proves =
		"A counted and traced RST need not have left. A server whose interface went down and up "
		"has no default route any more; the kernel answers the client's probe by a RST that "
		"TcpOutRsts and the tracepoint show, and no wire does. The client stays ESTABLISHED "
		"until the route is restored.",
	.why = "An interface that goes down takes the routes through it along: "
	       "fib_disable_ip(). Set up again by hand, it has its address, and the way to its "
	       "own subnet, and no default route. The server behind a router then hears the "
	       "client and cannot answer: tcp_v4_send_reset() counts and traces a RST for which "
	       "ip_send_unicast_reply() finds no route.\n\n"
	       "The client asks by a keepalive probe, which is not repeated soon: data would "
	       "be, and how often depends on the machine.",
	.topology = "routed",
	.family = AF_INET,
	.why_family =
		"tcp_v6_send_response() looks for a route before it counts: over IPv6 such a RST is "
		"in the trace alone",
	.play = play,
	.promises = promises,
	.unsent = 1,
	.lost_replies = { "server", 1 },
};

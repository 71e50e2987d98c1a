/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-route-lost - the RST that the kernel counts and traces, and nobody ever gets.
 *
 * An interface that goes down takes the routes through it along: fib_disable_ip(). Set up again by
 * hand, it has its address, and the way to its own subnet, and no default route. The server behind
 * a router then hears the client and cannot answer: tcp_v4_send_reset() counts and traces a RST
 * for which ip_send_unicast_reply() finds no route. The client stays ESTABLISHED until the route
 * is back.
 *
 * The client asks by a keepalive probe, which is not repeated soon: data would be, and how often
 * depends on the machine.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);
	host_sysctl(lab, "server", "ipv4/conf/all/rp_filter", "0");
	host_sysctl(lab, "server", "ipv4/conf/eth0/rp_filter", "0");
	tcp_linger(s, true, 0);

	chapter(lab, "the server is unplugged");
	link_down(lab, "server");
	actor_kill(talk.server);
	await_gone(s);
	look(lab, "server", "service killed");
	talk_restart(lab, &talk);
	link_up_bare(lab, "server");
	settle(lab);
	look(lab, "client", "before it probes");

	chapter(lab, "the client asks by keepalive");
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPIDLE), 1);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPINTVL), 75);
	tcp_set(c, TCP_OPTION(SOL_SOCKET, SO_KEEPALIVE), 1);
	await_segment(lab, "server", "ACK");
	settle(lab);
	look(lab, "client", "no answer");

	chapter(lab, "the route is back, the client sends");
	host_restore_route(lab, "server");
	tcp_send(c, "Are you still there?\n");
	await_segment(lab, "client", "RST");
	tcp_recv(c);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the kernel has forgotten the connection",
	  .look = { "service killed", .port = SERVICE_PORT, .count = 0 } },
	{ WIRE, "client", "nobody has told the client: it says nothing",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ WIRE, "server", "and nothing is said to it",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "before it probes", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "client", "a keepalive probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)",
	  .wire = { .flags = "ACK",
		    .chapter = "the client asks by keepalive",
		    .count = IS(1),
		    .rel_seq = IS(15),
		    .len = IS(0) } },
	{ WIRE, "server", "it owes a RST (RFC 9293, 3.10.7.2), and has no way to the client",
	  .wire = { .chapter = "the client asks by keepalive", .count = IS(0) } },
	{ SOCKET, "client", "so it is still half-open",
	  .look = { "no answer", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "the same reply, with a route: <SEQ=SEG.ACK><CTL=RST>",
	  .wire = { RST_REPLY, .chapter = "the route is back, the client sends", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the route is back, the client sends", .err = ECONNRESET } },
	{ COUNTER, "server", "at the kill, for the probe, for the data: only the last has left",
	  .counter = { "TcpOutRsts", 3 } },
	{ COUNTER, "server", "it tells of aborts alone, not of replies",
	  .counter = { "TcpExtTCPAbortFailed", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "killed while unplugged: this one could not leave",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ REASON, "server", "probe and data met the new listener",
	  .reason = { "TCP_FLAGS", "LISTEN", .count = IS(2) } },
	{ 0 },
};

SCENARIO(half_open_route_lost) = {
	.name = "half-open-route-lost",
	.title = "half-open, and the server has lost its default route: its RST finds no way",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open way timer",
	.proves =
		"A counted and traced RST need not have left. A server whose interface went down and up "
		"has no default route any more; the kernel answers the client's probe by a RST that "
		"TcpOutRsts and the tracepoint show, and no wire does. The client stays ESTABLISHED "
		"until the route is restored.",
	.story =
		"As half-open, with a router between the two. The interface comes up again without its "
		"default route. The client's keepalive asks and gets no answer; then the route is "
		"restored, and the client sends.",
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

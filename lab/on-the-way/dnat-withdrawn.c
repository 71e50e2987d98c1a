/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dnat-withdrawn - a virtual address goes away under a connection.
 *
 * The client speaks to an address of the router, which hands it on to the server (DNAT): a load
 * balancer's virtual address, a forwarded port. Rule and state are withdrawn; from then on that
 * address is the router's own again, whose TCP has no such socket: RFC 9293, 3.10.7.1, and
 * SK_RST_REASON_NO_SOCKET. The server, which could have answered, was not asked.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat pre { type nat hook prerouting priority -100; }\n"
		 "add rule inet nat pre $ip daddr $router tcp dport 8080 dnat $ip to $server\n"
		 "add chain inet nat forward { type filter hook forward priority 0; }\n"
		 "add rule inet nat forward ct state established accept\n");
	struct sock *c = tcp_connect(talk.client, "router", SERVICE_PORT);
	struct sock *s = tcp_accept(talk.listener);
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	settle(lab);

	chapter(lab, "the address is withdrawn");
	firewall(lab, "router", "flush chain inet nat pre\n");
	conntrack_flush(lab, "router");
	tcp_send(c, "Are you still there?\n");
	settle(lab);
	tcp_send(c, "Hello?\n");
	look(lab, "server", "after the RST");
}

static const struct promise promises[] = {
	{ WIRE, "router",
	  "no such socket at the router: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)",
	  .wire = { RST_REPLY, .count = IS(1) } },
	{ WIRE, "server", "the server was not asked",
	  .wire = { .chapter = "the address is withdrawn", .count = IS(0) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .nth = 3, .err = ECONNRESET } },
	{ SOCKET, "server", "half-open: the server's side still stands",
	  .look = { "after the RST", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "router", "the router's own TCP has sent it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "the server's has not", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "router", "the segment found no socket", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(dnat_withdrawn) = {
	.name = "dnat-withdrawn",
	.title = "a virtual address (DNAT) is withdrawn under a connection",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open",
	.proves =
		"When a load balancer or router gives a virtual address up, its own TCP resets those "
		"who still use it (NO_SOCKET). The client gets ECONNRESET and blames the server, "
		"which stays ESTABLISHED and has sent nothing.",
	.story =
		"The client connects to the router, which translates to the server; the connection is "
		"used. Rule and entries are withdrawn; the client sends.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

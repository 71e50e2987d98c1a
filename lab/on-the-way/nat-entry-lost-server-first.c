/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nat-entry-lost-server-first - a router forgets what it translates, and the server speaks first.
 *
 * Behind masquerade the server knows the client by the router's own address. Without the entry
 * nothing translates it back: the segment is for the router itself, whose TCP has no such socket,
 * and RFC 9293, 3.10.7.1 wants a RST: SK_RST_REASON_NO_SOCKET, at the router. The client behind it
 * hears nothing, and is left half-open.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat post { type nat hook postrouting priority 100; }\n"
		 "add rule inet nat post tcp dport 8080 masquerade\n");
	talk_connect(&talk);
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
	settle(lab);

	chapter(lab, "the router forgets, and the server speaks");
	conntrack_flush(lab, "router");
	tcp_send(talk.s, "Hello to you.\n");
	settle(lab);
	tcp_send(talk.s, "Hello?\n");
	look(lab, "client", "after the RST");
}

static const struct promise promises[] = {
	{ WIRE, "server", "sent to the router's address, and translated by nobody: it has arrived",
	  .wire = { .flags = "PSH,ACK", .count = IS(1), .len = IS(14) } },
	{ WIRE, "router",
	  "no such socket at the router: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)",
	  .wire = { RST_REPLY, .count = IS(1) } },
	{ SOCKET, "server", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .nth = 2, .err = ECONNRESET } },
	{ WIRE, "client", "the client has no part in it",
	  .wire = { .chapter = "the router forgets, and the server speaks", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "after the RST", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "router", "the router's own TCP has sent it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "nothing was reset here", .counter = { "TcpEstabResets", 0 } },
	{ REASON, "router", "the segment found no socket", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(nat_entry_lost_server_first) = {
	.name = "nat-entry-lost-server-first",
	.title = "a router forgets what it translates; the server speaks first",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open",
	.proves =
		"When a masquerading router has lost its connection tracking, what the server sends "
		"is the router's own business: its TCP answers by RST (NO_SOCKET). The server gets "
		"ECONNRESET; the client stays ESTABLISHED.",
	.story = "The router masquerades the client; the connection is up and was used. The router "
		 "forgets all entries; then the server sends.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

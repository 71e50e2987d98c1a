/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nat-entry-timeout - an idle connection outlives the router's patience.
 *
 * A tracked connection that is idle for nf_conntrack_tcp_timeout_established is forgotten: five
 * days by default, minutes at many providers, one second here (RFC 5382, REQ-5 asks for two hours
 * and four minutes). Then it is as in nat-entry-lost-server-first: the server's next word is
 * answered by the router's own TCP, which has no such socket (RFC 9293, 3.10.7.1).
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat post { type nat hook postrouting priority 100; }\n"
		 "add rule inet nat post tcp dport 8080 masquerade\n");
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_timeout_established", "1");
	talk_connect(&talk);

	chapter(lab, "nobody speaks");
	await_conntrack_empty(lab, "router");
	settle(lab);
	look(lab, "client", "idle");
	look(lab, "server", "idle");

	chapter(lab, "the server speaks");
	tcp_send(talk.s, "Are you still there?\n");
	settle(lab);
	tcp_send(talk.s, "Hello?\n");
	look(lab, "client", "after the RST");
}

static const struct promise promises[] = {
	{ WIRE, "router", "the router tells nobody that it has forgotten",
	  .wire = { .chapter = "nobody speaks", .count = IS(0) } },
	{ SOCKET, "client", "the client has not noticed",
	  .look = { "idle", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "server", "nor has the server",
	  .look = { "idle", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "router",
	  "no such socket at the router: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)",
	  .wire = { RST_REPLY, .chapter = "the server speaks", .count = IS(1) } },
	{ SOCKET, "server", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .nth = 2, .err = ECONNRESET } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "after the RST", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "router", "the router's own TCP has sent it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "router", "the segment found no socket", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(nat_entry_timeout) = {
	.name = "nat-entry-timeout",
	.title = "an idle connection is forgotten by the router that translates it",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open timer",
	.proves =
		"Resets \"after some idle time\" come from a box on the way whose timeout is shorter than "
		"the silence. It forgets without a word; who speaks next is reset, here by the router "
		"itself (NO_SOCKET). Keepalives shorter than the timeout prevent it.",
	.story =
		"The router masquerades the client, and forgets idle connections after a second. The "
		"connection is up and idle until the router has no entry left; then the server sends.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

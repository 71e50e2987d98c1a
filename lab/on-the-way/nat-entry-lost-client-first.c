/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nat-entry-lost-client-first - a router forgets what it translates, and the client speaks first.
 *
 * nf_conntrack_tcp_loose (the default) takes up a connection in the middle. But the translation is
 * a new one: another source port, and so, to the server, another connection. Its segment meets the
 * listener, and RFC 9293, 3.10.7.2 has an acknowledgement in LISTEN answered by <SEQ=SEG.ACK>
 * <CTL=RST>; the number fits the client's connection, which dies. The server's own end does not: it
 * waits for a port that nobody uses any more. Here the rules fix both ports, as chance would
 * elsewhere.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat post { type nat hook postrouting priority 100; }\n"
		 "add rule inet nat post tcp dport 8080 masquerade to :20001\n"
		 "add chain inet nat forward { type filter hook forward priority 0; }\n"
		 "add rule inet nat forward ct state established accept\n");
	talk_connect(&talk);
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
	settle(lab);

	chapter(lab, "the router forgets, and the client speaks");
	firewall(lab, "router",
		 "flush chain inet nat post\n"
		 "add rule inet nat post tcp dport 8080 masquerade to :20002\n");
	conntrack_flush(lab, "router");
	tcp_send(talk.c, "Are you still there?\n");
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
	look(lab, "server", "after the RST");
}

static const struct promise promises[] = {
	{ WIRE, "client", "the data arrive, from another port",
	  .wire = { .flags = "PSH,ACK",
		    .chapter = "the router forgets, and the client speaks",
		    .count = IS(1),
		    .len = IS(21) } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .nth = 3, .err = ECONNRESET } },
	{ SOCKET, "server", "half-open: the server's side still stands, at the old port",
	  .look = { "after the RST", "ESTABLISHED", 20001, .count = 1 } },
	{ SOCKET, "server", "and nothing at the new one",
	  .look = { "after the RST", .port = 20002, .count = 0 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "its own end was not reset", .counter = { "TcpEstabResets", 0 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "router", "the router has only translated", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "the segment met the listener", .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(nat_entry_lost_client_first) = {
	.name = "nat-entry-lost-client-first",
	.title = "a router forgets what it translates; the client speaks first",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "way firewall life half-open",
	.proves =
		"When a masquerading router has lost its connection tracking and takes the client's "
		"connection up again under another port, the server's listener resets it "
		"(TCP_FLAGS). The client gets ECONNRESET; the server keeps a dead connection.",
	.story =
		"The router masquerades the client; the connection is up and was used. The router "
		"forgets all entries, and gives out other ports than before; then the client sends.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

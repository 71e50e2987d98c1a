/* SPDX-License-Identifier: GPL-2.0-only */
/* nat-entry - a router forgets what it translates */
#include "scenario.h"

#define MASQUERADE                                                              \
	"add table inet nat\n"                                                  \
	"add chain inet nat post { type nat hook postrouting priority 100; }\n" \
	"add rule inet nat post tcp dport 8080 masquerade"

#define STILL_STANDS(host, port, why) \
	HAS_SOCKETS(host, 1, "after the RST", AT_PORT(port, "ESTABLISHED"), why)

/* ---- It has lost all, and the client speaks first -----------------------------------------------
 */

static void play_client_first(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 MASQUERADE " to :20001\n"
			    "add chain inet nat forward { type filter hook forward priority 0; }\n"
			    "add rule inet nat forward ct state established accept\n");
	talk_connect(&talk);
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
	settle(lab);

	chapter(lab, "the router forgets, and the client sends");
	firewall(lab, "router",
		 "flush chain inet nat post\n"
		 "add rule inet nat post tcp dport 8080 masquerade to :20002\n");
	conntrack_flush(lab, "router");
	tcp_send(talk.c, "Are you still there?\n");
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
	look(lab, "server", "after the RST");
}

static const struct promise client_first[] = {
	WHILE("the router forgets, and the client sends"),
	SENDS("client", ONE(.flags = "PSH,ACK", .len = IS(21)),
	      "the data arrives, from another port"),
	STILL_STANDS("server", 20001, "half-open: the server's side still exists, at the old port"),
	HAS_SOCKETS("server", 0, "after the RST", AT_PORT(20002, ANY_STATE),
		    "and nothing at the new one"),

	IN_ALL,
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", NTH(3, "send"), ECONNRESET, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0, "its own end was not reset"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("router", "TcpOutRsts", 0, "the router only translated"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the segment met the listener"),
	{ 0 },
};

SCENARIO(nat_entry_lost_client_first) = {
	.name = "nat-entry-lost-client-first",
	.title = "a router forgets what it translates; the client speaks first",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "way firewall life half-open",
	.cause = "nat-state-lost",
	.proves = "When a masquerading router has lost its connection tracking and picks the "
		  "client's connection up again under another port, the server's listener resets "
		  "it (TCP_FLAGS). The client gets ECONNRESET; the server keeps a dead connection.",
	.why = "nf_conntrack_tcp_loose (the default) picks up a connection in the middle. But "
	       "its translation is new: another source port, which for the server is another "
	       "connection, whose segment meets the listener. The RST's number fits the client's "
	       "connection, which ends. The server's own end waits for a port that no client "
	       "uses any more. Here the rules fix both ports; elsewhere that is up to chance.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play_client_first,
	.promises = client_first,
};

/* ---- It has lost all, and the server speaks first -----------------------------------------------
 */

static void play_server_first(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router", MASQUERADE "\n");
	talk_connect(&talk);
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
	settle(lab);

	chapter(lab, "the router forgets, and the server sends");
	conntrack_flush(lab, "router");
	tcp_send(talk.s, "Hello to you.\n");
	settle(lab);
	tcp_send(talk.s, "Hello?\n");
	look(lab, "client", "after the RST");
}

#define ROUTER_RESETS                   \
	SENDS("router", ONE(RST_REPLY), \
	      "no such socket at the router: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)")

static const struct promise server_first[] = {
	WHILE("the router forgets, and the server sends"),
	SENDS("client", NOTHING, "the client is not involved"),
	STILL_STANDS("client", SERVICE_PORT, "half-open: the client's side still exists"),

	IN_ALL,
	SENDS("server", ONE(.flags = "PSH,ACK", .len = IS(14)),
	      "sent to the router's address, and not translated: it has arrived"),
	ROUTER_RESETS,
	CALL_FAILS("server", NTH(2, "send"), ECONNRESET, AS_EVER),
	COUNTS("router", "TcpOutRsts", 1, "the router's own TCP sent it"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(nat_entry_lost_server_first) = {
	.name = "nat-entry-lost-server-first",
	.title = "a router forgets what it translates; the server speaks first",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open",
	.cause = "nat-state-lost",
	.proves = "When a masquerading router has lost its connection tracking, the server's "
		  "segments are for the router itself: its TCP answers with a RST (NO_SOCKET). The "
		  "server gets ECONNRESET; the client stays ESTABLISHED.",
	.why = "Behind masquerade the server knows the client by the router's own address. "
	       "Without the entry it is not translated back: the segment is for the router "
	       "itself, whose TCP has no such socket, and RFC 9293, 3.10.7.1, requires a RST.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play_server_first,
	.promises = server_first,
};

/* ---- It has lost patience -----------------------------------------------------------------------
 */

static void play_timeout(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router", MASQUERADE "\n");
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_timeout_established", "1");
	talk_connect(&talk);

	chapter(lab, "the connection is idle");
	await_conntrack_empty(lab, "router");
	settle(lab);
	look(lab, "client", "idle");
	look(lab, "server", "idle");

	chapter(lab, "the server sends");
	tcp_send(talk.s, "Are you still there?\n");
	settle(lab);
	tcp_send(talk.s, "Hello?\n");
	look(lab, "client", "after the RST");
}

static const struct promise timeout[] = {
	WHILE("the connection is idle"),
	SENDS("router", NOTHING, "the router tells neither end that it has forgotten"),
	HAS_SOCKETS("client", 1, "idle", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the client has not noticed"),
	HAS_SOCKETS("server", 1, "idle", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "neither has the server"),

	WHILE("the server sends"),
	ROUTER_RESETS,
	STILL_STANDS("client", SERVICE_PORT, "half-open: the client's side still exists"),

	IN_ALL,
	CALL_FAILS("server", NTH(2, "send"), ECONNRESET, AS_EVER),
	COUNTS("router", "TcpOutRsts", 1, "the router's own TCP sent it"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(nat_entry_timeout) = {
	.name = "nat-entry-timeout",
	.title = "an idle connection is forgotten by the router that translates it",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open timer",
	.cause = "middlebox-idle",
	.waits_for_timer = true,
	.proves = "Resets \"after some idle time\" come from a middlebox whose timeout is shorter "
		  "than the silence. It forgets the connection without telling either end; the "
		  "side that sends next is reset, here by the router itself (NO_SOCKET). "
		  "Keepalives shorter than the timeout prevent it.",
	.why = "A tracked connection that is idle for nf_conntrack_tcp_timeout_established is "
	       "forgotten: five days by default, minutes at many providers, one second here (RFC "
	       "5382, REQ-5 requires two hours and four minutes). From then on it is like "
	       "nat-entry-lost-server-first: the router's own TCP answers the server's next "
	       "segment.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play_timeout,
	.promises = timeout,
};

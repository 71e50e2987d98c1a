/* SPDX-License-Identifier: GPL-2.0-only */
/* nat-entry-fin - a router forgets what it translates, and the next word is a FIN or a probe */
#include "scenario.h"

#define MASQUERADE                                                              \
	"add table inet nat\n"                                                  \
	"add chain inet nat post { type nat hook postrouting priority 100; }\n" \
	"add rule inet nat post tcp dport 8080 masquerade"

#define FORGETS "the router forgets"
#define CLOSES  "the side that speaks first closes"
#define UNUSED  "and closes a connection that was never used"
#define ASKS    "the side that speaks first sends a keepalive probe"

static void ask(struct sock *sock)
{
	tcp_keepalive(sock);
	tcp_recv(sock);
}

/* ---- It masquerades, and the client speaks first ------------------------------------------------
 */

static void play_client(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 MASQUERADE " to :20001-20009\n"
			    "add chain inet nat forward { type filter hook forward priority 0; }\n"
			    "add rule inet nat forward ct state established accept\n");
	talk_connect(&talk);
	talk_exchange(lab, &talk);
	struct sock *closes = talk.c;
	talk_connect(&talk);
	struct sock *unused = talk.c;
	talk_connect(&talk);
	talk_exchange(lab, &talk);

	chapter(lab, FORGETS);
	firewall(lab, "router",
		 "flush chain inet nat post\n"
		 "add rule inet nat post tcp dport 8080 masquerade to :20011-20019\n");
	conntrack_flush(lab, "router");
	settle(lab);

	chapter(lab, CLOSES);
	tcp_close(closes);
	settle(lab);

	chapter(lab, UNUSED);
	tcp_close(unused);
	settle(lab);
	look(lab, "client", "after both");

	chapter(lab, ASKS);
	ask(talk.c);
	settle(lab);
	look(lab, "server", "at the end");
}

static const struct promise client[] = {
	WHILE(FORGETS),
	SENDS("router", NOTHING, "the router tells neither end that it has forgotten"),

	WHILE_EACH(CLOSES, UNUSED),
	SENDS("client", ONE(.flags = "FIN,ACK"),
	      "tcp_new() picks up no connection from its FIN: it arrives untranslated"),
	CALL_RETURNS("client", "close", 0,
		     "close() has already returned: the application does "
		     "not learn of it"),
	HAS_SOCKETS("client", 1, "after both", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "a RST in FIN-WAIT-1: CLOSED, no TIME-WAIT; one is left to probe"),

	WHILE(ASKS),
	SENDS("client", ONE(.flags = "ACK", .rel_seq = IS(15), .len = IS(0)),
	      "a keepalive probe is picked up, and arrives from another port"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE_EACH(CLOSES, UNUSED, ASKS),
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),

	IN_ALL,
	HAS_SOCKETS("server", 3, "at the end", "ESTABLISHED",
		    "half-open: the server's sides still exist, at the old ports"),
	COUNTS("client", "TcpEstabResets", 1, "the one that probed; the others were in FIN-WAIT-1"),
	COUNTS("server", "TcpEstabResets", 0, "its own ends were not reset"),
	COUNTS("server", "TcpOutRsts", 3, AS_EVER),
	COUNTS("router", "TcpOutRsts", 0, "the router only forwarded"),
	RESETS("server", 3, "TCP_FLAGS", "LISTEN", "the segments met the listener"),
	{ 0 },
};

SCENARIO(nat_entry_fin_client) = {
	.name = "nat-entry-fin-client",
	.title = "a router forgets what it translates; the client closes, or its keepalive probes",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "way firewall life half-open timer",
	.cause = "nat-state-lost",
	.waits_for_timer = true,
	.proves = "When a masquerading router has lost its connection tracking, a FIN is answered "
		  "with a RST just like data, but it takes another way: it passes untranslated, so "
		  "the server sees the client's own address. The client's application does not "
		  "notice; with a keepalive probe it gets ECONNRESET.",
	.why = "tcp_new() picks up a connection in the middle from data or an ACK "
	       "(nf_conntrack_tcp_loose, the default), but never from a FIN, which it calls "
	       "invalid: a FIN is not translated. The probe is picked up as data would be, under "
	       "another port. Either way the server has no such connection, and its listener "
	       "answers <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2). Here the rules keep old and "
	       "new ports apart; elsewhere that is up to chance.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play_client,
	.promises = client,
};

/* ---- It masquerades, and the server speaks first ------------------------------------------------
 */

static void play_server(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router", MASQUERADE "\n");
	talk_connect(&talk);
	talk_exchange(lab, &talk);
	struct sock *closes = talk.s;
	talk_connect(&talk);
	struct sock *unused = talk.s;
	talk_connect(&talk);
	talk_exchange(lab, &talk);

	chapter(lab, FORGETS);
	conntrack_flush(lab, "router");
	settle(lab);

	chapter(lab, CLOSES);
	tcp_close(closes);
	settle(lab);

	chapter(lab, UNUSED);
	tcp_close(unused);
	settle(lab);
	look(lab, "server", "after both");

	chapter(lab, ASKS);
	ask(talk.s);
	settle(lab);
	look(lab, "client", "at the end");
}

#define ROUTER_RESETS                   \
	SENDS("router", ONE(RST_REPLY), \
	      "no such socket at the router: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)")

static const struct promise server[] = {
	WHILE(FORGETS),
	SENDS("router", NOTHING, "the router tells neither end that it has forgotten"),

	WHILE_EACH(CLOSES, UNUSED),
	SENDS("server", ONE(.flags = "FIN,ACK"), "addressed to the router: it has arrived"),
	CALL_RETURNS("server", "close", 0,
		     "close() has already returned: the application does "
		     "not learn of it"),
	HAS_SOCKETS("server", 1, "after both", "ESTABLISHED",
		    "a RST in FIN-WAIT-1: CLOSED; one is left to probe"),

	WHILE(ASKS),
	SENDS("server", ONE(.flags = "ACK", .rel_seq = IS(5), .len = IS(0)),
	      "a keepalive probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)"),
	CALL_FAILS("server", "recv", ECONNRESET, AS_EVER),

	WHILE_EACH(CLOSES, UNUSED, ASKS),
	SENDS("client", NOTHING, "the client is not involved"),
	ROUTER_RESETS,

	IN_ALL,
	HAS_SOCKETS("client", 3, "at the end", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's sides still exist"),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1, "the one that probed; the others were in FIN-WAIT-1"),
	COUNTS("router", "TcpOutRsts", 3, "the router's own TCP sent them"),
	RESETS("router", 3, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(nat_entry_fin_server) = {
	.name = "nat-entry-fin-server",
	.title = "a router forgets what it translates; the server closes, or its keepalive probes",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open timer",
	.cause = "nat-state-lost",
	.waits_for_timer = true,
	.proves = "A server that closes idle connections through a NAT that has forgotten them "
		  "gets a RST for each FIN, from the NAT itself (NO_SOCKET), and its clients never "
		  "learn that the connection has ended. So a FIN followed by a RST need not "
		  "involve the client.",
	.why = "Behind masquerade the server knows the client by the router's own address. "
	       "Without the entry, FIN and probe are addressed to the router itself, whose TCP "
	       "has no such socket: RST (RFC 9293, 3.10.7.1). Only an application that waits, "
	       "here during keepalive, learns of it: in FIN-WAIT-1 the socket no longer has a "
	       "reader.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play_server,
	.promises = server,
};

/* ---- It hands on to the server, and its rules are still there -----------------------------------
 */

static void play_dnat(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat pre { type nat hook prerouting priority -100; }\n"
		 "add rule inet nat pre $ip daddr $router tcp dport 8080 dnat $ip to $server\n");
	struct sock *speaks = tcp_connect(talk.client, "router", SERVICE_PORT);
	struct sock *hears = tcp_accept(talk.listener);
	struct sock *closes = tcp_connect(talk.client, "router", SERVICE_PORT);
	struct sock *waits = tcp_accept(talk.listener);
	tcp_send(closes, "Hello.\n");
	tcp_recv(waits);
	tcp_send(waits, "Hello to you.\n");
	tcp_recv(closes);
	settle(lab);

	chapter(lab, FORGETS);
	conntrack_flush(lab, "router");
	settle(lab);

	chapter(lab, "the client sends");
	tcp_send(speaks, "Are you still there?\n");
	tcp_recv(hears);
	settle(lab);

	chapter(lab, CLOSES);
	tcp_close(closes);
	settle(lab);
	look(lab, "client", "at the end");
	look(lab, "server", "at the end");
}

static const struct promise dnat[] = {
	WHILE(FORGETS),
	SENDS("router", NOTHING, "the router tells neither end that it has forgotten"),

	WHILE("the client sends"),
	SENDS("router", NO("~RST"), "it translates picked-up connections as before"),
	CALL_RETURNS("server", "recv", 21,
		     "so this connection continues as if nothing had "
		     "happened"),

	WHILE(CLOSES),
	SENDS("client", ONE(.flags = "FIN,ACK"),
	      "tcp_new() picks up no connection from its FIN: it is for the router"),
	ROUTER_RESETS,
	SENDS("server", NOTHING, "the server receives nothing"),
	CALL_RETURNS("client", "close", 0,
		     "close() has already returned: the application does "
		     "not learn of it"),

	IN_ALL,
	HAS_SOCKETS("client", 1, "at the end", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the one that sends is left"),
	HAS_SOCKETS("server", 2, "at the end", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the server's side of the closed one still exists"),
	COUNTS("client", "TcpEstabResets", 0,
	       "from FIN-WAIT-1, not ESTABLISHED (RFC 4022, tcpEstabResets)"),
	COUNTS("router", "TcpOutRsts", 1, "the router's own TCP sent it"),
	COUNTS("server", "TcpOutRsts", 0, "the server's did not"),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(nat_entry_fin_dnat) = {
	.name = "nat-entry-fin-dnat",
	.title = "a virtual address (DNAT) has lost its state: data passes, a FIN is reset",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open",
	.cause = "nat-state-lost",
	.proves = "After a flush of connection tracking on a load balancer or a host with "
		  "published ports most connections continue, but those that are closed next are "
		  "reset by that host (NO_SOCKET). Their server is not told, and keeps them.",
	.why = "The rules are still there, and tcp_new() picks up unknown connections from data "
	       "(nf_conntrack_tcp_loose, the default): with the same address and ports as "
	       "before. It calls a FIN invalid, so the FIN is not translated: it is for the "
	       "router's own address, whose TCP has no such socket (RFC 9293, 3.10.7.1).",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play_dnat,
	.promises = dnat,
};

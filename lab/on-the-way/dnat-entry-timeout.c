/* SPDX-License-Identifier: GPL-2.0-only */
/* dnat-entry-timeout - a balancer has forgotten an idle connection, and the client speaks first */
#include "scenario.h"

#define IDLE   "nobody speaks"
#define LOOSE  "the balancer takes up what it does not know"
#define STRICT "the balancer takes up nothing"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c[2], *s[2];
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat pre { type nat hook prerouting priority -100; }\n"
		 "add rule inet nat pre $ip daddr $router tcp dport 8080 dnat $ip to $server\n");
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_timeout_established", "1");
	for (int i = 0; i < 2; i++) {
		c[i] = tcp_connect(talk.client, "router", SERVICE_PORT);
		s[i] = tcp_accept(talk.listener);
	}

	chapter(lab, IDLE);
	await_conntrack_empty(lab, "router");
	settle(lab);

	chapter(lab, LOOSE);
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_loose", "1");
	tcp_send(c[0], "Are you still there?\n");
	tcp_recv(s[0]);
	settle(lab);

	chapter(lab, STRICT);
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_loose", "0");
	tcp_send(c[1], "Are you still there?\n");
	settle(lab);
	tcp_recv(c[1]);
	look(lab, "server", "after the RST");
}

static const struct promise promises[] = {
	WHILE(IDLE),
	SENDS("router", NOTHING, "the balancer tells nobody that it has forgotten"),

	WHILE(LOOSE),
	CALL_RETURNS("server", "recv", 21,
		     "tcp_new() takes it up in the middle, and the rule translates it again"),
	SENDS("router", NOTHING, "the balancer has nothing to say itself"),

	WHILE(STRICT),
	SENDS("client", ONE(.flags = "PSH,ACK", .len = IS(21)),
	      "invalid to tcp_new(), so no rule translates it: it is for the balancer itself"),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64)),
	      "no such socket there: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	SENDS("server", NOTHING, "the server was not asked"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	SENDS("server", TIMES(2, .flags = "SYN,ACK", .ttl = IS(63)),
	      "what the server itself says comes from further away"),
	HAS_SOCKETS("server", 2, "after the RST", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "both of its sides still stand: one half-open"),
	COUNTS("router", "TcpOutRsts", 1, "the balancer's own TCP has sent it"),
	COUNTS("server", "TcpOutRsts", 0, "the server's has not"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(dnat_entry_timeout) = {
	.name = "dnat-entry-timeout",
	.title = "an idle connection is forgotten by the balancer; the client speaks first",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open timer",
	.cause = "middlebox-idle",
	.waits_for_timer = true,
	.proves =
		"The first request after some silence is reset in the name of the virtual address, by the "
		"balancer's own TCP (NO_SOCKET). The server has heard nothing and stays ESTABLISHED. "
		"The TTL tells: the RST comes from nearer than the server's own segments. Where "
		"nf_conntrack_tcp_loose is 1, as by default, the balancer takes the connection up again "
		"and nobody notices.",
	.why = "After nf_conntrack_tcp_timeout_established (one second here) the entry is gone. With "
	       "nf_conntrack_tcp_loose = 1 a segment in the middle makes a new entry, and the rule "
	       "of the virtual address holds for it as for a first SYN: the same server is found, by "
	       "the same ports. With 0, as hardened balancers have it, tcp_new() calls it "
	       "invalid, and what is invalid no NAT looks at: the segment is for the virtual address "
	       "itself, whose host has no such socket (RFC 9293, 3.10.7.1). With several servers "
	       "behind the address the first way may find another one, and ends as "
	       "nat-entry-lost-client-first.\n\n"
	       "Where the server speaks first it is nat-entry-timeout.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

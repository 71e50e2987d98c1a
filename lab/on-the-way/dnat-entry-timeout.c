/* SPDX-License-Identifier: GPL-2.0-only */
/* dnat-entry-timeout - a balancer has forgotten an idle connection, and the client speaks first */
#include "scenario.h"

#define IDLE   "the connection is idle"
#define LOOSE  "the balancer picks up unknown connections"
#define STRICT "the balancer picks up no unknown connection"

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
	SENDS("router", NOTHING, "the balancer tells neither end that it has forgotten"),

	WHILE(LOOSE),
	CALL_RETURNS("server", "recv", 21,
		     "tcp_new() picks it up in the middle, and the rule translates it again"),
	SENDS("router", NOTHING, "the balancer itself has nothing to send"),

	WHILE(STRICT),
	SENDS("client", ONE(.flags = "PSH,ACK", .len = IS(21)),
	      "tcp_new() calls it invalid, so no rule translates it: it is for the balancer "
	      "itself"),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64)),
	      "no such socket there: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	SENDS("server", NOTHING, "the server receives nothing"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	SENDS("server", TIMES(2, .flags = "SYN,ACK", .ttl = IS(63)),
	      "the server's own segments come from further away"),
	HAS_SOCKETS("server", 2, "after the RST", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "both connections still exist on the server: one is half-open"),
	COUNTS("router", "TcpOutRsts", 1, "the balancer's own TCP sent it"),
	COUNTS("server", "TcpOutRsts", 0, "the server's did not"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(dnat_entry_timeout) = {
	.name = "dnat-entry-timeout",
	.title = "the load balancer forgets an idle connection; the client speaks first",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open timer",
	.cause = "middlebox-idle",
	.waits_for_timer = true,
	.proves = "The first request after an idle period is reset in the name of the virtual "
		  "address, by the load balancer's own TCP (NO_SOCKET). The server has received "
		  "nothing and stays ESTABLISHED. The TTL shows it: the RST comes from nearer than "
		  "the server's own segments. If nf_conntrack_tcp_loose is 1, the default, the "
		  "balancer picks the connection up again and neither end notices.",
	.why = "After nf_conntrack_tcp_timeout_established (one second here) the entry is gone. "
	       "With nf_conntrack_tcp_loose = 1 a segment in the middle creates a new entry, and "
	       "the rule for the virtual address applies to it as to a first SYN: it finds the "
	       "same server, with the same ports. With 0, as on hardened balancers, tcp_new() "
	       "calls the segment invalid, and NAT ignores invalid segments: the segment is for "
	       "the virtual address itself, whose host has no such socket (RFC 9293, 3.10.7.1). "
	       "With several servers behind the address the first case may pick another server, "
	       "and ends like nat-entry-lost-client-first.\n"
	       "\n"
	       "If the server sends first, see nat-entry-timeout.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

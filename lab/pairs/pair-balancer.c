/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-balancer - a balancer that has forgotten the connection, and a server that has */
#include "scenario.h"

#define BALANCER "the balancer has forgotten"
#define SERVER   "the server has forgotten"

static void speak(struct lab *lab, struct sock *c)
{
	tcp_send(c, "Hello?\n");
	settle(lab);
	tcp_recv(c);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c[2], *s[2];
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat pre { type nat hook prerouting priority -100; }\n"
		 "add rule inet nat pre $ip daddr $router tcp dport 8080 dnat $ip to $server\n");
	firewall(lab, "server",
		 "add table inet filter\n"
		 "add chain inet filter out { type filter hook output priority 0; }\n"
		 "add rule inet filter out tcp flags & rst == rst drop\n");
	for (int i = 0; i < 2; i++) {
		c[i] = tcp_connect(talk.client, "router", SERVICE_PORT);
		s[i] = tcp_accept(talk.listener);
	}
	/* It goes, and its RST does not leave: the balancer still knows the connection. */
	tcp_linger(s[0], true, 0);
	tcp_close(s[0]);
	firewall(lab, "server", "flush chain inet filter out\n");
	settle(lab);

	chapter(lab, SERVER);
	speak(lab, c[0]);

	chapter(lab, BALANCER);
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_loose", "0");
	conntrack_flush(lab, "router");
	speak(lab, c[1]);
	look(lab, "server", "after the RSTs");
}

static const struct promise promises[] = {
	WHILE(SERVER),
	SENDS("server", ONE(RST_REPLY, .ttl = IS(63)),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	SENDS("router", NOTHING, "the balancer only translated"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(BALANCER),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64)),
	      "no such socket: the same except for the TTL, a nearer host's (RFC 9293, 3.10.7.1)"),
	SENDS("server", NOTHING, "the server receives nothing"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	HAS_SOCKETS("server", 1, "after the RSTs", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the connection that the balancer forgot still exists"),
	COUNTS("router", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2,
	       "the one from its close(), which was dropped, and the "
	       "reply"),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "CLOSED", "close() with SO_LINGER {1, 0}: dropped"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(pair_balancer) = {
	.name = "pair-balancer",
	.title = "same packet, different cause: the server has forgotten, and the balancer has",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way pair firewall life half-open",
	.cause = "half-open",
	.causes = { { .who = "router", .cause = "nat-state-lost" } },
	.unsent = 1,
	.proves = "Behind a virtual address the client cannot tell whether the server or the load "
		  "balancer has forgotten its connection: the RST has the same address and "
		  "numbers. The TTL shows which host it was, and so do TcpOutRsts and the "
		  "tracepoint there.",
	.why = "tcp_v4_send_reset() builds the reply only from the segment that it answers, "
	       "whichever host runs it: <SEQ=SEG.ACK><CTL=RST>. From the server it is translated "
	       "on its way back and has lost one hop; from the balancer it starts there, as in "
	       "dnat-entry-timeout.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

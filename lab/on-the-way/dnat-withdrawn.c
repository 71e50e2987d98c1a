/* SPDX-License-Identifier: GPL-2.0-only */
/* dnat-withdrawn - a virtual address goes away under a connection */
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
	WHILE("the address is withdrawn"),
	SENDS("server", NOTHING, "the server receives nothing"),
	HAS_SOCKETS("server", 1, "after the RST", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the server's side still exists"),

	IN_ALL,
	SENDS("router", ONE(RST_REPLY),
	      "no such socket at the router: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", NTH(3, "send"), ECONNRESET, AS_EVER),
	COUNTS("router", "TcpOutRsts", 1, "the router's own TCP sent it"),
	COUNTS("server", "TcpOutRsts", 0, "the server's did not"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(dnat_withdrawn) = {
	.name = "dnat-withdrawn",
	.title = "a virtual address (DNAT) is withdrawn under a connection",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open",
	.cause = "address-withdrawn",
	.proves = "When a load balancer or router gives up a virtual address, its own TCP resets "
		  "clients that still use it (NO_SOCKET). The client gets ECONNRESET and blames "
		  "the server, which stays ESTABLISHED and has sent nothing.",
	.why = "A load balancer's virtual address, or a forwarded port: the router passes "
	       "segments for its own address on to the server (DNAT). When rule and state are "
	       "withdrawn, that address belongs to the router itself again, whose TCP has no "
	       "such socket (RFC 9293, 3.10.7.1). The server, which could have answered, never "
	       "sees the segment.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

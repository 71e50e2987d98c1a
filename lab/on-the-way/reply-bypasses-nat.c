/* SPDX-License-Identifier: GPL-2.0-only */
/* reply-bypasses-nat - a virtual address, and a server that answers past it */
#include "scenario.h"

#define BYPASS  "the answer takes the direct path"
#define CONTROL "the answer returns through the NAT"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct actor *first = actor_start(lab, "client", "first");
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat pre { type nat hook prerouting priority -100; }\n"
		 "add rule inet nat pre $ip daddr $router tcp dport 8080 dnat $ip to $server\n"
		 "add chain inet nat post { type nat hook postrouting priority 100; }\n");

	chapter(lab, BYPASS);
	tcp_connect_begin(tcp_socket(first, TCP), "router", SERVICE_PORT);
	await_segment(lab, "server", "RST");
	settle(lab);
	look(lab, "client", BYPASS);

	chapter(lab, CONTROL);
	firewall(lab, "router", "add rule inet nat post tcp dport 8080 masquerade\n");
	struct sock *c = tcp_connect(talk.client, "router", SERVICE_PORT);
	struct sock *s = tcp_accept(talk.listener);
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(BYPASS),
	SENDS("client", SOME(.flags = "SYN"), "to the virtual address, and translated there"),
	SENDS("server", SOME(.flags = "SYN,ACK", .ack = SEG_END, .ttl = IS(64)),
	      "straight to the client, its neighbour: from an address that the client does not know"),
	SENDS("client", SOME(RST_REPLY),
	      "no such connection: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-SENT"),
		    "its connect() still waits for an answer from the virtual address"),

	WHILE(CONTROL),
	CALL_WORKS("client", "connect", "with masquerade the server can only answer the router"),
	SENDS("server", ONE(.flags = "SYN,ACK", .ack = SEG_END, .ttl = IS(63)),
	      "its answer is translated back"),
	SENDS("client", NO("~RST"), "so the client knows every peer"),
	CALL_RETURNS("server", "recv", 7, "and the data arrives"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpExtEmbryonicRsts", 1, "tcp_check_req() drops a request that is reset"),
	COUNTS("server", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the server sends no RST"),
	COUNTS("router", "TcpOutRsts", 0, "neither does the router"),
	RESETS("client", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(reply_bypasses_nat) = {
	.name = "reply-bypasses-nat",
	.title = "the server's SYN,ACK bypasses the NAT, and the client itself resets it",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.cause = "nat-bypassed",
	.proves = "A client resets its own handshake again and again, and its connect() hangs "
		  "until it times out: the SYN,ACK comes from the server's real address, not from "
		  "the one that the client connected to. No host refuses, and no errno shows a "
		  "RST. With the answer forced back through the NAT (masquerade) the same "
		  "connection works.",
	.why = "Client and server are neighbours in one subnet, or pods on one bridge; only the "
	       "forward path leads through the virtual address, whose host translates (DNAT). "
	       "The server sees the client's own address and answers it directly. No socket on "
	       "the client has that peer: RST (RFC 9293, 3.10.7.1; tcp_v4_rcv(), tcp_v6_rcv()). "
	       "The RST ends the server's request, while the socket in SYN-SENT keeps waiting "
	       "and retransmits its SYN.\n"
	       "\n"
	       "In Kubernetes, net.bridge.bridge-nf-call-iptables = 0 causes this: frames "
	       "between ports of the node's bridge then bypass its NAT. Other remedies are "
	       "hairpin masquerade, as here, or another subnet for the clients. ct-invalid-leak "
	       "shows the same for a single segment of an established connection.",
	.topology = "one-subnet",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* reply-bypasses-nat - a virtual address, and a server that answers past it */
#include "scenario.h"

#define BYPASS  "the answer takes the direct way"
#define CONTROL "the answer goes back by the translator"

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
		    "its connect() still waits for an answer of the virtual address"),

	WHILE(CONTROL),
	CALL_WORKS("client", "connect",
		   "masqueraded, the server has nobody else to answer than the router"),
	SENDS("server", ONE(.flags = "SYN,ACK", .ack = SEG_END, .ttl = IS(63)),
	      "its answer is translated back"),
	SENDS("client", NO("~RST"), "so nothing is strange to the client"),
	CALL_RETURNS("server", "recv", 7, "and data come through"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpExtEmbryonicRsts", 1, "tcp_check_req() drops a request that is reset"),
	COUNTS("server", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the server resets nobody"),
	COUNTS("router", "TcpOutRsts", 0, "nor does the router"),
	RESETS("client", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(reply_bypasses_nat) = {
	.name = "reply-bypasses-nat",
	.title = "the server's SYN,ACK bypasses the NAT, and the client itself resets it",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.cause = "nat-bypassed",
	.proves =
		"A client that resets its own handshake, again and again, while its connect() hangs until "
		"it times out: the SYN,ACK comes from the server's true address, and not from the one "
		"that was asked. Nobody refuses, and no errno tells of a RST. With the answer forced back "
		"through the translator (masquerade) the same connection works.",
	.why = "Client and server are neighbours in one subnet, or pods on one bridge; only the way "
	       "there leads by the virtual address, whose host translates (DNAT). The server sees the "
	       "client's own address and answers straight to it. No socket of the client has that "
	       "peer: RST (RFC 9293, 3.10.7.1; tcp_v4_rcv(), tcp_v6_rcv()), which ends the server's "
	       "request, while the socket in SYN-SENT goes on waiting and sends its SYN again.\n\n"
	       "In Kubernetes it is what becomes of net.bridge.bridge-nf-call-iptables = 0: frames "
	       "between ports of the node's bridge are then no business of its NAT. Other cures are "
	       "hairpin masquerade, as here, or another subnet for the clients. ct-invalid-leak is the "
	       "same of a single segment, in a connection that is up.",
	.topology = "one-subnet",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

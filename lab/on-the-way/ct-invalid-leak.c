/* SPDX-License-Identifier: GPL-2.0-only */
/* ct-invalid-leak - a segment that conntrack calls invalid passes without translation */
#include "scenario.h"

enum { FAR = 0x40000000 }; /* no window is as large (RFC 7323, 2.3) */

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "server");
	firewall(lab, "router",
		 "add table inet nat\n"
		 "add chain inet nat pre { type nat hook prerouting priority -100; }\n"
		 "add rule inet nat pre $ip daddr $router tcp dport 8080 dnat $ip to $server\n"
		 "add chain inet nat forward { type filter hook forward priority 0; }\n"
		 "add rule inet nat forward ct state invalid drop\n");
	struct sock *c = tcp_connect(talk.client, "router", SERVICE_PORT);
	struct sock *s = tcp_accept(talk.listener);

	chapter(lab, "the connection is used");
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	struct heard answer = await_sent(lab, "server", "ACK");
	struct raw_segment stray = { .flags = "PSH,ACK",
				     .seq = answer.seq + FAR,
				     .ack = answer.ack,
				     .window = answer.window,
				     .data = "Late.\n" };
	settle(lab);

	chapter(lab, "invalid segments are dropped");
	forge(s, &stray);
	settle(lab);
	look(lab, "server", "dropped");

	chapter(lab, "segments outside the window are accepted");
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_be_liberal", "1");
	stray.data = "Later.\n";
	forge(s, &stray);
	settle(lab);
	look(lab, "server", "accepted");

	chapter(lab, "invalid segments pass");
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_be_liberal", "0");
	firewall(lab, "router", "flush chain inet nat forward\n");
	stray.data = "Late again.\n";
	forge(s, &stray);
	settle(lab);
	tcp_send(s, "Hello?\n");
	look(lab, "client", "after the RST");
}

static const struct change beyond_window = {
	.since = "6.17",
	.what = "tcp: add LINUX_MIB_BEYOND_WINDOW",
};

static const struct promise promises[] = {
	WHILE("invalid segments are dropped"),
	SENDS("server", ONE(.flags = "PSH,ACK", .lost = true),
	      "the stray segment gets no further than the router"),
	SENDS("client", NOTHING, "the client does not see it"),
	HAS_SOCKETS("server", 1, "dropped", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "and the connection stays up"),

	WHILE("segments outside the window are accepted"),
	SENDS("server", ONE(.flags = "PSH,ACK", .ttl = IS(63)),
	      "tcp_in_window() accepts it, so it is translated and passes"),
	SENDS("client", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "its own connection, and outside the window: only an ACK (RFC 9293, 3.10.7.4, "
	      "first)"),
	HAS_SOCKETS("server", 1, "accepted", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "and the connection stays up"),

	WHILE("invalid segments pass"),
	SENDS("server", ONE(.flags = "PSH,ACK"),
	      "it reaches the client, from an address that the client does not know"),
	SENDS("client", ONE(RST_REPLY),
	      "no such connection: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("server", "send", ECONNRESET, "SEG.SEQ = RCV.NXT: reset (RFC 9293, 3.10.7.4)"),
	HAS_SOCKETS("client", 1, "after the RST", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side, to the virtual address, still exists"),

	IN_ALL,
	COUNTS("client", "TcpExtBeyondWindow", 1, "the translated one: tcp_validate_incoming()",
	       .with = &beyond_window),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, "its own connection was not reset"),
	RESETS("client", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(ct_invalid_leak) = {
	.name = "ct-invalid-leak",
	.title = "an invalid segment passes a NAT untranslated, and is reset",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall raw life half-open",
	.cause = "nat-bypassed",
	.proves = "One segment outside the window passes a NAT with the wrong address. The "
		  "client's kernel correctly resets it (NO_SOCKET), and the RST hits the server's "
		  "live connection. The server gets ECONNRESET, the client stays ESTABLISHED. Two "
		  "settings on the NAT prevent it: dropping invalid segments, or "
		  "nf_conntrack_tcp_be_liberal = 1, which translates them, so that the client's "
		  "own connection answers with an ACK.",
	.why = "The client talks to a virtual address; the router translates to the server and "
	       "back. A segment from the server that is outside the window (reordered, or a late "
	       "retransmission) belongs to no connection for tcp_in_window(), so its source is "
	       "not translated back to the virtual address: it reaches the client from the "
	       "server's own address. The client has no such connection and answers with a RST "
	       "(RFC 9293, 3.10.7.1), whose number, SEG.ACK, is exactly what the server "
	       "expects.\n"
	       "\n"
	       "This is known from Kubernetes. kube-proxy drops invalid segments for this "
	       "reason, or leaves them alone if nf_conntrack_tcp_be_liberal is set; both "
	       "remedies are shown first.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ct-invalid-reject - a stateful firewall rejects what it calls invalid.
 *
 * Two ways into it. The firewall has lost the entry and may not take a connection up in the middle
 * (nf_conntrack_tcp_loose=0), so tcp_new() calls the next segment invalid. Or a segment is out of
 * the window that the firewall has worked out (nf_conntrack_tcp_be_liberal=0, tcp_in_window()):
 * here a stranger's, that the server itself would only have acknowledged. `reject with tcp reset`
 * then answers <SEQ=SEG.ACK><CTL=RST> in the server's name, and the client must believe it (RFC
 * 9293, 3.10.7.4).
 */
#include "scenario.h"

enum { FAR = 0x40000000 }; /* no window is as large (RFC 7323, 2.3) */

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "client");
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward ct state invalid reject with tcp reset\n");
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_loose", "0");

	chapter(lab, "the entry is lost");
	talk_connect(&talk);
	settle(lab);
	conntrack_flush(lab, "router");
	tcp_send(talk.c, "Are you still there?\n");
	settle(lab);
	tcp_send(talk.c, "Hello?\n");

	chapter(lab, "a segment out of the window");
	talk_connect(&talk);
	struct heard last = await_sent(lab, "client", "ACK");
	settle(lab);
	raw_send(lab, &(struct raw_segment){ .from = "client",
					     .to = "server",
					     .sport = tcp_local_port(talk.c),
					     .dport = SERVICE_PORT,
					     .flags = "PSH,ACK",
					     .seq = last.seq + FAR,
					     .ack = last.ack,
					     .window = last.window,
					     .data = "From elsewhere.\n" });
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
	settle(lab);
	look(lab, "server", "after both");
}

#define REJECTED(title)                                                                        \
	{                                                                                      \
		WIRE, "router", "nf_reject_ip_tcphdr_put(): <SEQ=SEG.ACK><CTL=RST>", .wire = { \
			RST_REPLY,                                                             \
			.chapter = title,                                                      \
			.count = IS(1),                                                        \
			.forged = true                                                         \
		}                                                                              \
	}

static const struct promise promises[] = {
	REJECTED("the entry is lost"),
	REJECTED("a segment out of the window"),
	{ WIRE, "client", "what the firewall calls invalid gets no further",
	  .wire = { .flags = "PSH,ACK", .count = IS(2), .lost = true } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "send", .chapter = "the entry is lost", .nth = 2, .err = ECONNRESET } },
	{ SOCKET, "client", "and by a segment that it has not even sent (RFC 9293, 3.10.7.4)",
	  .call = { "send", .chapter = "a segment out of the window", .err = ECONNRESET } },
	{ SOCKET, "server", "half-open: both still stand on the server's side",
	  .look = { "after both", "ESTABLISHED", SERVICE_PORT, .count = 2 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 2 } },
	{ COUNTER, "server", "the server has sent no RST", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "router", "nor has the router's TCP", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "router", "no tcp_send_reset anywhere: the mark of a middlebox",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(ct_invalid_reject) = {
	.name = "ct-invalid-reject",
	.title = "a stateful firewall rejects what it calls invalid",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way firewall raw life half-open",
	.proves =
		"A firewall with `ct state invalid reject with tcp reset` cuts a connection as soon as it "
		"has lost its entry, and also when anybody sends one segment outside the window. The "
		"client gets ECONNRESET; the server stays ESTABLISHED and has sent nothing.",
	.story =
		"The router rejects what is invalid, and takes up no connection in the middle. On one "
		"connection it forgets its entry, and the client sends. On another, somebody beside the "
		"client sends data in the client's name, far behind the window.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

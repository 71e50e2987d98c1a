/* SPDX-License-Identifier: GPL-2.0-only */
/* ct-invalid-reject - a stateful firewall rejects what it calls invalid */
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
	forge(talk.c, &(struct raw_segment){ .flags = "PSH,ACK",
					     .seq = last.seq + FAR,
					     .ack = last.ack,
					     .window = last.window,
					     .data = "From elsewhere.\n" });
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
	settle(lab);
	look(lab, "server", "after both");
}

#define REJECTED                                        \
	SENDS("router", ONE(RST_REPLY, .forged = true), \
	      "nf_reject_ip_tcphdr_put(): <SEQ=SEG.ACK><CTL=RST>")

static const struct promise promises[] = {
	WHILE("the entry is lost"),
	REJECTED,
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),

	WHILE("a segment out of the window"),
	REJECTED,
	CALL_FAILS("client", "send", ECONNRESET,
		   "and by a segment that it has not even sent (RFC 9293, 3.10.7.4)"),
	HAS_SOCKETS("server", 2, "after both", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: both still stand on the server's side"),

	IN_ALL,
	SENDS("client", TIMES(2, .flags = "PSH,ACK", .lost = true),
	      "what the firewall calls invalid gets no further"),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the server has sent no RST"),
	COUNTS("router", "TcpOutRsts", 0, "nor has the router's TCP"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a middlebox"),
	{ 0 },
};

SCENARIO(ct_invalid_reject) = {
	.name = "ct-invalid-reject",
	.title = "a stateful firewall rejects what it calls invalid",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way firewall raw life half-open",
	.cause = "middlebox-idle",
	.causes = { { .chapter = "a segment out of the window",
		      .cause = "firewall-reject-invalid" } },
	.proves =
		"A firewall with `ct state invalid reject with tcp reset` cuts a connection as soon as it "
		"has lost its entry, and also when anybody sends one segment outside the window. The "
		"client gets ECONNRESET; the server stays ESTABLISHED and has sent nothing.",
	.why = "Two ways into it. The firewall has lost the entry and may not take a connection "
	       "up in the middle (nf_conntrack_tcp_loose=0), so tcp_new() calls the next "
	       "segment invalid. Or a segment is out of the window that the firewall has worked "
	       "out (nf_conntrack_tcp_be_liberal=0, tcp_in_window()): here a stranger's, that "
	       "the server itself would only have acknowledged. `reject with tcp reset` then "
	       "answers <SEQ=SEG.ACK><CTL=RST> in the server's name, and the client must "
	       "believe it (RFC 9293, 3.10.7.4).",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

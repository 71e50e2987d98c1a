/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * old-duplicate-syn - RFC 9293, 3.5, figure 8: recovery from an old duplicate SYN.
 *
 * The network holds the client's SYN back, and delivers an old one of the same ports first. The
 * server answers that; the client, in SYN-SENT, resets the answer (3.10.7.3, first), and the server
 * returns to LISTEN. Then the SYN gets through.
 *
 * The network is the server's firewall: until it has seen a RST from a port, it lets no SYN in from
 * there but the old one. So the client's own, which follows its RST after two ticks, is let in.
 */
#include "scenario.h"

enum { OLD_SEQ = 90 };

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c = tcp_socket(talk.client, TCP);
	ghost_beside(lab, "client");
	firewall(lab, "server",
		 "add table inet network\n"
		 "add set inet network cured { type inet_service; size 16; flags dynamic; }\n"
		 "add chain inet network input { type filter hook input priority 0; }\n"
		 "add rule inet network input tcp flags & rst == rst add @cured { tcp sport }\n"
		 "add rule inet network input tcp flags & (syn | ack) == syn tcp sport != @cured "
		 "tcp sequence != 90 drop\n");

	chapter(lab, "the SYN is held back");
	tcp_connect_begin(c, "server", SERVICE_PORT);
	struct heard syn = await_sent(lab, "client", "SYN");
	settle(lab);

	chapter(lab, "an old SYN arrives");
	raw_send(lab, &(struct raw_segment){ .from = "client",
					     .to = "server",
					     .sport = syn.sport,
					     .dport = SERVICE_PORT,
					     .flags = "SYN",
					     .seq = OLD_SEQ,
					     .window = 1000 });
	settle(lab);

	chapter(lab, "the SYN gets through");
	firewall(lab, "server", "delete table inet network\n");
	tcp_connect_end(c);
}

static const struct promise promises[] = {
	{ WIRE, "server", "the server has seen no SYN yet",
	  .wire = { .chapter = "the SYN is held back", .count = IS(0) } },
	{ WIRE, "client", "a bad ACK in SYN-SENT: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.3)",
	  .wire = { RST_REPLY, .chapter = "an old SYN arrives", .count = IS(1) } },
	{ WIRE, "server", "to the old SYN, and to the new one (figure 8, lines 4 and 7)",
	  .wire = { .flags = "SYN,ACK", .count = IS(2), .ack = SEG_END } },
	{ SOCKET, "client", "the synchronization proceeds normally (RFC 9293, 3.5)",
	  .call = { "connect" } },
	{ COUNTER, "server", "returns to LISTEN (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ COUNTER, "server", "the request of the old SYN",
	  .counter = { "TcpExtEmbryonicRsts", 1 } },
	{ COUNTER, "client", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "the attempt has not failed", .counter = { "TcpAttemptFails", 0 } },
	{ REASON, "client", "tcp_rcv_synsent_state_process()",
	  .reason = { "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT" } },
	{ 0 },
};

SCENARIO(old_duplicate_syn) = {
	.name = "old-duplicate-syn",
	.title = "an old duplicate of a SYN arrives first, and is recovered from",
	.rfc = "RFC 9293, 3.5",
	.tags = "set-up raw firewall",
	.proves =
		"A SYN-ACK, a RST by the client, and then a connection all the same: an old SYN of the "
		"same ports had come first. The RST is the cure and not the fault.",
	.story =
		"A client connects, and the network holds its SYN back. An old SYN with the same ports "
		"arrives; the server answers it, the client resets the answer. Then the client's SYN "
		"gets through.",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

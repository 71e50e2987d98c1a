/* SPDX-License-Identifier: GPL-2.0-only */
/* old-duplicate-syn - recovery from an old duplicate SYN. */
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
	WHILE("the SYN is held back"),
	SENDS("server", NOTHING, "the server has seen no SYN yet"),

	WHILE("an old SYN arrives"),
	SENDS("client", ONE(RST_REPLY),
	      "a bad ACK in SYN-SENT: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.3)"),

	IN_ALL,
	SENDS("server", TIMES(2, .flags = "SYN,ACK", .ack = SEG_END),
	      "to the old SYN, and to the new one (figure 8, lines 4 and 7)"),
	CALL_WORKS("client", "connect",
		   "\"the synchronization proceeds normally\" (RFC 9293, "
		   "3.5)"),
	COUNTS("server", "TcpAttemptFails", 1, "returns to LISTEN (RFC 4022, tcpAttemptFails)"),
	COUNTS("server", "TcpExtEmbryonicRsts", 1, "the request of the old SYN"),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 0, AS_EVER),
	RESETS("client", 1, "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT", AS_EVER),
	{ 0 },
};

SCENARIO(old_duplicate_syn) = {
	.name = "old-duplicate-syn",
	.title = "an old duplicate SYN arrives first, and TCP recovers",
	.rfc = "RFC 9293, 3.5",
	.tags = "set-up raw firewall",
	.cause = "unacceptable-ack",
	.proves = "A SYN-ACK, a RST from the client, and then the connection succeeds: an old SYN "
		  "with the same ports had arrived first. The RST is the cure and not the fault.",
	.why = "RFC 9293, 3.5, figure 8. The network delays the client's SYN, and delivers an "
	       "old one with the same ports first. The server answers it; the client, in "
	       "SYN-SENT, resets the answer (3.10.7.3, first), and the server returns to LISTEN. "
	       "Then the real SYN gets through.\n"
	       "\n"
	       "The server's firewall plays the network: until it has seen a RST from a port, it "
	       "accepts no SYN from there but the old one. So it lets in the client's own SYN, "
	       "which follows the client's RST after two ticks.",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* ct-refused - conntrack forgets at once what was refused. */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000 };

#define REFUSED "a SYN is refused"
#define LATER   "an ACK with the same ports"

static void play(struct lab *lab)
{
	ghost_beside(lab, "client");
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp flags == ack ct state != new drop\n");

	chapter(lab, REFUSED);
	struct raw_segment segment = { .to = "server",
				       .sport = GHOST_PORT,
				       .dport = SERVICE_PORT,
				       .flags = "SYN",
				       .seq = SEQ,
				       .window = 1000 };
	raw_send(lab, &segment);
	segment.ack = await_sent(lab, "server", "RST,ACK").ack;
	settle(lab);

	chapter(lab, LATER);
	segment.flags = "ACK";
	segment.seq++;
	raw_send(lab, &segment);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(REFUSED),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"),

	WHILE(LATER),
	SENDS("client", ONE(.flags = "ACK"),
	      "forged: for conntrack it is the first segment of a new connection, and the rule drops "
	      "all others"),
	SENDS("server", ONE(RST_REPLY), "no socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 2, "one for each: tcp_v4_send_reset(), tcp_v6_send_reset()"),
	RESETS("server", 2, "NO_SOCKET", "NONE", "no socket was found for either"),
	{ 0 },
};

SCENARIO(ct_refused) = {
	.name = "ct-refused",
	.title = "conntrack forgets a connection whose only answer was a RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall raw set-up",
	.cause = "no-listener",
	.causes = { { .chapter = LATER, .cause = "stray-segment" } },
	.proves = "A scan, or a client that retries a closed port again and again, fills no table: "
		  "the RST removes the router's entry, which does not stay in CLOSE for ten "
		  "seconds like that of an established connection.",
	.why = "If the only reply is a RST there was no connection: nf_conntrack_tcp_packet() "
	       "kills the entry at once. The next segment from these ports starts a new one; an "
	       "ACK does so if nf_conntrack_tcp_loose is set, as it is by default.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* broadcast-control - segments to an address that many have are never reset. */
#include "scenario.h"

enum { PORT = 4000, SEQ = 1000 };

#define TO_ALL  "to everybody"
#define SYN_ONE "the SYN to the server alone"
#define ACK_ONE "the ACK to the server alone"

static void play(struct lab *lab)
{
	struct raw_segment syn = { .to = "broadcast",
				   .sport = PORT,
				   .dport = SERVICE_PORT,
				   .flags = "SYN",
				   .seq = SEQ,
				   .window = 1000 };
	struct raw_segment ack = syn;
	ack.flags = "ACK";
	ack.sport++;
	ack.ack = SEQ;
	ghost_beside(lab, "client");

	chapter(lab, TO_ALL);
	raw_send(lab, &syn);
	raw_send(lab, &ack);
	settle(lab);

	chapter(lab, SYN_ONE);
	syn.to = ack.to = "server";
	raw_send(lab, &syn);
	settle(lab);

	chapter(lab, ACK_ONE);
	raw_send(lab, &ack);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(TO_ALL),
	SENDS("client", ONE(.flags = "SYN"), "forged: a SYN to the address of all"),
	SENDS("client", ONE(.flags = "ACK"), "forged: and an ACK"),
	SENDS("server", NOTHING,
	      "a SYN to a broadcast or multicast address: silently discarded (RFC 9293, 3.9.2.3, "
	      "MUST-57); tcp_v4_send_reset() and tcp_v6_send_reset() answer no such segment"),

	WHILE(SYN_ONE),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"),
	WHILE(ACK_ONE),
	SENDS("server", ONE(RST_REPLY), "no socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 2, "those to one address, and not those to all"),
	RESETS("server", 2, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(broadcast_control) = {
	.name = "broadcast-control",
	.title = "segments to a broadcast or multicast address are not answered",
	.rfc = "RFC 9293, 3.9.2.3",
	.tags = "set-up raw control",
	.causes = { { .chapter = SYN_ONE, .cause = "no-listener" },
		    { .chapter = ACK_ONE, .cause = "stray-segment" } },
	.proves =
		"A segment to the address of all hosts of a subnet reaches the TCP of each of them, and "
		"none sends a RST: else one packet would have all of them answer at once. What goes to "
		"one host is reset as ever.",
	.why = "RFC 9293, 3.9.2.3 (MUST-57): a SYN to a broadcast or multicast address is "
	       "discarded in silence. tcp_v4_send_reset() asks whether the route of the segment is a "
	       "local one (RTN_LOCAL), tcp_v6_send_reset() whether its address is a unicast address. "
	       "Here the frame itself goes to the server alone, else tcp_v4_rcv() and tcp_v6_rcv() "
	       "would look no further than pkt_type. Over IPv6 it is ff02::1, all nodes.",
	.play = play,
	.promises = promises,
};

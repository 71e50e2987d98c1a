/* SPDX-License-Identifier: GPL-2.0-only */
/* broadcast-control - segments to an address that many have are never reset. */
#include "scenario.h"

enum { PORT = 4000, SEQ = 1000 };

#define TO_ALL  "to the group address"
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
	SENDS("client", ONE(.flags = "SYN"), "forged: a SYN to the group address"),
	SENDS("client", ONE(.flags = "ACK"), "forged: and an ACK"),
	SENDS("server", NOTHING,
	      "TCP silently discards a SYN to a broadcast or multicast address (RFC 9293, "
	      "3.9.2.3, MUST-57); tcp_v4_send_reset() and tcp_v6_send_reset() answer no such "
	      "segment"),

	WHILE(SYN_ONE),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"),
	WHILE(ACK_ONE),
	SENDS("server", ONE(RST_REPLY), "no socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 2,
	       "for the two to a unicast address, not for those to "
	       "the group"),
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
	.proves = "A segment to a broadcast or multicast address reaches the TCP of every host on "
		  "the subnet, and none sends a RST: otherwise one packet would make all of them "
		  "answer at once. A segment to one host is reset as usual.",
	.why = "RFC 9293, 3.9.2.3 (MUST-57): a SYN to a broadcast or multicast address is "
	       "discarded in silence. tcp_v4_send_reset() checks whether the segment's route is "
	       "local (RTN_LOCAL), tcp_v6_send_reset() whether its address is unicast. Here the "
	       "frame itself is sent to the server alone; otherwise tcp_v4_rcv() and "
	       "tcp_v6_rcv() would drop it by pkt_type. Over IPv6 the address is ff02::1, all "
	       "nodes.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* broadcast-control - segments to an address that many have are never reset. */
#include "scenario.h"

#include <string.h>

enum { PORT = 4000, SEQ = 1000 };

#define TO_ALL "to everybody"
#define TO_ONE "the same, to the server alone"

static void send_both(struct lab *lab, const char *to)
{
	struct raw_segment segment = { .to = to,
				       .sport = PORT,
				       .dport = SERVICE_PORT,
				       .flags = "SYN",
				       .seq = SEQ,
				       .window = 1000 };

	chapter(lab, strcmp(to, "server") == 0 ? TO_ONE : TO_ALL);
	raw_send(lab, &segment);
	segment.flags = "ACK";
	segment.sport++;
	segment.ack = SEQ;
	raw_send(lab, &segment);
	settle(lab);
}

static void play(struct lab *lab)
{
	ghost_beside(lab, "client");
	send_both(lab, "broadcast");
	send_both(lab, "server");
}

static const struct promise promises[] = {
	WHILE(TO_ALL),
	SENDS("client", ONE(.flags = "SYN"), "forged: a SYN to the address of all"),
	SENDS("client", ONE(.flags = "ACK"), "forged: and an ACK"),
	SENDS("server", NOTHING,
	      "a SYN to a broadcast or multicast address: silently discarded (RFC 9293, 3.9.2.3, "
	      "MUST-57); tcp_v4_send_reset() and tcp_v6_send_reset() answer no such segment"),

	WHILE(TO_ONE),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "the SYN: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"),
	SENDS("server", ONE(RST_REPLY), "the ACK: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

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
	.causes = { { .chapter = TO_ONE, .cause = "no-listener" } },
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

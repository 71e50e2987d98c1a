/* SPDX-License-Identifier: GPL-2.0-only */
/* link-local - a RST to a link-local address goes out of the link that the segment came by. */
#include "scenario.h"

#include <sys/socket.h>

enum { GHOST_PORT = 4000, SEQ = 1000 };

#define A_SYN  "a SYN to a closed port"
#define AN_ACK "an ACK to a listener"

static void play(struct lab *lab)
{
	struct actor *service = actor_start(lab, "router", "service");
	tcp_listen(service, SERVICE_PORT, 5);
	host_add_link_local(lab, "router");
	ghost_beside(lab, "server");

	chapter(lab, A_SYN);
	struct raw_segment segment = { .from = "link-local",
				       .to = "router",
				       .sport = GHOST_PORT,
				       .dport = SERVICE_PORT + 1,
				       .flags = "SYN",
				       .seq = SEQ,
				       .window = 1000 };
	raw_send(lab, &segment);
	settle(lab);

	chapter(lab, AN_ACK);
	segment.dport = SERVICE_PORT;
	segment.flags = "ACK";
	segment.ack = SEQ;
	raw_send(lab, &segment);
	settle(lab);
}

#define BY_ITS_LINK                                                      \
	"fe80::/64 is on each link: the reply uses the segment's link, " \
	"tcp_v6_send_response()"

static const struct promise promises[] = {
	WHILE(A_SYN),
	SENDS("router", ONE(RST_ACK_REPLY), BY_ITS_LINK),
	WHILE(AN_ACK),
	SENDS("router", ONE(RST_REPLY), BY_ITS_LINK),

	IN_ALL,
	SENDS("client", NOTHING, "the other link carries nothing of it"),
	COUNTS("router", "TcpOutRsts", 2, AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	RESETS("router", 1, "TCP_FLAGS", "LISTEN", "an ACK in LISTEN (RFC 9293, 3.10.7.2)"),
	{ 0 },
};

SCENARIO(link_local) = {
	.name = "link-local",
	.title = "a RST to a link-local peer leaves on the link that the peer is on",
	.rfc = "RFC 4007, 9",
	.tags = "set-up raw",
	.cause = "no-listener",
	.causes = { { .chapter = AN_ACK, .cause = "stray-segment" } },
	.proves = "A peer with a link-local address (fe80::) is reset like any other, even by a "
		  "host with several links: the RST leaves on the interface that the segment came "
		  "in on.",
	.why = "A link-local address is meaningful only on its link (RFC 4007, 9): the routing "
	       "table has a route fe80::/64 for each link. A reply has no connection that would "
	       "know its link, so tcp_v6_send_response() uses the segment's device "
	       "(rt6_need_strict(), tcp_v6_iif()). Otherwise the first link in the table would "
	       "be searched for a neighbour that is not there, and no RST would arrive.",
	.topology = "routed",
	.play = play,
	.promises = promises,
	.family = AF_INET6,
	.why_family = "hosts do not get link-local IPv4 addresses by themselves",
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* ct-rst-inexact - conntrack does not end a connection by a RST that its receiver may refuse. */
#include "scenario.h"

enum { WITHIN = 10 };

#define BELOW   "a RST that is too old"
#define INEXACT "an in-window RST"
#define GOES_ON "the client sends"
#define EXACT   "a RST that is accepted"
#define IS_OVER "the client sends again"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "client");
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp flags & rst == 0 ct state established "
		 "ct expiration < 30s drop\n"
		 "add rule inet filter forward ct state invalid drop\n");
	talk_connect(&talk);
	talk_exchange(lab, &talk);

	struct heard last = await_sent(lab, "client", "PSH,ACK");

	chapter(lab, BELOW);
	forge(talk.c, &(struct raw_segment){ .flags = "RST", .seq = last.next - 1 });
	settle(lab);

	chapter(lab, INEXACT);
	forge(talk.c, &(struct raw_segment){ .flags = "RST", .seq = last.next + WITHIN });
	settle(lab);

	chapter(lab, GOES_ON);
	talk_exchange(lab, &talk);
	last = await_sent(lab, "client", "PSH,ACK");

	chapter(lab, EXACT);
	forge(talk.c, &(struct raw_segment){ .flags = "RST", .seq = last.next });
	settle(lab);
	tcp_error(talk.s);

	chapter(lab, IS_OVER);
	tcp_send(talk.c, "And now?\n");
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(BELOW),
	SENDS("client", ONE(.flags = "RST", .lost = true, .forged = true),
	      "already acknowledged: for conntrack it is invalid, and the rule drops it"),
	SENDS("server", NOTHING, "it does not reach the server"),

	WHILE(INEXACT),
	SENDS("client", ONE(.flags = "RST", .forged = true), "forged: it passes the router"),
	SENDS("server", ONE(.flags = "ACK", .len = IS(0), .seq = SND_NXT, .ack = RCV_NXT),
	      "not at RCV.NXT: a challenge ACK (RFC 5961, 3.2)"),

	WHILE(GOES_ON),
	SENDS("client", ONE(.flags = "PSH,ACK", .len = IS(15)),
	      "for the router the connection is still established: nf_conntrack_tcp_packet()"),
	CALL_RETURNS("server", "recv", 15, "and it works"),

	WHILE(EXACT),
	SENDS("client", ONE(.flags = "RST", .forged = true), "forged: the next expected number"),
	CALL_FAILS("server", "so_error", ECONNRESET,
		   "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)"),

	WHILE(IS_OVER),
	SENDS("client", SOME(.flags = "PSH,ACK", .len = IS(9), .lost = true),
	      "the router's entry is in CLOSE and expires in seconds: the rule drops it"),
	SENDS("server", NOTHING, "it receives nothing any more"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPChallengeACK", 1, "for the first RST only"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("router", "TcpOutRsts", 0, "the router sent none"),
	NO_RESET(ANY_HOST, "and neither did any other TCP: the mark of a forgery"),
	{ 0 },
};

SCENARIO(ct_rst_inexact) = {
	.name = "ct-rst-inexact",
	.title = "connection tracking does not accept a RST that is only in the window",
	.rfc = "RFC 5961, 3.2",
	.tags = "way firewall raw",
	.cause = "forged",
	.proves = "A firewall with connection tracking keeps its entry when it sees a RST whose "
		  "number is not exactly the next one: the receiver answers with a challenge ACK, "
		  "and the connection continues, through the firewall too. A RST that is too old "
		  "is invalid. One with the exact number ends the entry: it moves to CLOSE, and is "
		  "forgotten after ten seconds.",
	.why = "RFC 5961, 3.2, accepts a RST only at RCV.NXT, so a firewall that accepted any "
	       "RST would forget a live connection. nf_conntrack_tcp_packet() compares SEG.SEQ "
	       "with the highest acknowledgement seen in the other direction, and leaves the "
	       "state ESTABLISHED if they differ. The scenario detects the entry's state by its "
	       "lifetime: nf_conntrack_tcp_timeout_close is 10 s, and the rule drops segments of "
	       "an entry with less than 30 s left.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

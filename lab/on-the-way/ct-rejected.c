/* SPDX-License-Identifier: GPL-2.0-only */
/* ct-rejected - what conntrack knows of a connection that its own host has rejected. */
#include "scenario.h"

#define REJECTED "a rule rejects the client's data"
#define GONE     "the rule is gone, and the server sends"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward ct state established ct expiration < 30s drop\n"
		 "add chain inet filter late { type filter hook forward priority 1; }\n");
	talk_connect(&talk);
	talk_exchange(lab, &talk);

	chapter(lab, REJECTED);
	firewall(lab, "router", "add rule inet filter late tcp dport 8080 reject with tcp reset\n");
	tcp_send(talk.c, "Hello.\n");
	settle(lab);
	tcp_error(talk.c);

	chapter(lab, GONE);
	firewall(lab, "router", "flush chain inet filter late\n");
	tcp_send(talk.s, "News.\n");
	settle(lab);
}

static const struct change cleans = {
	"5.15.151 6.1.81 6.3",
	"2954fe60e33d (netfilter: let reset rules clean out conntrack entries)",
};

static const struct promise promises[] = {
	WHILE(REJECTED),
	SENDS("client", ONE(.flags = "PSH,ACK", .lost = true), "it gets as far as the firewall"),
	SENDS("router", ONE(RST_REPLY, .forged = true),
	      "nf_send_reset(): <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "so_error", ECONNRESET,
		   "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)"),

	WHILE(GONE),
	SENDS("server", SOME(.flags = "PSH,ACK", .lost = true),
	      "for conntrack it is in CLOSE, nf_ct_set_closing(), and about to expire: the other "
	      "rule drops it",
	      .with = &cleans),
	SENDS("client", NOTHING, "so the client has nothing to reset", .with = &cleans),
	SENDS("server", ONE(.flags = "PSH,ACK"),
	      "conntrack was not told: it lets the segment "
	      "pass",
	      .without = &cleans),
	SENDS("client", ONE(RST_REPLY, .lost = true),
	      "no such connection (RFC 9293, 3.10.7.1); it ends the entry, so the rule drops it",
	      .without = &cleans),

	IN_ALL,
	COUNTS("server", "TcpEstabResets", 0, "the server was not told"),
	COUNTS("router", "TcpOutRsts", 0, "the router's TCP sent no RST"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a firewall", .with = &cleans),
	{ 0 },
};

SCENARIO(ct_rejected) = {
	.name = "ct-rejected",
	.title = "when a firewall rejects a connection, its conntrack entry ends too",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall half-open",
	.cause = "firewall-reject-established",
	.causes = { { "client", GONE, "half-open" } },
	.proves = "A firewall that rejects a segment of an established connection also ends its "
		  "own entry: it moves to CLOSE, and is forgotten after ten seconds (conntrack "
		  "-L), not after five days. Rules and offloads that use conntrack no longer treat "
		  "the connection as established.",
	.why = "The RST from nf_send_reset() is attached to the connection and therefore not "
	       "tracked, so conntrack would not see the end. nf_ct_set_closing() marks it "
	       "explicitly. The scenario detects the entry's state by its lifetime: "
	       "nf_conntrack_tcp_timeout_close is 10 s, and a rule drops segments of an entry "
	       "with less than 30 s left.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* ct-rejected - what conntrack knows of a connection that its own host has rejected. */
#include "scenario.h"

#define REJECTED "a rule rejects what the client sends"
#define GONE     "the rule is gone, and the server speaks"

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
	      "to conntrack it is CLOSE, nf_ct_set_closing(), and about to expire: the other rule "
	      "drops it",
	      .with = &cleans),
	SENDS("client", NOTHING, "so the client has nothing to reset", .with = &cleans),
	SENDS("server", ONE(.flags = "PSH,ACK"), "nobody has told conntrack: it lets it pass",
	      .without = &cleans),
	SENDS("client", ONE(RST_REPLY, .lost = true),
	      "no such connection (RFC 9293, 3.10.7.1); it ends the entry, so the rule drops it",
	      .without = &cleans),

	IN_ALL,
	COUNTS("server", "TcpEstabResets", 0, "nobody has told the server"),
	COUNTS("router", "TcpOutRsts", 0, "the router's TCP has sent no RST"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a firewall", .with = &cleans),
	{ 0 },
};

SCENARIO(ct_rejected) = {
	.name = "ct-rejected",
	.title = "a connection that a firewall has rejected is over for its conntrack, too",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall half-open",
	.cause = "firewall-reject-established",
	.causes = { { "client", GONE, "half-open" } },
	.proves =
		"A firewall that rejects a segment of an established connection ends its own entry as "
		"well: it is in CLOSE, and forgotten after ten seconds (conntrack -L), not after five "
		"days. Rules and offloads that go by conntrack stop believing in the connection.",
	.why = "The RST that nf_send_reset() makes is attached to the connection and so not tracked: "
	       "nobody would see it as its end. nf_ct_set_closing() says so by hand. The entry's "
	       "state is seen by its time: nf_conntrack_tcp_timeout_close is 10 s, and a rule of the "
	       "story drops what belongs to an entry with less than 30 s to live.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
};

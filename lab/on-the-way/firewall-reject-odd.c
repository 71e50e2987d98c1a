/* SPDX-License-Identifier: GPL-2.0-only */
/* firewall-reject-odd - what a firewall makes of segments that no handshake begins with */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000, SEG_ACKED = 77 };

#define A_RST     "a RST"
#define BAD_SUM   "a SYN with a bad checksum"
#define NO_ACK    "data without ACK"
#define BARE_FIN  "a FIN without ACK"
#define A_SYN_ACK "a SYN,ACK"

static const struct {
	const char *title, *flags, *data;
	bool bad_checksum;
} odd[] = {
	{ A_RST, "RST" },           { BAD_SUM, "SYN", .bad_checksum = true },
	{ NO_ACK, "PSH", "Hi.\n" }, { BARE_FIN, "FIN" },
	{ A_SYN_ACK, "SYN,ACK" },
};

static void play(struct lab *lab)
{
	ghost_beside(lab, "client");
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with tcp reset\n");
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		chapter(lab, odd[i].title);
		raw_send(lab, &(struct raw_segment){ .to = "server",
						     .sport = (uint16_t)(GHOST_PORT + i),
						     .dport = SERVICE_PORT,
						     .flags = odd[i].flags,
						     .seq = SEQ,
						     .ack = SEG_ACKED,
						     .window = 1000,
						     .data = odd[i].data,
						     .bad_checksum = odd[i].bad_checksum });
		settle(lab);
	}
}

#define NO_ACK_REPLY "no ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"

static const struct promise promises[] = {
	WHILE(A_RST),
	SENDS("client", ONE(.flags = "RST", .lost = true, .forged = true), "forged: the RST"),
	SENDS("router", NOTHING,
	      "a RST is never answered with a RST (RFC 9293, 3.10.7.1): nf_reject_ip_tcphdr_get()"),
	WHILE(BAD_SUM),
	SENDS("router", NOTHING,
	      "a damaged segment may belong to any connection: nf_ip_checksum(), "
	      "nf_ip6_checksum()"),
	WHILE_EACH(NO_ACK, BARE_FIN),
	SENDS("router", ONE(RST_ACK_REPLY, .ttl = IS(64), .forged = true), NO_ACK_REPLY),
	WHILE(A_SYN_ACK),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64), .df = IS(1), .forged = true),
	      "an ACK: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	IN_ALL,
	SENDS("server", NOTHING, "nothing of this reached the server"),
	COUNTS("server", "TcpInSegs", 0, "and nothing reached its TCP"),
	COUNTS("router", "TcpOutRsts", 0, "and the router's TCP sent nothing"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a middlebox"),
	{ 0 },
};

SCENARIO(firewall_reject_odd) = {
	.name = "firewall-reject-odd",
	.title = "a firewall rejects RSTs, bad checksums and segments without ACK as TCP would",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall raw",
	.cause = "firewall-reject",
	.causes = { { "client", A_RST, "crafted" } },
	.proves = "`reject with tcp reset` cannot make two firewalls answer each other forever: it "
		  "answers no RST, and no damaged segment. A segment without ACK, data or a FIN, "
		  "is acknowledged with a RST,ACK, as by a closed port.",
	.why = "RFC 9293, 3.10.7.1: no RST in reply to a RST; if the segment has an ACK, its "
	       "number becomes the RST's; if not, the RST acknowledges SEG.SEQ+SEG.LEN, counting "
	       "data, SYN and FIN. nf_reject_ip_tcphdr_get() ignores RSTs and segments with a "
	       "bad checksum, nf_reject_ip_tcphdr_put() computes the numbers; the IPv6 functions "
	       "do the same.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

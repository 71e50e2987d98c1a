/* SPDX-License-Identifier: GPL-2.0-only */
/* firewall-reject-established - a firewall on the way rejects a connection that is up */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	chapter(lab, "the connection is used");
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
	await_segment(lab, "client", "ACK");

	chapter(lab, "the firewall gets a rule");
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with tcp reset\n");
	tcp_send(talk.c, "Are you still there?\n");
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
	look(lab, "server", "after the RST");
}

static const struct promise promises[] = {
	WHILE("the firewall gets a rule"),
	SENDS("client", ONE(.flags = "PSH,ACK", .len = IS(21), .lost = true),
	      "the data get as far as the firewall"),
	SENDS("server", NOTHING, "it knows of nothing"),
	HAS_SOCKETS("server", 1, "after the RST", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the server's side still stands"),

	IN_ALL,
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64), .forged = true),
	      "nf_reject_ip_tcphdr_put(): <SEQ=SEG.ACK><CTL=RST>; the TTL is the router's"),
	CALL_FAILS("client", NTH(3, "send"), ECONNRESET, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "it has sent no RST"),
	COUNTS("router", "TcpOutRsts", 0, "nor has the router's TCP"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a middlebox"),
	{ 0 },
};

SCENARIO(firewall_reject_established) = {
	.name = "firewall-reject-established",
	.title = "a router's firewall rejects a connection that is up",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open",
	.cause = "firewall-reject-established",
	.proves =
		"A new rule that rejects with a RST cuts a connection on one side alone: the client gets "
		"ECONNRESET, the server stays ESTABLISHED and has sent nothing. No kernel counts that "
		"RST and no tracepoint tells of it.",
	.why = "The segment carries an ACK, so nf_reject_ip_tcphdr_put() answers it by "
	       "<SEQ=SEG.ACK><CTL=RST>, as RFC 9293, 3.10.7.1 has it for a connection that does "
	       "not exist. The number is the one that the client expects: it believes. Nobody "
	       "tells the server, which is left half-open.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

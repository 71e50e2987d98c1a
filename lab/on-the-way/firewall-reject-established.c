/* SPDX-License-Identifier: GPL-2.0-only */
/* firewall-reject-established - a firewall rejects connections that are up */
#include "scenario.h"

/* The parameter. */
struct place {
	const char *host, *rules;
};

static void play(struct lab *lab)
{
	const struct place *place = lab_parameter(lab);
	struct talk talk = talk_begin(lab, TCP);
	struct sock *speaks = talk.c, *closes, *asks, *unused;
	talk_exchange(lab, &talk);
	talk_connect(&talk);
	closes = talk.c;
	talk_exchange(lab, &talk);
	talk_connect(&talk);
	asks = talk.c;
	talk_exchange(lab, &talk);
	talk_connect(&talk);
	unused = talk.c;
	talk_connect(&talk);
	settle(lab);

	chapter(lab, "the firewall gets a rule");
	firewall(lab, place->host, place->rules);
	settle(lab);

	chapter(lab, "the client sends");
	tcp_send(speaks, "Are you still there?\n");
	settle(lab);
	tcp_send(speaks, "Hello?\n");

	chapter(lab, "the client sends on a connection that was never used");
	tcp_send(talk.c, "Are you there?\n");
	settle(lab);
	tcp_send(talk.c, "Hello?\n");

	chapter(lab, "the client closes another connection");
	tcp_close(closes);
	settle(lab);

	chapter(lab, "the client closes a connection that was never used");
	tcp_close(unused);
	settle(lab);
	look(lab, "client", "after both");

	chapter(lab, "the client's keepalive sends a probe");
	tcp_keepalive(asks);
	tcp_recv(asks);
	look(lab, "server", "at the end");
}

static const struct promise rejected[] = {
	CALL_RETURNS("client", "close", 0,
		     "close() has already returned: the application does "
		     "not learn of it"),
	HAS_SOCKETS("client", 0, "after both", AT_PORT(SERVICE_PORT, "FIN-WAIT-1"),
		    "a RST in FIN-WAIT-1: CLOSED, no TIME-WAIT (RFC 9293, 3.10.7.4)"),
	HAS_SOCKETS("server", 5, "at the end", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the server's sides still exist"),
	COUNTS("client", "TcpEstabResets", 3, "of five: two were in FIN-WAIT-1"),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 0, "the probe was answered: no timeout"),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the server's TCP sent no RST"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a firewall"),
	{ 0 },
};

#define EACH_KIND                                                                   \
	"the client sends", "the client sends on a connection that was never used", \
		"the client closes another connection",                             \
		"the client closes a connection that was never used",               \
		"the client's keepalive sends a "                                   \
		"probe"

#define TOLD_OF_IT                                                                              \
	WHILE_EACH("the client sends", "the client sends on a connection that was never used"), \
		CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),                      \
		WHILE("the client's keepalive sends a probe"),                                  \
		CALL_FAILS("client", "recv", ECONNRESET, "the probe was answered with a RST")

/* ---- A router on the way ------------------------------------------------------------------------
 */

static const struct place forward = {
	"router", "add table inet filter\n"
		  "add chain inet filter forward { type filter hook forward priority 0; }\n"
		  "add rule inet filter forward tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_forward[] = {
	WHILE("the firewall gets a rule"),
	SENDS("router", NOTHING, "the rule alone sends nothing"),

	WHILE_EACH(EACH_KIND),
	SENDS("client", ONE(.flags = "~ACK", .lost = true), "it gets as far as the firewall"),
	SENDS("server", NOTHING, "it does not notice"),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64), .df = IS(1), .forged = true),
	      "nf_reject_ip_tcphdr_put(): <SEQ=SEG.ACK><CTL=RST>; the TTL is the router's"),

	TOLD_OF_IT,

	IN_ALL,
	COUNTS("router", "TcpOutRsts", 0, "neither did the router's TCP"),
	ROWS_OF(rejected),
	{ 0 },
};

SCENARIO(firewall_reject_established) = {
	.name = "firewall-reject-established",
	.title = "a router's firewall rejects established connections",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open timer",
	.cause = "firewall-reject-established",
	.waits_for_timer = true,
	.proves = "A new rule that rejects with a RST cuts a connection on one side only: the "
		  "client gets ECONNRESET, the server stays ESTABLISHED and has sent nothing. No "
		  "kernel counts that RST and no tracepoint reports it. It answers data, a FIN or "
		  "a keepalive probe, whichever comes first.",
	.why = "The segment carries an ACK, so nf_reject_ip_tcphdr_put() answers it with "
	       "<SEQ=SEG.ACK><CTL=RST>, as RFC 9293, 3.10.7.1, specifies for a connection that "
	       "does not exist. The number is the one that the client expects, so the client "
	       "accepts it. The server is not told, and is left half-open.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.parameter = &forward,
	.promises = at_forward,
};

/* ---- The server, before its TCP -----------------------------------------------------------------
 */

static const struct place input = {
	"server", "add table inet filter\n"
		  "add chain inet filter input { type filter hook input priority 0; }\n"
		  "add rule inet filter input tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_input[] = {
	WHILE("the firewall gets a rule"),
	SENDS("server", NOTHING, "the rule alone sends nothing"),

	WHILE_EACH(EACH_KIND),
	SENDS("client", ONE(.flags = "~ACK"), "it reaches the server"),
	SENDS("server", NO("~ACK"), "which does not acknowledge it"),
	SENDS("server", ONE(RST_REPLY, .ttl = IS(64), .df = IS(1), .forged = true),
	      "nf_reject_ip_tcphdr_put(): <SEQ=SEG.ACK><CTL=RST>"),

	TOLD_OF_IT,

	IN_ALL,
	ROWS_OF(rejected),
	{ 0 },
};

SCENARIO(firewall_reject_established_input) = {
	.name = "firewall-reject-established-input",
	.title = "the server's own firewall rejects established connections",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open timer",
	.cause = "firewall-reject-established",
	.waits_for_timer = true,
	.proves = "A new rule on the server itself resets its connections with a RST that looks in "
		  "any capture like that of a server that has forgotten them. ss there still shows "
		  "them, and TcpOutRsts and the tracepoint show that TCP did not send it.",
	.why = "The rule runs before TCP, and its RST, from nf_reject_ip_tcphdr_put(), is what "
	       "RFC 9293, 3.10.7.1, requires of a host without the connection. It comes from the "
	       "right machine, with the right TTL, and its number is the one that the client "
	       "expects. The server's TCP has received nothing, and keeps its side.",
	.needs = "nftables",
	.play = play,
	.parameter = &input,
	.promises = at_input,
};

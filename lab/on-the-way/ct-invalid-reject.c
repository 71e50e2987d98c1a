/* SPDX-License-Identifier: GPL-2.0-only */
/* ct-invalid-reject - a stateful firewall rejects what it calls invalid */
#include "scenario.h"

enum { FAR = 0x40000000 }; /* no window is as large (RFC 7323, 2.3) */

/* The parameter. */
struct place {
	const char *host, *rules;
};

static struct sock *connect_used(struct lab *lab, struct talk *talk)
{
	talk_connect(talk);
	talk_exchange(lab, talk);
	return talk->c;
}

static void play(struct lab *lab)
{
	const struct place *place = lab_parameter(lab);
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "client");
	firewall(lab, place->host, place->rules);
	host_sysctl(lab, place->host, "netfilter/nf_conntrack_tcp_loose", "0");
	struct sock *speaks = connect_used(lab, &talk), *closes = connect_used(lab, &talk);
	struct sock *asks = connect_used(lab, &talk);
	talk_connect(&talk);
	struct sock *unused = talk.c;

	chapter(lab, "a segment outside the window");
	talk_connect(&talk);
	struct heard last = await_sent(lab, "client", "ACK");
	settle(lab);
	forge(talk.c, &(struct raw_segment){ .flags = "PSH,ACK",
					     .seq = last.seq + FAR,
					     .ack = last.ack,
					     .window = last.window,
					     .data = "From elsewhere.\n" });
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
	settle(lab);

	chapter(lab, "the entries are lost, and the client sends");
	conntrack_flush(lab, place->host);
	tcp_send(speaks, "Are you still there?\n");
	settle(lab);
	tcp_send(speaks, "Hello?\n");

	chapter(lab, "the client closes");
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

#define OUT_OF_WINDOW "a segment outside the window"
#define IN_EACH                                                                           \
	OUT_OF_WINDOW, "the entries are lost, and the client sends", "the client closes", \
		"the client closes a connection that was never used",                     \
		"the client's keepalive sends a "                                         \
		"probe"

static const struct promise rejected[] = {
	CALL_RETURNS("client", "close", 0,
		     "close() has already returned: the application does "
		     "not learn of it"),
	HAS_SOCKETS("client", 1, "after both", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "a RST in FIN-WAIT-1: CLOSED, no TIME-WAIT; one is left to probe"),
	HAS_SOCKETS("server", 5, "at the end", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: all still exist on the server's side"),
	COUNTS("client", "TcpEstabResets", 3, "of five: two were in FIN-WAIT-1"),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 0, "the probe was answered: no timeout"),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the server's TCP sent no RST"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a firewall"),
	{ 0 },
};

#define TOLD_OF_IT                                                                         \
	WHILE(OUT_OF_WINDOW),                                                              \
		CALL_FAILS("client", "send", ECONNRESET,                                   \
			   "by a segment that it did not even send (RFC 9293, 3.10.7.4)"), \
		WHILE("the entries are lost, and the client sends"),                       \
		CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),                 \
		WHILE("the client's keepalive sends a probe"),                             \
		CALL_FAILS("client", "recv", ECONNRESET, "the probe was answered with a RST")

/* ---- A router on the way ------------------------------------------------------------------------
 */

static const struct place forward = {
	"router", "add table inet filter\n"
		  "add chain inet filter forward { type filter hook forward priority 0; }\n"
		  "add rule inet filter forward ct state invalid reject with tcp reset\n"
};

static const struct promise at_forward[] = {
	WHILE_EACH(IN_EACH),
	SENDS("client", ONE(.flags = "~ACK", .lost = true),
	      "a segment that the firewall calls invalid gets no further"),
	SENDS("router", ONE(RST_REPLY, .forged = true),
	      "nf_reject_ip_tcphdr_put(): <SEQ=SEG.ACK><CTL=RST>"),

	TOLD_OF_IT,

	IN_ALL,
	COUNTS("router", "TcpOutRsts", 0, "neither did the router's TCP"),
	ROWS_OF(rejected),
	{ 0 },
};

#define WHY                                                                                       \
	"There are two ways to get there. The firewall has lost the entry and may not pick up a " \
	"connection in the middle (nf_conntrack_tcp_loose=0), so tcp_new() calls the next "       \
	"segment invalid; a FIN is invalid in any case. Or a segment is outside the window that " \
	"the firewall tracks "                                                                    \
	"(nf_conntrack_tcp_be_liberal=0, tcp_in_window()): here a forged one, which the "         \
	"server itself would only have acknowledged. Then `reject with tcp reset` "               \
	"answers <SEQ=SEG.ACK><CTL=RST> in the server's name, and the client must "               \
	"accept it (RFC 9293, 3.10.7.4)."

SCENARIO(ct_invalid_reject) = {
	.name = "ct-invalid-reject",
	.title = "a stateful firewall rejects what it calls invalid",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way firewall raw life half-open timer",
	.cause = "middlebox-idle",
	.causes = { { .chapter = OUT_OF_WINDOW, .cause = "firewall-reject-invalid" } },
	.waits_for_timer = true,
	.proves = "A firewall with `ct state invalid reject with tcp reset` cuts a connection as "
		  "soon as it has lost its entry, and also when anyone sends a single segment "
		  "outside the window. The client gets ECONNRESET; the server stays ESTABLISHED "
		  "and has sent nothing.",
	.why = WHY,
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.parameter = &forward,
	.promises = at_forward,
};

/* ---- The server, before its TCP -----------------------------------------------------------------
 */

static const struct place input = {
	"server", "add table inet filter\n"
		  "add chain inet filter input { type filter hook input priority 0; }\n"
		  "add rule inet filter input ct state invalid reject with tcp reset\n"
};

static const struct promise at_input[] = {
	WHILE_EACH(IN_EACH),
	SENDS("server", ONE(RST_REPLY, .ttl = IS(64), .forged = true),
	      "nf_reject_ip_tcphdr_put(): <SEQ=SEG.ACK><CTL=RST>, as its TCP would send it"),

	WHILE_EACH("the entries are lost, and the client sends", "the client closes",
		   "the client closes a connection that was never used",
		   "the client's keepalive sends a "
		   "probe"),
	SENDS("client", ONE(.flags = "~ACK"), "it reaches the server"),
	SENDS("server", NO("~ACK"), "which does not acknowledge it"),

	TOLD_OF_IT,

	IN_ALL,
	ROWS_OF(rejected),
	{ 0 },
};

SCENARIO(ct_invalid_reject_input) = {
	.name = "ct-invalid-reject-input",
	.title = "the server's own stateful firewall rejects what it calls invalid",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way firewall raw life half-open timer",
	.cause = "nat-state-lost",
	.causes = { { .chapter = OUT_OF_WINDOW, .cause = "firewall-reject-invalid" } },
	.waits_for_timer = true,
	.proves = "Connection tracking on the server itself resets too: its table was flushed, or "
		  "a segment was outside the window, and the rule answers in the name of the "
		  "server's TCP, which never saw the segment. On the wire this is the RST of a "
		  "server that has forgotten the connection; ss shows that it has not.",
	.why = WHY " On the server itself the RST has its TTL, and only counters and sockets "
		   "show that a rule sent it.",
	.needs = "nftables conntrack",
	.play = play,
	.parameter = &input,
	.promises = at_input,
};

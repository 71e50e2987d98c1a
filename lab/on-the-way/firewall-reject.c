/* SPDX-License-Identifier: GPL-2.0-only */
/* firewall-reject - a firewall rejects the SYN with a RST in the server's name */
#include "scenario.h"

/* The parameter. */
struct place {
	const char *host, *rules;
};

static void play(struct lab *lab)
{
	const struct place *place = lab_parameter(lab);
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, place->host, place->rules);
	look(lab, "server", "before");

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise refused[] = {
	HAS_SOCKETS("server", 1, "before", AT_PORT(SERVICE_PORT, "LISTEN"), "there is a listener"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("server", "TcpInSegs", 0, "the server's TCP did not see the SYN"),
	COUNTS("server", "TcpOutRsts", 0, "and did not send a RST"),
	{ 0 },
};

static const struct promise on_the_way[] = {
	SENDS("client", ONE(.flags = "SYN", .lost = true),
	      "the SYN got no further than the router"),
	SENDS("server", NOTHING, "the server sends nothing"),
	COUNTS("router", "TcpOutRsts", 0, "and the router's TCP did not send it"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a middlebox"),
	{ 0 },
};

#define RST_ON_THE_WAY ONE(RST_ACK_REPLY, .ttl = IS(64), .df = IS(1), .forged = true)

#define WHY(where)                                                                           \
	"This is the same RST that RFC 9293, 3.10.7.1, requires of a closed port, with the " \
	"server's address, "                                                                 \
	"so the client cannot tell: nf_reject_ip_tcphdr_put(). But no TCP stack sent it.\n\n" where

/* ---- A router on the way ------------------------------------------------------------------------
 */

static const struct place forward = {
	"router", "add table inet filter\n"
		  "add chain inet filter forward { type filter hook forward priority 0; }\n"
		  "add rule inet filter forward tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_forward[] = {
	SENDS("router", RST_ON_THE_WAY,
	      "nf_send_reset(): as a closed port would answer, but from nearer: the TTL"),
	ROWS_OF(on_the_way),
	ROWS_OF(refused),
	{ 0 },
};

SCENARIO(firewall_reject_syn) = {
	.name = "firewall-reject-syn",
	.title = "a router's firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.cause = "firewall-reject",
	.proves = "To the client a firewall's `reject with tcp reset` looks exactly like a closed "
		  "port: RST,ACK from the server's address, ECONNREFUSED. The difference: no "
		  "kernel counts that RST and no tracepoint reports it. The TTL is that of a "
		  "nearer host too, unless the server sets its own.",
	.why = WHY("On the wire the RST starts at the router."),
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.parameter = &forward,
	.promises = at_forward,
};

/* ---- Its network device, before it routes -------------------------------------------------------
 */

static const struct place ingress = {
	"router",
	"add table netdev filter\n"
	"add chain netdev filter in { type filter hook ingress device eth0 priority 0; }\n"
	"add rule netdev filter in tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_ingress[] = {
	SENDS("router", RST_ON_THE_WAY,
	      "nf_reject_skb_v4_tcp_reset(): as a closed port would answer, but from nearer: the TTL"),
	ROWS_OF(on_the_way),
	ROWS_OF(refused),
	{ 0 },
};

SCENARIO(firewall_reject_ingress) = {
	.name = "firewall-reject-ingress",
	.title = "a router rejects the SYN at the ingress of its network device",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.cause = "firewall-reject",
	.proves = "A router can refuse below its own IP layer: none of its routes, counters and "
		  "ordinary firewall rules sees the packet, and the client gets ECONNREFUSED.",
	.why = WHY(
		"nft_reject_netdev_send_v4_tcp_reset() turns the frame around and sends it out "
		"of the device that it came in on: no route, no connection tracking and no other "
		"rule sees the segment or the answer."),
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.parameter = &ingress,
	.promises = at_ingress,
};

/* ---- The server, before its TCP -----------------------------------------------------------------
 */

static const struct place input = {
	"server", "add table inet filter\n"
		  "add chain inet filter input { type filter hook input priority 0; }\n"
		  "add rule inet filter input tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_input[] = {
	SENDS("server", ONE(RST_ACK_REPLY, .ttl = IS(64), .forged = true),
	      "nf_reject_ip_tcphdr_put(): as a closed port would answer"),
	ROWS_OF(refused),
	NO_RESET("server", "TCP had no reason: the SYN met a firewall, not a closed port"),
	{ 0 },
};

SCENARIO(firewall_reject_input) = {
	.name = "firewall-reject-input",
	.title = "the server's own firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.cause = "firewall-reject",
	.proves = "A firewall on the server itself refuses with a RST that looks in any capture "
		  "like a closed port's. ss shows the listener; TcpOutRsts and the tracepoint show "
		  "that TCP did not send it.",
	.why = WHY(
		"The RST comes from the right machine, over the right link, with the right TTL."),
	.needs = "nftables",
	.play = play,
	.parameter = &input,
	.promises = at_input,
};

/* ---- The client itself --------------------------------------------------------------------------
 */

static const struct place output = {
	"client", "add table inet filter\n"
		  "add chain inet filter output { type filter hook output priority 0; }\n"
		  "add rule inet filter output tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_output[] = {
	SENDS("client", NOTHING, "not even the SYN left"),
	SENDS("server", NOTHING, "the server receives nothing"),
	ROWS_OF(refused),
	COUNTS("client", "TcpOutRsts", 0, "nf_send_reset() is not TCP"),
	NO_RESET("client", "and no tracepoint reports it"),
	{ 0 },
};

SCENARIO(firewall_reject_output) = {
	.name = "firewall-reject-output",
	.title = "the client's own firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.3",
	.tags = "way firewall set-up",
	.cause = "firewall-reject",
	.proves = "\"Connection refused\" with nothing on any wire: the client's own firewall has "
		  "refused, with a RST over the loopback device.",
	.why = WHY("nf_send_reset() addresses it to the client itself, so it never leaves the "
		   "host."),
	.needs = "nftables",
	.play = play,
	.parameter = &output,
	.promises = at_output,
};

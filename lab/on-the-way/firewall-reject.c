/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firewall-reject - a firewall rejects the SYN with a RST in the server's name.
 *
 * nf_reject_ip_tcphdr_put() writes the very RST that RFC 9293, 3.10.7.1 wants of a closed port,
 * with the server's address, so the client cannot tell: ECONNREFUSED. But no TCP has sent it: no
 * TcpOutRsts, and no tcp_send_reset, at any host. Where the firewall stands, a capture may show:
 *
 * firewall-reject-syn: at a router on the way. On the wire the router is where the RST began, and
 * its TTL is that of a near host.
 *
 * firewall-reject-ingress: at the router's network device, before it routes.
 * nft_reject_netdev_send_v4_tcp_reset() turns the frame round and sends it out of the device that
 * it came by: no route, no connection tracking, no other rule sees question or answer.
 *
 * firewall-reject-input: at the server, in the hook before TCP. The RST comes from the right
 * machine, over the right link, with the right TTL.
 *
 * firewall-reject-output: at the client. nf_send_reset() addresses its RST to the client itself: it
 * goes over the loopback device, and no wire has seen anything.
 */
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

#define REFUSED                                                                                   \
	{ SOCKET, "server", "somebody does listen",                                               \
	  .look = { "before", "LISTEN", SERVICE_PORT, .count = 1 } },                             \
		{ SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)", \
		  .call = { "connect", .err = ECONNREFUSED } },                                   \
		{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",            \
		  .counter = { "TcpAttemptFails", 1 } },                                          \
		{ COUNTER, "server", "the server's TCP has not seen the SYN",                     \
		  .counter = { "TcpInSegs", 0 } },                                                \
	{                                                                                         \
		COUNTER, "server", "nor sent a RST", .counter = { "TcpOutRsts", 0 }               \
	}

#define REFUSED_ON_THE_WAY(writer)                                                            \
	REFUSED,                                                                              \
		{ WIRE, "router",                                                             \
		  writer ": as a closed port would answer, but from nearer: the TTL",         \
		  .wire = { RST_ACK_REPLY, .count = IS(1), .ttl = IS(64), .forged = true } }, \
		{ WIRE, "client", "the SYN got no further than the router",                   \
		  .wire = { .flags = "SYN", .count = IS(1), .lost = true } },                 \
		{ WIRE, "server", "the server says nothing", .wire = { .count = IS(0) } },    \
		{ COUNTER, "router", "nor was it the router's TCP",                           \
		  .counter = { "TcpOutRsts", 0 } },                                           \
	{                                                                                     \
		REASON, "server", "no tcp_send_reset anywhere: the mark of a middlebox",      \
			.reason = {                                                           \
				"NO_SOCKET",                                                  \
				.count = IS(0)                                                \
			}                                                                     \
	}

static const struct place forward = {
	"router", "add table inet filter\n"
		  "add chain inet filter forward { type filter hook forward priority 0; }\n"
		  "add rule inet filter forward tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_forward[] = {
	REFUSED_ON_THE_WAY("nf_send_reset()"),
	{ 0 },
};

SCENARIO(firewall_reject_syn) = {
	.name = "firewall-reject-syn",
	.title = "a router's firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.proves =
		"A firewall's `reject with tcp reset` looks to the client exactly as a closed port: "
		"RST,ACK from the server's address, ECONNREFUSED. What tells them apart is the TTL, that "
		"of a nearer host, and that no kernel counts that RST and no tracepoint tells of it.",
	.story =
		"The service listens. A router on the way rejects by nftables; the client connects.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.parameter = &forward,
	.promises = at_forward,
};

static const struct place ingress = {
	"router",
	"add table netdev filter\n"
	"add chain netdev filter in { type filter hook ingress device eth0 priority 0; }\n"
	"add rule netdev filter in tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_ingress[] = {
	REFUSED_ON_THE_WAY("nf_reject_skb_v4_tcp_reset()"),
	{ 0 },
};

SCENARIO(firewall_reject_ingress) = {
	.name = "firewall-reject-ingress",
	.title = "a router rejects the SYN at the ingress of its network device",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.proves = "A router can refuse below its own IP layer: none of its routes, counters and "
		  "ordinary firewall rules has seen the packet, and the client reads ECONNREFUSED.",
	.story =
		"The service listens. The router's nftables rejects its port in a netdev table, at "
		"the ingress of the link to the client; the client connects.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.parameter = &ingress,
	.promises = at_ingress,
};

static const struct place input = {
	"server", "add table inet filter\n"
		  "add chain inet filter input { type filter hook input priority 0; }\n"
		  "add rule inet filter input tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_input[] = {
	REFUSED,
	{ WIRE, "server", "nf_reject_ip_tcphdr_put(): as a closed port would answer",
	  .wire = { RST_ACK_REPLY, .count = IS(1), .ttl = IS(64), .forged = true } },
	{ REASON, "server", "TCP had no reason: the SYN found a firewall, not a closed port",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(firewall_reject_input) = {
	.name = "firewall-reject-input",
	.title = "the server's own firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.proves =
		"A firewall on the server itself refuses by a RST that no capture can tell from a "
		"closed port's. ss shows the listener; TcpOutRsts and the tracepoint show that TCP "
		"did not speak.",
	.story = "The service listens. The server's own nftables rejects its port; the client "
		 "connects.",
	.needs = "nftables",
	.play = play,
	.parameter = &input,
	.promises = at_input,
};

static const struct place output = {
	"client", "add table inet filter\n"
		  "add chain inet filter output { type filter hook output priority 0; }\n"
		  "add rule inet filter output tcp dport 8080 reject with tcp reset\n"
};

static const struct promise at_output[] = {
	REFUSED,
	{ WIRE, "client", "not even the SYN left", .wire = { .count = IS(0) } },
	{ WIRE, "server", "the server was not asked", .wire = { .count = IS(0) } },
	{ COUNTER, "client", "nf_send_reset() is no TCP", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "client", "nor does a tracepoint tell of it",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(firewall_reject_output) = {
	.name = "firewall-reject-output",
	.title = "the client's own firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.3",
	.tags = "way firewall set-up",
	.proves =
		"\"Connection refused\" with nothing on any wire: the client's own firewall has refused, "
		"by a RST that took the loopback device.",
	.story =
		"The service listens. The client's own nftables rejects the port on the way out; the "
		"client connects.",
	.needs = "nftables",
	.play = play,
	.parameter = &output,
	.promises = at_output,
};

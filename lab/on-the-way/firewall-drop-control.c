/* SPDX-License-Identifier: GPL-2.0-only */
/* firewall-drop-control - the same firewall, but it drops: no RST, only silence */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c = tcp_socket(talk.client, TCP);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 drop\n");

	chapter(lab, "the firewall drops");
	tcp_connect_begin(c, "server", SERVICE_PORT);
	await_segment(lab, "router", "SYN");
	settle(lab);
	look(lab, "client", "unanswered");

	chapter(lab, "the rule is removed");
	firewall(lab, "router", "flush chain inet filter forward\n");
	tcp_connect_end(c);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("the firewall drops"),
	SENDS("client", SOME(.flags = "SYN", .lost = true),
	      "the SYN gets no further than the firewall"),
	SENDS("router", NOTHING, "and the firewall sends nothing"),
	SENDS("server", NOTHING, "the server receives nothing"),
	HAS_SOCKETS("client", 1, "unanswered", AT_PORT(SERVICE_PORT, "SYN-SENT"),
		    "connect() keeps waiting"),

	WHILE("the rule is removed"),
	SENDS("server", ONE(.flags = "SYN,ACK", .ack = SEG_END),
	      "the SYN was retransmitted, and is answered (RFC 6298, 5.4)"),

	IN_ALL,
	CALL_WORKS("client", "connect", "late, but connected"),
	SENDS("client", NO("~RST"), "no RST from the client"),
	SENDS("server", NO("~RST"), "none from the server"),
	SENDS("router", NO("~RST"), "none from the router"),
	COUNTS("client", "TcpAttemptFails", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "TCP sent none"),
	NO_RESET(ANY_HOST, "and none is reported"),
	{ 0 },
};

SCENARIO(firewall_drop_control) = {
	.name = "firewall-drop-control",
	.title = "a router's firewall drops the SYN: no RST comes",
	.rfc = "RFC 6298, 5.4",
	.tags = "way firewall set-up control timer",
	.cause = "syn-unanswered",
	.waits_for_timer = true,
	.proves = "A firewall that drops does not answer: connect() hangs where `reject with tcp "
		  "reset` would have refused at once, and the SYN is retransmitted after a second.",
	.why = "An unanswered SYN is retransmitted after one second (RFC 6298, 2.1 and 5.4). If "
	       "the rule is removed meanwhile, connect() succeeds late: a drop looks like a lost "
	       "packet, and TCP recovers from it in the same way.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

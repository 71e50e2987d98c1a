/* SPDX-License-Identifier: GPL-2.0-only */
/* icmp-established-ignored - an ICMP error does nothing to a connection that is up */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	settle(lab);

	chapter(lab, "the firewall rejects by ICMP");
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with icmpx type "
		 "port-unreachable\n");
	tcp_send(talk.c, "Can you hear me?\n");
	await_segment(lab, "router", "PSH,ACK");
	settle(lab);
	look(lab, "client", "after the ICMP error");
	tcp_error(talk.c);

	chapter(lab, "the rule is taken away");
	firewall(lab, "router", "flush chain inet filter forward\n");
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	WHILE("the firewall rejects by ICMP"),
	SENDS("client", SOME(.flags = "PSH,ACK", .lost = true),
	      "the data get no further than the firewall"),
	HAS_SOCKETS("client", 1, "after the ICMP error", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "a synchronised connection survives it (RFC 5927, 5.2)"),

	IN_ALL,
	CALL_FAILS("client", "so_error", ECONNREFUSED,
		   "who asks is told: sk_err_soft (RFC 9293, 3.9.2.2, SHLD-25)"),
	CALL_RETURNS("server", "recv", 17, "sent again, the data get through (RFC 9293, 3.8.1)"),
	SENDS("client", NO("~RST"), "no RST from the client"),
	SENDS("router", NO("~RST"), "none from the router"),
	SENDS("server", NO("~RST"), "none from the server"),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, "no RST was sent"),
	NO_RESET(ANY_HOST, "nor is any told of"),
	{ 0 },
};

SCENARIO(icmp_established_ignored) = {
	.name = "icmp-established-ignored",
	.title = "ICMP port unreachable does nothing to a connection that is up",
	.rfc = "RFC 5927, 5.2",
	.tags = "way firewall life control",
	.proves =
		"The ICMP error that makes connect() fail with ECONNREFUSED leaves an established "
		"connection alone: no RST, no failing call (SO_ERROR tells of it to who asks), and the "
		"data get through once the way is free. A firewall that wants to cut a connection must "
		"forge a RST.",
	.why = "RFC 9293, 3.9.2.2 would have TCP abort at a hard error (SHLD-26); RFC 5927, 5.2 "
	       "asks it not to once the connection is synchronised, since anybody may forge "
	       "ICMP. tcp_v4_err() only keeps the error in mind (sk_err_soft): the data are "
	       "sent again until they get through.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

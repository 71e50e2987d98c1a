/* SPDX-License-Identifier: GPL-2.0-only */
/* icmp-established-ignored - an ICMP error does nothing to a connection that is up */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	settle(lab);

	chapter(lab, "the firewall rejects with ICMP");
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

	chapter(lab, "the rule is removed");
	firewall(lab, "router", "flush chain inet filter forward\n");
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	WHILE("the firewall rejects with ICMP"),
	SENDS("client", SOME(.flags = "PSH,ACK", .lost = true),
	      "the data gets no further than the firewall"),
	HAS_SOCKETS("client", 1, "after the ICMP error", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "a synchronised connection survives it (RFC 5927, 5.2)"),

	IN_ALL,
	CALL_FAILS("client", "so_error", ECONNREFUSED,
		   "SO_ERROR reports it on request: sk_err_soft (RFC 9293, 3.9.2.2, SHLD-25)"),
	CALL_RETURNS("server", "recv", 17,
		     "retransmitted, the data gets through (RFC 9293, "
		     "3.8.1)"),
	SENDS("client", NO("~RST"), "no RST from the client"),
	SENDS("router", NO("~RST"), "none from the router"),
	SENDS("server", NO("~RST"), "none from the server"),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, "no RST was sent"),
	NO_RESET(ANY_HOST, "and none is reported"),
	{ 0 },
};

SCENARIO(icmp_established_ignored) = {
	.name = "icmp-established-ignored",
	.title = "ICMP port unreachable has no effect on an established connection",
	.rfc = "RFC 5927, 5.2",
	.tags = "way firewall life control",
	.proves = "The ICMP error that makes connect() fail with ECONNREFUSED leaves an "
		  "established connection alone: no RST, no failing call (only SO_ERROR reports "
		  "it), and the data gets through once the path is open. A firewall that wants to "
		  "cut a connection must forge a RST.",
	.why = "RFC 9293, 3.9.2.2, says that TCP should abort on a hard error (SHLD-26); RFC "
	       "5927, 5.2, advises against it once the connection is synchronised, since anyone "
	       "can forge ICMP. tcp_v4_err() only records the error (sk_err_soft): the data is "
	       "retransmitted until it gets through.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* icmp-user-timeout - a connection times out, and an ICMP error had told why */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define REJECTED "the router rejects with ICMP, and the client sends"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	tcp_set(talk.c, TCP_OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), 500);

	chapter(lab, REJECTED);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 reject with icmpx type "
		 "host-unreachable\n");
	tcp_send(talk.c, "Are you still there?\n");
	tcp_recv(talk.c);
	settle(lab);
	look(lab, "client", "after the timeout");
}

static const struct promise promises[] = {
	WHILE(REJECTED),
	SENDS("client", SOME(.flags = "PSH,ACK", .lost = true),
	      "retransmitted again and again, and never past the router"),
	CALL_FAILS("client", "recv", EHOSTUNREACH,
		   "the ICMP error, not ETIMEDOUT: tcp_write_err() uses sk_err_soft (RFC 9293, "
		   "3.9.2.2, SHLD-25)"),
	HAS_SOCKETS("client", 0, "after the timeout", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the connection is gone"),

	IN_ALL,
	SENDS("client", NO("~RST"), "giving up sends nothing (RFC 9293, 3.10.8)"),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, "no RST was attempted"),
	NO_RESET(ANY_HOST, "and none is reported"),
	{ 0 },
};

SCENARIO(icmp_user_timeout) = {
	.name = "icmp-user-timeout",
	.title = "a connection times out after ICMP host unreachable: EHOSTUNREACH, no RST",
	.rfc = "RFC 9293, 3.9.2.2",
	.tags = "way firewall life timer control",
	.cause = "data-unanswered",
	.waits_for_timer = true,
	.proves = "ICMP errors do not end an established connection, but they are remembered: when "
		  "its data finally times out, the application gets EHOSTUNREACH (\"No route to "
		  "host\"), not ETIMEDOUT. Both mean that no host answered; neither side sent a "
		  "RST.",
	.why = "RFC 9293, 3.9.2.2: a soft error does not abort (MUST-56), but the user should be "
	       "told (SHLD-25). tcp_v4_err() and tcp_v6_err() keep it in sk_err_soft; when the "
	       "user timeout expires, tcp_write_err() uses that as the error, if there is one. "
	       "Without it: user-timeout-control.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

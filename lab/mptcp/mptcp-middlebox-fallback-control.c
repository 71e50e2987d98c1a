/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-middlebox-fallback-control - the same as mptcp-middlebox with one subflow: no RST */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);
	firewall(lab, "router",
		 "add table inet middlebox\n"
		 "add chain inet middlebox forward { type filter hook forward priority 0; }\n"
		 "add rule inet middlebox forward $ip saddr $client tcp dport 8080 "
		 "reset tcp option mptcp\n");

	chapter(lab, "the client sends");
	tcp_send(talk.c, "Hello again");
	tcp_recv(talk.s);
	tcp_send(talk.s, "I hear you");
	settle(lab);
	tcp_recv_now(talk.c);
	look(lab, "client", "afterwards");
}

#define IN_TIME "answered in time"
#define AGAIN   "sent again"

static const struct promise promises[] = {
	SENDS("server", NO("~RST"), "the only subflow falls back to TCP (RFC 8684, 3.7)"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET("server", "no tcp_send_reset for this"),

	ENDING(IN_TIME),
	SENDS("client", NO("~RST"), "so does its peer"),

	WHILE("the client sends"),
	CALL_RETURNS("server", "recv", 11, "the data is in order without a mapping"),
	CALL_RETURNS("client", "recv", 10, "in both directions"),
	HAS_SOCKETS("client", 1, "afterwards", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "it is still the same connection"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 0, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),

	ENDING(AGAIN),
	WHILE("the client sends"),
	SENDS("client", ONE(RST_ABORT, .tcprst = IS(6)),
	      "data without a mapping, and no way to fall back (RFC 8684, 3.7)"),
	CALL_FAILS("client", "recv", EAGAIN, "the answer is not delivered"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	RESETS("client", 1, "MPTCP_RST_EMIDDLEBOX", "CLOSED",
	       "the required DSS has likely been dropped by a middlebox"),
	{ 0 },
};

static const struct outcome outcomes[] = {
	{ IN_TIME,
	  "the server's application answered before the client's MPTCP retransmitted its data: "
	  "both have fallen back" },
	{ AGAIN, "the client's MPTCP retransmitted its data before an answer arrived: the "
		 "server's application reads it twice, and the answer is reset" },
	{ 0 },
};

SCENARIO(mptcp_middlebox_fallback_control) = {
	.name = "mptcp-middlebox-fallback-control",
	.title = "a middlebox starts to strip the MPTCP options on the only path: no RST",
	.rfc = "RFC 8684, 3.7",
	.tags = "way life mptcp firewall control",
	.cause = "mptcp-stripped",
	.proves = "A connection with one subflow falls back to plain TCP when its MPTCP options "
		  "no longer get through: no RST, no error, no data lost.",
	.why = "With only one subflow all data is in order by itself, and the connection falls "
	       "back to plain TCP when the options are lost (RFC 8684, 3.7): "
	       "mptcp_try_fallback().\n"
	       "\n"
	       "The server does so at once, and tells the client with its next data, which "
	       "carries no mapping. Until then no DATA_ACK arrives, and after 200 ms the "
	       "client's MPTCP retransmits its data. The server has fallen back and treats it as "
	       "new data. A host that has retransmitted may not fall back (__mptcp_retrans() "
	       "clears allow_infinite_fallback), so the client resets. Which happens first is a "
	       "race between the server's application and that timer.",
	.topology = "routed",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
	.outcomes = outcomes,
};

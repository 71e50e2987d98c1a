/* SPDX-License-Identifier: GPL-2.0-only */
/* icmp - connect() ends by an ICMP error, not by a RST */
#include "scenario.h"

#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "router", lab_parameter(lab));

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

/* The parameter. */
#define REJECT_BY(type)                                                            \
	"add table inet filter\n"                                                  \
	"add chain inet filter forward { type filter hook forward priority 0; }\n" \
	"add rule inet filter forward tcp dport 8080 reject with icmpx type " type "\n"

static const struct promise ended_by_icmp[] = {
	SENDS("client", SOME(.flags = "SYN", .lost = true),
	      "the SYN gets no further than the firewall"),
	SENDS("router", NOTHING, "no RST, and no TCP segment at all from the router"),
	SENDS("server", NOTHING, "none from the server"),
	COUNTS("client", "TcpAttemptFails", 1,
	       "SYN-SENT to CLOSED, as with a RST (RFC 4022, tcpAttemptFails)"),
	COUNTS("client", "TcpInSegs", 0, "but the client's TCP has received nothing"),
	COUNTS("server", "TcpOutRsts", 0, "and the server's sent no RST"),
	NO_RESET(ANY_HOST, "and none is reported"),
	{ 0 },
};

#define WHY(its_own)                                                                                                               \
	"A firewall's plain `reject` answers the SYN with ICMP destination unreachable, in its "                                   \
	"own name. In SYN-SENT tcp_v4_err() and tcp_v6_err() end the connection on any of its "                                    \
	"codes but \"fragmentation needed\"; icmp_err_convert[] and icmpv6_err_convert() translate these to an errno.\n\n" its_own \
	"\n\n"                                                                                                                     \
	"If an ICMP error arrives so quickly that connect() still holds the socket, it is "                                        \
	"only remembered (sk_err_soft); then the one that answers the second SYN ends the attempt."

static const struct promise port_unreachable[] = {
	CALL_FAILS("client", "connect", ECONNREFUSED,
		   "a hard ICMP error: the errno of a RST (RFC 9293, 3.9.2.2)"),
	ROWS_OF(ended_by_icmp),
	{ 0 },
};

SCENARIO(icmp_unreachable_refused) = {
	.name = "icmp-unreachable-refused",
	.title = "ICMP port unreachable looks like a refused connection: no RST",
	.rfc = "RFC 9293, 3.9.2.2",
	.tags = "way firewall set-up control timer",
	.cause = "icmp-unreachable",
	.waits_for_timer = true,
	.proves = "ECONNREFUSED does not prove a RST: a firewall that answers the SYN with ICMP "
		  "port unreachable causes the same errno and the same TcpAttemptFails. TcpInSegs "
		  "does not grow.",
	.why = WHY(
		"Port unreachable is a hard error, on which TCP should abort (RFC 9293, 3.9.2.2, "
		"SHLD-26)."),
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.parameter = REJECT_BY("port-unreachable"),
	.promises = port_unreachable,
};

static const struct promise host_unreachable[] = {
	CALL_FAILS("client", "connect", EHOSTUNREACH,
		   "tcp_v4_err() in SYN-SENT: soft errors too (RFC 5461, 4.1)"),
	ROWS_OF(ended_by_icmp),
	{ 0 },
};

SCENARIO(icmp_host_unreachable) = {
	.name = "icmp-host-unreachable",
	.title = "ICMP host unreachable ends connect(): no RST",
	.rfc = "RFC 9293, 3.9.2.2",
	.tags = "way firewall set-up control timer",
	.cause = "icmp-unreachable",
	.waits_for_timer = true,
	.proves = "A router that reports \"host unreachable\" ends connect() with EHOSTUNREACH, "
		  "before any timeout and although the RFC calls it a soft error. No RST is "
		  "involved.",
	.why = WHY(
		"On a soft error TCP must not abort (RFC 9293, 3.9.2.2, MUST-56). In SYN-SENT "
		"Linux still does, like many implementations, as RFC 5461, 4.1, records: a "
		"client with several addresses to try should not wait for a timeout on the first."),
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.parameter = REJECT_BY("host-unreachable"),
	.promises = host_unreachable,
};

#define ADMIN_PROHIBITED                                                                       \
	"Administratively prohibited, code 13 (RFC 1812, 5.2.7.1), or 1 over IPv6 (RFC 4443, " \
	"3.1), is in neither list of RFC 9293, 3.9.2.2."

static const struct promise admin_prohibited[] = {
	CALL_FAILS("client", "connect", EHOSTUNREACH, "icmp_err_convert[]: ICMP_PKT_FILTERED"),
	ROWS_OF(ended_by_icmp),
	{ 0 },
};

SCENARIO(icmp_admin_prohibited) = {
	.name = "icmp-admin-prohibited",
	.title = "ICMP administratively prohibited ends connect(): no RST",
	.rfc = "RFC 1812, 5.2.7.1",
	.tags = "way firewall set-up control timer",
	.cause = "icmp-unreachable",
	.waits_for_timer = true,
	.proves =
		"\"No route to host\" may mean a firewall: ICMP administratively prohibited ends connect() "
		"with EHOSTUNREACH. No RST is involved.",
	.why = WHY(ADMIN_PROHIBITED),
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.parameter = REJECT_BY("admin-prohibited"),
	.promises = admin_prohibited,
	.family = AF_INET,
	.why_family = "IPv6 reports it with another errno: see icmp-admin-prohibited-ipv6",
};

static const struct promise admin_prohibited_ipv6[] = {
	CALL_FAILS("client", "connect", EACCES, "icmpv6_err_convert(): ICMPV6_ADM_PROHIBITED"),
	ROWS_OF(ended_by_icmp),
	{ 0 },
};

SCENARIO(icmp_admin_prohibited_ipv6) = {
	.name = "icmp-admin-prohibited-ipv6",
	.title = "ICMPv6 administratively prohibited: connect() fails with EACCES, no RST",
	.rfc = "RFC 4443, 3.1",
	.tags = "way firewall set-up control timer",
	.cause = "icmp-unreachable",
	.waits_for_timer = true,
	.proves = "\"Permission denied\" from connect() is not about the caller's rights: over "
		  "IPv6, a firewall's ICMP administratively prohibited gives EACCES. No RST is "
		  "involved.",
	.why = WHY(ADMIN_PROHIBITED),
	.topology = "routed",
	.needs = "nftables ipv6",
	.play = play,
	.parameter = REJECT_BY("admin-prohibited"),
	.promises = admin_prohibited_ipv6,
	.family = AF_INET6,
	.why_family = "IPv4 reports it with another errno: see icmp-admin-prohibited",
};

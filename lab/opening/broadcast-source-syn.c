/* SPDX-License-Identifier: GPL-2.0-only */
/* broadcast-source-syn - a SYN that claims to come from everybody. */
#include "scenario.h"

#include <sys/socket.h>

enum { PORT = 4000, SEQ = 1000 };

static void play(struct lab *lab)
{
	ghost_beside(lab, "client");
	host_sysctl(lab, "server", "ipv4/conf/all/rp_filter", "0");
	host_sysctl(lab, "server", "ipv4/conf/eth0/rp_filter", "0");

	chapter(lab, "a SYN from the broadcast address");
	raw_send(lab, &(struct raw_segment){ .from = "broadcast",
					     .to = "server",
					     .sport = PORT,
					     .dport = SERVICE_PORT,
					     .flags = "SYN",
					     .seq = SEQ,
					     .window = 1000 });
	settle(lab);
}

static const struct promise promises[] = {
	SENDS("client", ONE(.flags = "SYN"), "forged: the SYN"),
	SENDS("server", NO("~RST"),
	      "an invalid source must be ignored (RFC 9293, 3.9.2.3, "
	      "MUST-63)",
	      .known_broken = true),
	COUNTS("server", "TcpOutRsts", 0, "so no RST is counted (RFC 9293, 3.9.2.3, MUST-63)",
	       .known_broken = true),
	NO_RESET("server", "and none is reported (RFC 9293, 3.9.2.3, MUST-63)",
		 .known_broken = true),
	{ 0 },
};

SCENARIO(broadcast_source_syn) = {
	.name = "broadcast-source-syn",
	.title = "a SYN from the subnet's broadcast address is answered with a RST",
	.rfc = "RFC 9293, 3.9.2.3",
	.tags = "set-up raw",
	.cause = "no-listener",
	.proves = "A SYN whose source is the subnet's broadcast address should be ignored. Linux "
		  "answers it like any other SYN to a closed port: one forged segment makes the "
		  "server broadcast a RST on the link.",
	.why = "No host has the subnet's broadcast address, so no SYN can come from it: TCP or "
	       "IP must ignore it (RFC 9293, 3.9.2.3, MUST-63; RFC 1122, 3.2.1.3). Without a "
	       "reverse path filter, the kernel's default, Linux accepts it, finds no socket, "
	       "and sends the RST that RFC 9293, 3.10.7.1 requires of a closed port.",
	.play = play,
	.promises = promises,
	.family = AF_INET,
	.why_family = "IPv6 has no broadcast addresses",
	.known_issue =
		"With rp_filter=0 (the default of the kernel), a SYN whose source address is the "
		"broadcast address of a directly connected subnet is accepted by "
		"ip_route_input() and, if it finds no listener, answered with a RST to that "
		"broadcast address, sent as a link-layer broadcast. To reproduce: send a SYN "
		"from the subnet's broadcast address to a closed port of a host in that subnet.",
	.upstream =
		&(const struct upstream){
			.subject = "ipv4: a SYN from a subnet's broadcast address is answered",
			.wants = "RFC 9293, 3.9.2.3 (MUST-63): TCP or IP must ignore a SYN with "
				 "an invalid source address. RFC 1122, 3.2.1.3: a host MUST "
				 "silently discard a datagram whose source address is a broadcast "
				 "address.",
			.since = "Linux 5.10.262, 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4. "
				 "IPv6 has no broadcast addresses.",
			.function = "__fib_validate_source() rejects such a source (res.type is "
				    "RTN_BROADCAST), but fib_validate_source() calls it only if a "
				    "reverse path filter, routing rules or custom local routes are "
				    "configured. So tcp_v4_rcv() finds no socket, and "
				    "tcp_v4_send_reset() answers.",
			.script_options = "--remote_ip=192.168.255.255",
			.script = "// tun0 of packetdrill is in 192.168.0.0/16.\n"
				  "+0 `sysctl -qw net.ipv4.conf.all.rp_filter=0`\n"
				  "+0 `sysctl -qw net.ipv4.conf.tun0.rp_filter=0`\n"
				  "+0 < S 0:0(0) win 1000           // from 192.168.255.255\n"
				  "+0 > R. 0:0(0) ack 1             // to be: nothing\n",
		},
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-silence - a RST that the server's own firewall drops, and a SYN that is dropped on the way
 */
#include "scenario.h"

#define FILTERED "the server's firewall drops its RST"
#define DROPPED  "a firewall on the path drops the SYN"

static void ask(struct lab *lab, const char *name, const char *reaches)
{
	struct actor *client = actor_start(lab, "client", name);

	tcp_connect_begin(tcp_socket(client, TCP), "server", SERVICE_PORT);
	await_segment(lab, reaches, "SYN");
	settle(lab);
}

static void play(struct lab *lab)
{
	chapter(lab, FILTERED);
	firewall(lab, "server",
		 "add table inet filter\n"
		 "add chain inet filter out { type filter hook output priority 0; }\n"
		 "add rule inet filter out tcp flags & rst == rst drop\n");
	ask(lab, "first", "server");
	look(lab, "client", FILTERED);

	chapter(lab, DROPPED);
	firewall(lab, "router",
		 "add table inet filter\n"
		 "add chain inet filter forward { type filter hook forward priority 0; }\n"
		 "add rule inet filter forward tcp dport 8080 drop\n");
	ask(lab, "second", "router");
	look(lab, "client", DROPPED);
}

static const struct promise promises[] = {
	WHILE(FILTERED),
	SENDS("client", SOME(.flags = "SYN", .ttl = IS(63)), "the SYN reaches the server"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-SENT"), "connect() hangs"),

	WHILE(DROPPED),
	SENDS("client", SOME(.flags = "SYN", .lost = true),
	      "the SYN gets no further than the router"),
	HAS_SOCKETS("client", 2, HERE, AT_PORT(SERVICE_PORT, "SYN-SENT"), "and so does this one"),

	IN_ALL,
	SENDS("server", NOTHING, "the client receives nothing, either time"),
	SENDS("router", NOTHING, "and nothing from the router"),
	COUNTS("server", "TcpOutRsts", 1, "a RST is counted the first time"),
	COUNTS("server", "TcpExtTCPAbortFailed", 0, "it counts aborts only, not replies"),
	COUNTS("client", "TcpAttemptFails", 0, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE",
	       "the closed port's RST is reported, but on no wire; for the second SYN there is "
	       "none"),
	{ 0 },
};

SCENARIO(pair_silence) = {
	.name = "pair-silence",
	.title = "same silence, different cause: a filtered RST and a dropped SYN",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way pair firewall set-up control",
	.cause = "rst-filtered",
	.lost_replies = { "server", 1 },
	.proves = "For the client, a closed port whose host drops its own RSTs and a SYN that "
		  "never arrived are the same hanging connect(). On the server they differ: "
		  "TcpOutRsts and the tracepoint know of the first.",
	.why = "tcp_v4_send_reset() and tcp_v6_send_reset() trace and count the RST whatever "
	       "becomes of it at the output hook, where the rule drops it. A SYN that a router drops "
	       "reaches no TCP at all.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* spoofed-syn - the server answers one who has not asked. */
#include "scenario.h"

enum { FREE_PORT = 4000, SEQ = 1000 };

static const struct {
	const char *title;
	uint16_t port;
} victims[] = {
	{ "from a free port", FREE_PORT },
	{ "from a listening port", SERVICE_PORT },
};

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "victim");
	struct actor *server = actor_start(lab, "server", "server");
	tcp_listen(client, SERVICE_PORT, 5);
	tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	for (int i = 0; i < 2; i++) {
		chapter(lab, victims[i].title);
		raw_send(lab, &(struct raw_segment){ .from = "client",
						     .to = "server",
						     .sport = victims[i].port,
						     .dport = SERVICE_PORT,
						     .flags = "SYN",
						     .seq = SEQ,
						     .window = 1000 });
		settle(lab);
		look(lab, "server", victims[i].title);
	}
}

static const struct promise promises[] = {
	WHILE_EACH("from a free port", "from a listening port"),
	SENDS("server", ONE(.flags = "SYN,ACK", .ack = SEG_END),
	      "the server cannot know (RFC 9293, 3.10.7.2)"),
	SENDS("client", ONE(RST_REPLY),
	      "<SEQ=SEG.ACK><CTL=RST>, which tells the server (figure 11)"),
	HAS_SOCKETS("server", 0, HERE, "SYN-RECEIVED",
		    "the request is gone: return to LISTEN (RFC 9293, 3.5.1)"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 2, AS_EVER),
	COUNTS("client", "TcpActiveOpens", 0, "its TCP did not send the SYNs (RFC 4022)"),
	COUNTS("server", "TcpAttemptFails", 2,
	       "SYN-RECEIVED to LISTEN (RFC 4022, tcpAttemptFails)"),
	COUNTS("server", "TcpExtEmbryonicRsts", 2, AS_EVER),
	RESETS("client", 1, "NO_SOCKET", "NONE", "the port is free"),
	RESETS("client", 1, "TCP_FLAGS", "LISTEN", "the listener sent no SYN"),
	{ 0 },
};

SCENARIO(spoofed_syn) = {
	.name = "spoofed-syn",
	.title =
		"a SYN in the client's name: the client resets the SYN-ACK that it never asked for",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "set-up raw pair",
	.cause = "unwanted-syn-ack",
	.proves = "A host that sends RSTs to a server it never talked to is a victim of address "
		  "spoofing: the RSTs answer SYN-ACKs. On the wire it makes no difference whether "
		  "the spoofed port is free or has a listener; the kernel's reason tells.",
	.why = "RFC 9293, 3.5.1, figure 11: the SYN-ACK acknowledges something that its receiver "
	       "never sent. If the port is free, the kernel finds no socket (3.10.7.1, "
	       "NO_SOCKET); if a service listens there, the acknowledgement is bad in LISTEN "
	       "(3.10.7.2, TCP_FLAGS). Either RST returns the server's request to LISTEN: "
	       "tcp_check_req(), embryonic_reset.",
	.play = play,
	.promises = promises,
};

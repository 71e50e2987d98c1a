/* SPDX-License-Identifier: GPL-2.0-only */
/* synproxy-dead-backend - a proxy has answered before it knows whether anybody listens */
#include "scenario.h"

#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	ghost_beside(lab, "client");
	firewall(lab, "router",
		 "add table inet proxy\n"
		 "add chain inet proxy late { type filter hook prerouting priority -310; }\n"
		 "add rule inet proxy late tcp dport 8080 tcp flags & (syn | ack) == ack drop\n"
		 "add chain inet proxy pre { type filter hook prerouting priority -300; }\n"
		 "add rule inet proxy pre tcp dport 8080 tcp flags syn notrack\n"
		 "add chain inet proxy forward { type filter hook forward priority 0; }\n"
		 "add rule inet proxy forward tcp dport 8080 ct state invalid,untracked "
		 "synproxy mss 1400 wscale 7 timestamp sack-perm\n");
	host_sysctl(lab, "router", "netfilter/nf_conntrack_tcp_loose", "0");

	chapter(lab, "the client connects");
	struct sock *c = tcp_connect(client, "server", SERVICE_PORT);
	struct heard ack = await_sent(lab, "client", "ACK");
	settle(lab);

	chapter(lab, "its ACK arrives late");
	firewall(lab, "router", "flush chain inet proxy late\n");
	forge(c, &(struct raw_segment){ .flags = "ACK",
					.seq = ack.seq,
					.ack = ack.ack,
					.window = ack.window,
					.option = ack.option,
					.option_size = ack.option_size });
	settle(lab);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	SENDS("router", ONE(.flags = "SYN,ACK", .ack = SEG_END),
	      "the proxy answers in the server's name"),
	CALL_WORKS("client", "connect", "connect() succeeds, although there is no listener"),

	WHILE("the client connects"),
	SENDS("server", NOTHING, "the server is not even contacted"),

	WHILE("its ACK arrives late"),
	SENDS("router", ONE(.flags = "SYN"), "only now does the proxy connect to the server"),

	IN_ALL,
	SENDS("server", ONE(.flags = "RST,ACK", .seq = ZERO, .win = IS(0), .lost = true),
	      "no socket: the server's TCP refuses (RFC 9293, 3.10.7.1)"),
	SENDS("router", ONE(.flags = "RST,ACK", .rel_seq = IS(1), .forged = true),
	      "the same RST, its number translated to what the client expects"),
	CALL_FAILS("client", "send", ECONNRESET,
		   "a RST in ESTABLISHED: reset, not refused (RFC 9293, 3.10.7.4)"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("router", "TcpOutRsts", 0, "the router's TCP was not involved"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "the proxy's SYN found no socket"),
	{ 0 },
};

SCENARIO(synproxy_dead_backend) = {
	.name = "synproxy-dead-backend",
	.title = "connect() succeeds at a SYN proxy, and is reset: nobody listens behind it",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.cause = "backend-refused",
	.causes = { { .who = "server", .cause = "no-listener" } },
	.proves = "Behind a SYN proxy a closed port does not refuse: connect() succeeds, and the "
		  "first use of the connection fails with ECONNRESET. The server's tracepoint "
		  "shows the real cause, a SYN that found no socket.",
	.why = "SYNPROXY answers for the server (a SYN cookie), and connects to the server only "
	       "when the client's ACK has arrived. By then connect() has succeeded. The server's "
	       "RST (RFC 9293, 3.10.7.1) answers the proxy's SYN; the proxy translates its "
	       "number for the connection that the client believes it has (ipv4_synproxy_hook(), "
	       "TCP_CONNTRACK_CLOSE). So the client gets ECONNRESET instead of ECONNREFUSED.\n"
	       "\n"
	       "On a wire as short as this, all of that happens before connect() returns, which "
	       "then reports ECONNRESET itself. To let it succeed first, as over any real "
	       "distance, the client's ACK is held back: the router drops it, and it is sent "
	       "again unchanged when connect() has returned.",
	.topology = "routed",
	.needs = "nftables conntrack",
	.play = play,
	.promises = promises,
	.family = AF_INET,
	.why_family = "older kernels' nft_synproxy_do_eval() checks an IPv6 segment with the IPv4 "
		      "checksum (nf_ip_checksum()) and drops it, unless the hardware has already "
		      "checked it",
};

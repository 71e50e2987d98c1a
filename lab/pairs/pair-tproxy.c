/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-tproxy - a server that has forgotten the connection, and a transparent proxy that has */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define SERVER "the server has forgotten"
#define PROXY  "the transparent proxy has forgotten"

enum { PROXY_PORT = 8888, MARK = 1 };

static void forget(struct sock *sock)
{
	tcp_set(sock, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(sock);
}

static void speak(struct lab *lab, struct sock *c)
{
	tcp_send(c, "Hello?\n");
	settle(lab);
	tcp_recv(c);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct actor *proxy = actor_start(lab, "router", "proxy");
	struct sock *listener = tcp_socket(proxy, TCP);

	chapter(lab, SERVER);
	forget(talk.s);
	speak(lab, talk.c);

	chapter(lab, "a transparent proxy is inserted into the path");
	tcp_transparent(listener);
	tcp_bind(listener, PROXY_PORT);
	tcp_listen_on(listener, 5);
	host_divert(lab, "router", MARK);
	firewall(lab, "router",
		 "add table inet proxy\n"
		 "add chain inet proxy pre { type filter hook prerouting priority -150; }\n"
		 "add rule inet proxy pre $ip daddr $server tcp dport 8080 tproxy $ip to :8888 "
		 "meta mark set 1 accept\n");
	struct sock *c = tcp_connect(talk.client, "server", SERVICE_PORT);
	struct sock *p = tcp_accept(listener);

	chapter(lab, PROXY);
	forget(p);
	speak(lab, c);
}

static const struct promise promises[] = {
	WHILE(SERVER),
	SENDS("server", ONE(RST_REPLY, .ttl = IS(63)),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	SENDS("router", NOTHING, "the router forwards"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(PROXY),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64)),
	      "the same from the proxy's listener, with the server's address: except for the TTL "
	      "the same packet"),
	SENDS("server", NOTHING, "the server receives nothing"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("router", "TcpOutRsts", 1, "the difference: which host's TCP has counted it"),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	RESETS("router", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(pair_tproxy) = {
	.name = "pair-tproxy",
	.title =
		"same packet, different cause: the server has forgotten, and a transparent proxy has",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "way pair firewall life half-open",
	.cause = "half-open",
	.causes = { { .who = "router", .cause = "tproxy-reset" } },
	.proves = "A transparent proxy answers with the server's address and from a listener, as "
		  "the server would: same flags, numbers, window, errno and reason. If the "
		  "server's TTL is known, the second RST shows as coming from nearer. In a "
		  "connection that the proxy took from the start not even that helps, because its "
		  "SYN,ACK had the same TTL. TcpOutRsts on both hosts shows it.",
	.why = "tcp_v4_send_reset() and tcp_v6_send_reset() answer from the segment's "
	       "destination address, whichever host has received it: tproxy-gone.",
	.topology = "routed",
	.needs = "nftables tcp_repair",
	.play = play,
	.promises = promises,
};

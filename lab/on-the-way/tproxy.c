/* SPDX-License-Identifier: GPL-2.0-only */
/* tproxy - a transparent proxy on the way, which answers in the server's name */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

enum { PROXY_PORT = 8888, MARK = 1 };

/* What is for the service goes to the proxy, if it has a socket for it. */
static void divert(struct lab *lab)
{
	host_divert(lab, "router", MARK);
	firewall(lab, "router",
		 "add table inet proxy\n"
		 "add chain inet proxy pre { type filter hook prerouting priority -150; }\n"
		 "add rule inet proxy pre $ip daddr $server tcp dport 8080 tproxy $ip to :8888 "
		 "meta mark set 1 accept\n");
}

static struct sock *listen_transparent(struct actor *proxy)
{
	struct sock *listener = tcp_socket(proxy, TCP);

	tcp_transparent(listener);
	tcp_bind(listener, PROXY_PORT);
	tcp_listen_on(listener, 5);
	return listener;
}

static void speak(struct lab *lab, struct sock *c)
{
	tcp_send(c, "Are you still there?\n");
	settle(lab);
	tcp_recv(c);
}

/* ---- The proxy goes, and comes back
 * --------------------------------------------------------------
 */

enum { CONNECTIONS = 3 };

#define PROXIED  "the proxy answers in the server's name"
#define AWAY     "the proxy is away, and the client sends"
#define REFUSED  "the proxy is away, and the client connects"
#define BYPASSED "the server listens at that port itself"
#define BACK     "the proxy listens again"
#define AGAIN    "the client connects again"

static void forget(struct sock *sock)
{
	tcp_set(sock, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(sock);
}

static void play_gone(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *proxy = actor_start(lab, "router", "proxy");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = listen_transparent(proxy);
	struct sock *c[CONNECTIONS], *p[CONNECTIONS];
	divert(lab);

	chapter(lab, PROXIED);
	for (int i = 0; i < CONNECTIONS; i++) {
		c[i] = tcp_connect(client, "server", SERVICE_PORT);
		p[i] = tcp_accept(listener);
	}
	tcp_send(c[0], "Hello.\n");
	tcp_recv(p[0]);
	settle(lab);

	chapter(lab, AWAY);
	for (int i = 0; i < CONNECTIONS; i++)
		forget(p[i]);
	tcp_close(listener);
	speak(lab, c[0]);

	chapter(lab, REFUSED);
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, BYPASSED);
	tcp_listen(server, SERVICE_PORT, 5);
	speak(lab, c[1]);
	tcp_connect(client, "server", SERVICE_PORT);
	settle(lab);

	chapter(lab, BACK);
	listen_transparent(proxy);
	speak(lab, c[2]);

	chapter(lab, AGAIN);
	tcp_connect(client, "server", SERVICE_PORT);
	settle(lab);
}

#define FALLS_THROUGH "the proxy has no socket, so `tproxy` does nothing, and the segment passes"

static const struct promise promises_gone[] = {
	WHILE(PROXIED),
	SENDS("router", TIMES(CONNECTIONS, .flags = "SYN,ACK", .ack = SEG_END, .ttl = IS(64)),
	      "with the server's address, from the nearer host"),
	SENDS("server", NOTHING, "the server receives none of this"),
	CALL_RETURNS("router", NTH(1, "recv"), 7, "the proxy receives the client's data"),

	WHILE(AWAY),
	SENDS("router", NOTHING, FALLS_THROUGH),
	SENDS("server", ONE(RST_REPLY, .ttl = IS(63)),
	      "and reaches the server, which has no socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, "
	      "3.10.7.1)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(REFUSED),
	SENDS("router", NOTHING, FALLS_THROUGH),
	SENDS("server", ONE(RST_ACK_REPLY, .ttl = IS(63)),
	      "only the proxy listens at that port (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE(BYPASSED),
	SENDS("router", NOTHING, FALLS_THROUGH),
	SENDS("server", ONE(RST_REPLY, .ttl = IS(63)),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	CALL_WORKS("client", "connect", "and a new client bypasses the proxy unnoticed"),

	WHILE(BACK),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64)),
	      "an acknowledgement in LISTEN, and the reply has the server's address (RFC 9293, "
	      "3.10.7.2)"),
	SENDS("server", NOTHING, "the server receives nothing"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(AGAIN),
	CALL_WORKS("client", "connect", "the proxy is back"),
	SENDS("router", ONE(.flags = "SYN,ACK", .ack = SEG_END, .ttl = IS(64)),
	      "and answers in the server's name"),

	IN_ALL,
	COUNTS("router", "TcpOutRsts", 1, "the proxy's host sent only one of them"),
	COUNTS("router", "TcpEstabResets", CONNECTIONS, AS_EVER),
	COUNTS("server", "TcpOutRsts", 3, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0, "it had no such connection"),
	COUNTS("client", "TcpEstabResets", 3, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	RESETS("server", 2, "NO_SOCKET", "NONE", AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	RESETS("router", 1, "TCP_FLAGS", "LISTEN",
	       "it names the proxy's listener, not the address in the RST"),
	{ 0 },
};

SCENARIO(tproxy_gone) = {
	.name = "tproxy-gone",
	.title = "a transparent proxy has forgotten its connections: away, and back again",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open set-up",
	.cause = "tproxy-away",
	.causes = { { .who = "router", .cause = "tproxy-reset" },
		    { .chapter = REFUSED, .cause = "no-listener" } },
	.proves = "What resets a connection that a transparent proxy held (TPROXY of nftables or "
		  "iptables, one mode of Istio) depends on whether the proxy is there. While it is "
		  "away, every segment reaches the real server, which knows no such connection: "
		  "its RST has come one hop further. A new connect() is refused, or bypasses the "
		  "proxy if the server listens on the same port. When the proxy listens again, its "
		  "host sends the RST, in the server's name and with the TTL of all earlier "
		  "segments; only TcpOutRsts there shows it, and a tracepoint that names the "
		  "proxy's own port.",
	.why = "nft_tproxy looks for a socket of the connection, then for a listener at the "
	       "proxy's port, both with IP_TRANSPARENT. Without one its rule ends there "
	       "(NFT_BREAK), the segment gets no mark, and is forwarded as if there were no "
	       "rule. With one the segment is marked, routed to the host itself (ip rule "
	       "fwmark), and delivered to that socket. A listener in LISTEN answers an "
	       "acknowledgement with a RST (RFC 9293, 3.10.7.2) from the segment's destination "
	       "address; ip_send_unicast_reply() does not check whose address that is "
	       "(IP_REPLY_ARG_NOSRCCHECK).\n"
	       "\n"
	       "Here the proxy forgets in silence. That stands for a crash of its host, a "
	       "restart in a new namespace, or a kill whose FIN and RST the firewall dropped.",
	.topology = "routed",
	.needs = "nftables tcp_repair",
	.play = play_gone,
	.promises = promises_gone,
};

/* ---- It comes when a connection is up -----------------------------------------------------------
 */

#define LATE  "the proxy is inserted into the path"
#define ASKED "the server sends"

static void play_late(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct actor *proxy = actor_start(lab, "router", "proxy");
	talk_exchange(lab, &talk);

	chapter(lab, LATE);
	listen_transparent(proxy);
	divert(lab);
	speak(lab, talk.c);
	look(lab, "server", LATE);

	chapter(lab, ASKED);
	tcp_send(talk.s, "Are you there?\n");
	await_sent(lab, "client", "RST");
	settle(lab);
	look(lab, "server", ASKED);
}

static const struct promise promises_late[] = {
	WHILE(LATE),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64)),
	      "the proxy's listener knows no such connection: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, "
	      "3.10.7.2)"),
	SENDS("server", NOTHING, "the server receives nothing"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the server does not know"),

	WHILE(ASKED),
	SENDS("client", SOME(RST_REPLY, .lost = true),
	      "the client has forgotten it, and its RST is for the server, but the proxy gets it"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "so the server does not learn of it"),

	IN_ALL,
	SENDS("server", SOME(.flags = "SYN,ACK", .ttl = IS(63)),
	      "the server's own segments come from further away"),
	COUNTS("router", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the server's TCP sent none"),
	COUNTS("server", "TcpEstabResets", 0, "and received none"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("router", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(tproxy_late) = {
	.name = "tproxy-late",
	.title = "a transparent proxy is inserted into the path of an established connection",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "way firewall life",
	.cause = "tproxy-reset",
	.causes = { { .who = "client", .cause = "segment-after-forgotten" } },
	.proves = "TPROXY rules that take every segment, not only the first of a connection, "
		  "reset every connection that is older than the rules, in the server's name. "
		  "The server receives nothing of it, and the proxy also takes what the client "
		  "then answers to the server: the server's end stays ESTABLISHED until its own "
		  "timers end it.",
	.why = "If the proxy has no socket for a segment's connection, the segment still goes to "
	       "its listener (nf_tproxy_get_sock_v4(), NF_TPROXY_LOOKUP_LISTENER), which resets "
	       "it (RFC 9293, 3.10.7.2). A RST in LISTEN is ignored (3.10.7.2). Rules that "
	       "divert with `socket transparent` and apply `tproxy` only to SYNs leave such "
	       "connections alone.",
	.topology = "routed",
	.needs = "nftables",
	.play = play_late,
	.promises = promises_late,
};

/* ---- Only its listener goes ---------------------------------------------------------------------
 */

#define RELOADS "the proxy's listener is closed"

static void play_reload(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *proxy = actor_start(lab, "router", "proxy");
	struct sock *listener = listen_transparent(proxy);
	divert(lab);
	struct sock *c = tcp_connect(client, "server", SERVICE_PORT);
	struct sock *p = tcp_accept(listener);

	chapter(lab, RELOADS);
	tcp_close(listener);
	tcp_send(c, "Are you still there?\n");
	tcp_recv(p);
	tcp_send(p, "Yes.\n");
	tcp_recv(c);
	settle(lab);

	chapter(lab, BACK);
	listener = listen_transparent(proxy);
	tcp_send(c, "Still?\n");
	tcp_recv(p);
	settle(lab);
}

static const struct promise promises_reload[] = {
	WHILE(RELOADS),
	CALL_RETURNS("router", NTH(1, "recv"), 21, "the connection's own socket is found first"),
	CALL_RETURNS("client", "recv", 5, "and answers"),

	WHILE(BACK),
	CALL_RETURNS("router", NTH(1, "recv"), 7, "even beside a new listener"),

	IN_ALL,
	SENDS("server", NOTHING, "nothing reaches the server"),
	SENDS(ANY_HOST, NO("~RST"), "no host sends a RST"),
	NO_RESET(ANY_HOST, "and the kernel reports none"),
	COUNTS("router", "TcpOutRsts", 0, "and counts none"),
	{ 0 },
};

SCENARIO(tproxy_reload_control) = {
	.name = "tproxy-reload-control",
	.title = "control: a transparent proxy closes its listener, not its connections: no RST",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way firewall life control",
	.proves = "A transparent proxy that closes its listener but keeps its connections, for "
		  "example to drain before a restart, resets none: each connection has its own "
		  "socket, which is found before any listener.",
	.why = "nft_tproxy_eval_v4() looks for the connection first (NF_TPROXY_LOOKUP_ESTABLISHED), "
	       "and only then for a listener.",
	.topology = "routed",
	.needs = "nftables",
	.play = play_reload,
	.promises = promises_reload,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* gtsm-rst-ignored - a RST in reply has not the TTL of the connection, and who minds that drops it
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define FORGETS "the server has forgotten it, and the client probes"
#define CLOSED  "the client connects to a closed port"
#define ABORTS  "the server aborts"

enum { FULL = 255 };

/* A connection between neighbours, as of BGP: both send with TTL 255, and the client takes no less.
 */
static struct talk begin(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	tcp_ttl(talk.c, FULL);
	tcp_ttl(talk.s, FULL);
	tcp_least_ttl(talk.c, FULL);
	talk_exchange(lab, &talk);
	return talk;
}

static void play(struct lab *lab)
{
	struct actor *connector = actor_start(lab, "client", "connector");
	struct talk talk = begin(lab);
	struct sock *c = tcp_socket(connector, TCP);

	chapter(lab, FORGETS);
	tcp_set(talk.s, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(talk.s);
	tcp_keepalive(talk.c);
	await_sent(lab, "server", "RST");
	settle(lab);
	look(lab, "client", FORGETS);

	chapter(lab, CLOSED);
	tcp_close(talk.listener);
	tcp_ttl(c, FULL);
	tcp_least_ttl(c, FULL);
	tcp_connect_begin(c, "server", SERVICE_PORT);
	await_sent(lab, "server", "RST,ACK");
	look(lab, "client", CLOSED);
	actor_kill(connector); /* or it would send its SYN again */
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(FORGETS),
	SENDS("client", ONE(.flags = "ACK", .len = IS(0), .ttl = IS(FULL)),
	      "a keepalive probe (RFC 9293, 3.8.4)"),
	SENDS("server", ONE(RST_REPLY, .ttl = IS(64)),
	      "half-open (RFC 9293, 3.5.1), with the system's TTL, because no socket sent it"),
	HAS_SOCKETS("client", 1, FORGETS, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "IP_MINTTL of ip(7): segments with a lower TTL are dropped"),

	WHILE(CLOSED),
	SENDS("server", ONE(RST_ACK_REPLY, .ttl = IS(64)),
	      "and the same here (RFC 9293, "
	      "3.10.7.1)"),
	HAS_SOCKETS("client", 1, CLOSED, AT_PORT(SERVICE_PORT, "SYN-SENT"),
		    "connect() is not refused, and keeps waiting"),

	IN_ALL,
	COUNTS("client", "TcpExtTCPMinTTLDrop", 2, "each RST arrived, and was dropped"),
	COUNTS("client", "TcpEstabResets", 0, "it ended no connection"),
	COUNTS("client", "TcpAttemptFails", 0, "and had no other effect"),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(gtsm_rst_ignored) = {
	.name = "gtsm-rst-ignored",
	.title = "a client that accepts only TTL 255 (GTSM) drops the RST in reply, whose TTL is "
		 "64",
	.rfc = "RFC 5082, 3",
	.tags = "life half-open set-up",
	.waits_for_timer = true,
	.cause = "half-open",
	.causes = { { "server", CLOSED, "no-listener" } },
	.proves = "Under GTSM, as used by BGP (ttl-security, IP_MINTTL 255), a RST in reply is "
		  "ignored: it has TTL 64, whatever the service has set. The RSTs are on the wire, "
		  "counted and traced, but the session stays until its own timer ends it, and "
		  "connect() to a closed port waits instead of being refused at once.",
	.why = "A segment that no socket sends has the system's TTL: tcp_v4_send_reset() uses "
	       "net.ipv4.ip_default_ttl through ip_send_unicast_reply(), tcp_v6_send_reset() the "
	       "route's hop limit. tcp_v4_rcv() and tcp_v6_rcv() drop anything below the "
	       "socket's min_ttl, RST or not (RFC 5082, 3: it MAY be treated as untrusted), and "
	       "count TCPMinTTLDrop.\n"
	       "\n"
	       "An abort is sent by the socket, and is accepted: gtsm-rst-ignored-control.",
	.needs = "tcp_repair",
	.play = play,
	.promises = promises,
};

/* ---- An abort -----------------------------------------------------------------------------------
 */

static void play_abort(struct lab *lab)
{
	struct talk talk = begin(lab);

	chapter(lab, ABORTS);
	tcp_linger(talk.s, true, 0);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
}

static const struct promise promises_abort[] = {
	WHILE(ABORTS),
	SENDS("server", ONE(RST_ABORT, .ttl = IS(FULL)), "the socket's own TTL: IP_TTL of ip(7)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpExtTCPMinTTLDrop", 0, "no segment had a lower one"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(gtsm_rst_ignored_control) = {
	.name = "gtsm-rst-ignored-control",
	.title = "control: an abort has its socket's TTL, and is accepted under GTSM",
	.rfc = "RFC 5082, 3",
	.tags = "close control",
	.cause = "abort-linger",
	.proves = "Under GTSM the RSTs with which a side ends its own connection are accepted: "
		  "they have the TTL that the application has set. Only RSTs in reply are not.",
	.why = "tcp_send_active_reset() sends through the socket, with its IP_TTL or "
	       "IPV6_UNICAST_HOPS.",
	.play = play_abort,
	.promises = promises_abort,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* address-moved - one address at two servers, and the way to it changes under a connection */
#include "scenario.h"

#define MOVES "the address moves to the standby"
#define SENT  "the client sends"
#define ASKED "the first server probes the client"

/* The connection is the first server's; the standby has its address too, and knows nothing of it.
 */
static struct sock *begin(struct lab *lab, struct talk *talk)
{
	struct actor *standby = actor_start(lab, "standby", "standby");
	struct sock *other = tcp_socket(standby, TCP);

	host_share_address(lab, "standby", "server");
	tcp_bind_to(other, "server", SERVICE_PORT);
	*talk = talk_begin(lab, TCP);
	talk_exchange(lab, talk);
	return other;
}

static void play(struct lab *lab)
{
	const bool *is_ready = lab_parameter(lab);
	struct talk talk;
	struct sock *other = begin(lab, &talk);

	if (*is_ready)
		tcp_listen_on(other, 5);

	chapter(lab, MOVES);
	host_route(lab, "router", "server", "standby");
	settle(lab);

	chapter(lab, SENT);
	tcp_send(talk.c, "Are you still there?\n");
	settle(lab);
	tcp_recv(talk.c);
	look(lab, "server", SENT);

	chapter(lab, ASKED);
	tcp_keepalive(talk.s);
	await_sent(lab, "client", "RST");
	settle(lab);
	look(lab, "server", ASKED);

	chapter(lab, "the client connects again");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

#define NOBODY_TOLD "it was never told"

#define MOVED                                                                                      \
	WHILE(MOVES), SENDS("server", NOTHING, NOBODY_TOLD),                                       \
		SENDS("client", NOTHING, NOBODY_TOLD),                                             \
		SENDS("standby", NOTHING, "it has no connection"),                                 \
                                                                                                   \
		WHILE(SENT),                                                                       \
		CALL_RETURNS("client", "send", 21, "send() succeeds as if nothing had happened"),  \
		SENDS("server", NOTHING, "the router sends it nothing"),                           \
		SENDS("standby", ONE(RST_REPLY, .ttl = IS(63)),                                    \
		      "half-open (RFC 9293, 3.5.1), and with the same hop count as the first "     \
		      "server"),                                                                   \
		CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),                                 \
		HAS_SOCKETS("server", 1, SENT, AT_PORT(SERVICE_PORT, "ESTABLISHED"), NOBODY_TOLD), \
                                                                                                   \
		WHILE(ASKED),                                                                      \
		SENDS("server", ONE(.flags = "ACK", .len = IS(0)),                                 \
		      "a keepalive probe (RFC 9293, 3.8.4): its own path to the client still "     \
		      "works"),                                                                    \
		SENDS("client", ONE(RST_REPLY), "no such connection (RFC 9293, 3.10.7.1)"),        \
		HAS_SOCKETS("server", 1, ASKED, AT_PORT(SERVICE_PORT, "ESTABLISHED"),              \
			    "the client's RST went to where the address is now"),                  \
                                                                                                   \
		IN_ALL, COUNTS("client", "TcpEstabResets", 1, AS_EVER),                            \
		COUNTS("client", "TcpOutRsts", 1, "for the first server's probe"),                 \
		COUNTS("server", "TcpOutRsts", 0, "it sent no RST"),                               \
		COUNTS("server", "TcpEstabResets", 0, "and was not reset"),                        \
		RESETS("client", 1, "NO_SOCKET", "NONE", "it has given up the connection"),        \
		NO_RESET("server", "the first server sees none of this")

static const bool ready = true, not_ready = false;

static const struct promise promises[] = {
	MOVED,
	WHILE("the client connects again"),
	CALL_WORKS("client", "connect", "the standby serves new clients"),

	IN_ALL,
	COUNTS("standby", "TcpOutRsts", 1,
	       "it sent the RST that the client takes for the "
	       "server's"),
	RESETS("standby", 1, "TCP_FLAGS", "LISTEN",
	       "the new server's listener (RFC 9293, 3.10.7.2, second)"),
	{ 0 },
};

SCENARIO(address_moved) = {
	.name = "address-moved",
	.title = "an address moves to another server under a connection",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open way",
	.waits_for_timer = true,
	.cause = "flow-moved",
	.causes = { { "client", ASKED, "segment-after-forgotten" } },
	.proves = "When an address moves to another server (VRRP, anycast, ECMP that rehashes), "
		  "the new server resets the first one's clients as soon as they send: a listener "
		  "resets segments of connections it does not know. The RST has the usual address, "
		  "port and TTL. The first server keeps its connections. The client resets what it "
		  "sends, but that RST goes where the address is now, so the first server never "
		  "learns of it.",
	.why = "Routers choose a path per packet, and know no connections. For the second "
	       "server, an ACK of a connection it does not have is half-open (RFC 9293, 3.5.1): "
	       "in LISTEN tcp_rcv_state_process() answers through tcp_v4_send_reset() or "
	       "tcp_v6_send_reset(). The path from the first server to the client still works; "
	       "only segments to its address go elsewhere.\n"
	       "\n"
	       "It retransmits or probes until tcp_retries2 or its keepalive ends.",
	.topology = "shared",
	.play = play,
	.parameter = &ready,
	.promises = promises,
};

static const struct promise promises_not_ready[] = {
	MOVED,
	WHILE("the client connects again"),
	SENDS("standby", ONE(RST_ACK_REPLY), "nothing listens (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	IN_ALL,
	COUNTS("standby", "TcpOutRsts", 2, "for the old connection, and for the new"),
	RESETS("standby", 2, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(address_moved_not_ready) = {
	.name = "address-moved-not-ready",
	.title = "an address moves to another server, whose service does not listen yet",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "life half-open way",
	.waits_for_timer = true,
	.cause = "flow-moved",
	.causes = { { "client", ASKED, "segment-after-forgotten" },
		    { "standby", "the client connects again", "no-listener" } },
	.proves = "If an address moves before the service has started on the other server, clients "
		  "get the same RST for another reason, and new clients are refused until it "
		  "listens.",
	.why = "There is no socket at all, so the state is CLOSED (RFC 9293, 3.10.7.1), not "
	       "LISTEN as in address-moved. Move an address when the service listens, not when "
	       "the machine is up.",
	.topology = "shared",
	.play = play,
	.parameter = &not_ready,
	.promises = promises_not_ready,
};

/* ---- It moves back
 * ------------------------------------------------------------------------------
 */

static void play_back(struct lab *lab)
{
	struct talk talk;
	struct sock *other = begin(lab, &talk);

	tcp_listen_on(other, 5);
	host_route(lab, "router", "server", "standby");
	settle(lab);

	chapter(lab, "the address moves back");
	host_route_back(lab, "router", "server", "standby");
	tcp_send(talk.c, "Are you still there?\n");
	tcp_recv(talk.s);
	tcp_send(talk.s, "Yes.\n");
	tcp_recv(talk.c);
	settle(lab);
}

static const struct promise promises_back[] = {
	WHILE("the address moves back"),
	CALL_RETURNS("server", "recv", 21, "the connection is where it was"),
	CALL_RETURNS("client", "recv", 5, "and still works"),
	SENDS("standby", NOTHING, "nothing of it arrived there"),

	IN_ALL,
	NO_RESET(ANY_HOST, "no host received a segment of an unknown connection"),
	{ 0 },
};

SCENARIO(address_moved_control) = {
	.name = "address-moved-control",
	.title = "control: the address moves and moves back before either side sends: no RST",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open way control",
	.proves = "Moving an address alone resets nothing: only a client that sends while it is "
		  "elsewhere is reset. A failover that is undone in time costs idle connections "
		  "nothing.",
	.why = "Neither end learns of the route change. A segment sent to the standby costs the "
	       "connection, one sent before or after does not (RFC 9293, 3.5.1).",
	.topology = "shared",
	.play = play_back,
	.promises = promises_back,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* address-moved - one address at two servers, and the way to it changes under a connection */
#include "scenario.h"

#define MOVES "the address moves to the standby"
#define SENT  "the client sends"
#define ASKED "the first server asks after the client"

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

#define NOBODY_TOLD "nobody has told it"

#define MOVED                                                                                          \
	WHILE(MOVES), SENDS("server", NOTHING, NOBODY_TOLD),                                           \
		SENDS("client", NOTHING, NOBODY_TOLD),                                                 \
		SENDS("standby", NOTHING, "it has no connection"),                                     \
                                                                                                       \
		WHILE(SENT),                                                                           \
		CALL_RETURNS("client", "send", 21, "it sends as if nothing had happened"),             \
		SENDS("server", NOTHING, "the router has not asked it"),                               \
		SENDS("standby", ONE(RST_REPLY, .ttl = IS(63)),                                        \
		      "half-open (RFC 9293, 3.5.1), and as far away as the first server is"),          \
		CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),                                     \
		HAS_SOCKETS("server", 1, SENT, AT_PORT(SERVICE_PORT, "ESTABLISHED"), NOBODY_TOLD),     \
                                                                                                       \
		WHILE(ASKED),                                                                          \
		SENDS("server", ONE(.flags = "ACK", .len = IS(0)),                                     \
		      "a keepalive probe (RFC 9293, 3.8.4): its own way to the client is still good"), \
		SENDS("client", ONE(RST_REPLY), "no such connection (RFC 9293, 3.10.7.1)"),            \
		HAS_SOCKETS("server", 1, ASKED, AT_PORT(SERVICE_PORT, "ESTABLISHED"),                  \
			    "the client's RST went to where the address is now"),                      \
                                                                                                       \
		IN_ALL, COUNTS("client", "TcpEstabResets", 1, AS_EVER),                                \
		COUNTS("client", "TcpOutRsts", 1, "for what the first server asked"),                  \
		COUNTS("server", "TcpOutRsts", 0, "it has reset nothing"),                             \
		COUNTS("server", "TcpEstabResets", 0, "and was not reset"),                            \
		RESETS("client", 1, "NO_SOCKET", "NONE", "it has given the connection up"),            \
		NO_RESET("server", "the first server sees nothing of all that")

static const bool ready = true, not_ready = false;

static const struct promise promises[] = {
	MOVED,
	WHILE("the client connects again"),
	CALL_WORKS("client", "connect", "the standby serves who is new"),

	IN_ALL,
	COUNTS("standby", "TcpOutRsts", 1, "it has sent what the client takes for the server's"),
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
	.proves =
		"Where an address moves to another server (VRRP, anycast, ECMP that chooses anew), it "
		"is that one which resets the clients of the first, as soon as they send: a listener "
		"resets what it does not know. The RST has address, port and TTL as ever. The first "
		"server keeps its connections: what it sends is reset by the client, whose RST goes "
		"where the address is now, so it never learns of it.",
	.why = "Routers choose the way of each packet, and know no connections. To the second "
	       "server an ACK of a connection that it has not is half-open (RFC 9293, 3.5.1): "
	       "tcp_rcv_state_process() has tcp_v4_send_reset() or tcp_v6_send_reset() answer it in "
	       "LISTEN. The way from the first server to the client was never touched; only what "
	       "is sent to its address goes elsewhere."
	       "\n"
	       "\n"
	       "It retransmits, or asks again and again, until tcp_retries2 or its keepalive ends.",
	.topology = "shared",
	.play = play,
	.parameter = &ready,
	.promises = promises,
};

static const struct promise promises_not_ready[] = {
	MOVED,
	WHILE("the client connects again"),
	SENDS("standby", ONE(RST_ACK_REPLY), "nobody listens (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	IN_ALL,
	COUNTS("standby", "TcpOutRsts", 2, "to the old connection, and to the new"),
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
	.proves =
		"Where an address moves before the service has started at the other server, the "
		"clients get the same RST, with another reason, and who connects again is refused "
		"until it listens.",
	.why = "No socket at all, so the state is CLOSED (RFC 9293, 3.10.7.1), and not LISTEN as in "
	       "address-moved. An address should move when the service listens, not when the "
	       "machine is up.",
	.topology = "shared",
	.play = play,
	.parameter = &not_ready,
	.promises = promises_not_ready,
};

/* ---- It moves back ------------------------------------------------------------------------------
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
	CALL_RETURNS("client", "recv", 5, "and lives"),
	SENDS("standby", NOTHING, "nothing of it came there"),

	IN_ALL,
	NO_RESET(ANY_HOST, "nobody was asked for what he does not know"),
	{ 0 },
};

SCENARIO(address_moved_control) = {
	.name = "address-moved-control",
	.title = "control: the address moves, and moves back before anybody sends: no RST",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open way control",
	.proves =
		"A move of an address alone resets nobody: only who sends while it is elsewhere is "
		"reset. A failover that is taken back in time costs idle connections nothing.",
	.why = "Neither end is told of a route. What is sent to the standby is lost with the "
	       "connection, what is sent before or after is not (RFC 9293, 3.5.1).",
	.topology = "shared",
	.play = play_back,
	.promises = promises_back,
};

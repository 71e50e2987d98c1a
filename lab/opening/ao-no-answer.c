/* SPDX-License-Identifier: GPL-2.0-only */
/* ao-no-answer - TCP-AO where the keys do not agree, or nobody listens: no RST */
#include "scenario.h"

#define KEY "a secret of two"

#define NO_KEY     "the client has no key"
#define OTHER_KEY  "the client has another key with that ID"
#define OTHER_ID   "the client has a key with another ID"
#define UNASKED    "the client signs, the server does not"
#define NOBODY     "the client signs, and there is no listener"
#define BOTH_AGREE "both have the same key"

enum { KEY_ID = 7, OPEN_PORT = 8081, CLOSED_PORT = 8082 };

/* A SYN that nobody answers; who waits for that is killed, or it would send again. */
static void knock(struct lab *lab, const char *title, int id, const char *key, uint16_t port)
{
	struct actor *actor = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(actor, TCP);

	if (key)
		tcp_ao(c, "server", (uint8_t)id, key);
	chapter(lab, title);
	tcp_connect_begin(c, "server", port);
	await_segment(lab, "server", "SYN");
	look(lab, "client", title);
	actor_kill(actor);
	settle(lab);
}

static struct sock *listens(struct actor *server)
{
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);

	tcp_ao(listener, "client", KEY_ID, KEY);
	return listener;
}

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");

	listens(server);
	tcp_listen(server, OPEN_PORT, 5);
	knock(lab, NO_KEY, 0, NULL, SERVICE_PORT);
	knock(lab, OTHER_KEY, KEY_ID, "another secret", SERVICE_PORT);
	knock(lab, OTHER_ID, KEY_ID + 1, KEY, SERVICE_PORT);
	knock(lab, UNASKED, KEY_ID, KEY, OPEN_PORT);
	knock(lab, NOBODY, KEY_ID, KEY, CLOSED_PORT);
}

#define SIGNED      SENDS("client", ONE(.flags = "SYN", .ao = IS(1)), "each segment (RFC 5925, 7.3)")
#define WAITS(port) HAS_SOCKETS("client", 1, HERE, AT_PORT(port, "SYN-SENT"), "connect() waits")

static const struct promise promises[] = {
	WHILE(NO_KEY),
	SENDS("client", ONE(.flags = "SYN", .ao = IS(0)), "the client does not sign"),
	WAITS(SERVICE_PORT),
	WHILE_EACH(OTHER_KEY, OTHER_ID, UNASKED, NOBODY),
	SIGNED,
	WHILE_EACH(OTHER_KEY, OTHER_ID),
	WAITS(SERVICE_PORT),
	WHILE(UNASKED),
	WAITS(OPEN_PORT),
	WHILE(NOBODY),
	WAITS(CLOSED_PORT),

	IN_ALL,
	SENDS("server", NOTHING,
	      "a segment that fails authentication is silently dropped (RFC 5925, 7.5)"),
	COUNTS("server", "TcpExtTCPAORequired", 1, "from the client without a key"),
	COUNTS("server", "TcpExtTCPAOBad", 1, "from the client with another key of that ID"),
	COUNTS("server", "TcpExtTCPAOKeyNotFound", 2,
	       "from the client with an unknown ID, and from the one that signs unexpectedly"),
	COUNTS("server", "TcpExtTCPAOGood", 0, "none was as agreed"),
	COUNTS("server", "TcpOutRsts", 0, "without a connection there is no traffic key"),
	COUNTS("client", "TcpAttemptFails", 0, "so no client is refused"),
	NO_RESET(ANY_HOST, "and none was attempted"),
	{ 0 },
};

SCENARIO(ao_no_answer) = {
	.name = "ao-no-answer",
	.title = "TCP-AO with one key, two different keys, or no listener: the SYN is not "
		 "answered",
	.rfc = "RFC 5925, 7.5",
	.tags = "set-up control",
	.cause = "not-authentic",
	.proves = "If only one side has a TCP-AO key, or the keys or their IDs differ, connect() "
		  "waits until it times out, and no RST says why. Even a signed SYN to a closed "
		  "port is not refused, although an unsigned one would be. The server counts the "
		  "first four (TCPAORequired, TCPAOBad, TCPAOKeyNotFound twice), but not the last.",
	.why = "tcp_inbound_hash() drops segments that are not signed as the socket requires, "
	       "before it looks at the socket's state: tcp_ao_required() if the signature is "
	       "missing, tcp_inbound_ao_hash() if the socket has no key with that ID or no key "
	       "at all, and tcp_ao_verify_hash() if the key differs. Without a socket, "
	       "tcp_v4_send_reset() and tcp_v6_send_reset() cannot sign an answer: the traffic "
	       "key depends on both initial sequence numbers (RFC 5925, 5.2), and the server's "
	       "does not exist.",
	.needs = "tcp_ao",
	.play = play,
	.promises = promises,
};

/* ---- Keys that agree ----------------------------------------------------------------------------
 */

static void play_agree(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = listens(server);
	struct sock *c = tcp_socket(client, TCP);

	tcp_ao(c, "server", KEY_ID, KEY);
	chapter(lab, BOTH_AGREE);
	tcp_connect_to(c, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(listener);
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	settle(lab);
}

static const struct promise promises_agree[] = {
	WHILE(BOTH_AGREE),
	SENDS("client", ONE(.flags = "SYN", .ao = IS(1)), "each segment is signed (RFC 5925, 7.3)"),
	SENDS("server", ONE(.flags = "SYN,ACK", .ao = IS(1)), "the answer too"),
	CALL_WORKS("client", "connect", "both have the key"),
	CALL_RETURNS("server", "recv", 7, "and the data is accepted"),

	IN_ALL,
	SENDS("client", NO("~RST"), "the client sends no RST"),
	SENDS("server", NO("~RST"), "the server sends no RST"),
	COUNTS("server", "TcpExtTCPAORequired", 0, "every segment is signed"),
	COUNTS("server", "TcpExtTCPAOBad", 0, "and signed correctly"),
	COUNTS("server", "TcpExtTCPAOKeyNotFound", 0, "with a key that it has"),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(ao_no_answer_control) = {
	.name = "ao-no-answer-control",
	.title = "control: TCP-AO with the same key at both ends: a connection",
	.rfc = "RFC 5925, 7.3",
	.tags = "set-up control",
	.proves = "If both sides have the same key with the same ID, the connection is "
		  "established, and every segment is signed.",
	.why = "The traffic key of the SYN depends only on its own initial sequence number, that "
	       "of all later segments on both (RFC 5925, 5.2; tcp_v4_ao_calc_key()).",
	.needs = "tcp_ao",
	.play = play_agree,
	.promises = promises_agree,
};

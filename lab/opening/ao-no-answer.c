/* SPDX-License-Identifier: GPL-2.0-only */
/* ao-no-answer - TCP-AO where the keys do not agree, or nobody listens: no RST */
#include "scenario.h"

#define KEY "a secret of two"

#define NO_KEY     "the client has no key"
#define OTHER_KEY  "the client has another key of that number"
#define OTHER_ID   "the client has a key of another number"
#define UNASKED    "the client signs, the server does not"
#define NOBODY     "the client signs, nobody listens"
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
	SENDS("client", ONE(.flags = "SYN", .ao = IS(0)), "it knows of no signature"),
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
	      "what does not authenticate is dropped in silence (RFC 5925, 7.5)"),
	COUNTS("server", "TcpExtTCPAORequired", 1, "of who has no key"),
	COUNTS("server", "TcpExtTCPAOBad", 1, "of who has another key of that number"),
	COUNTS("server", "TcpExtTCPAOKeyNotFound", 2,
	       "of who names a number that is unknown, and of who signs unasked"),
	COUNTS("server", "TcpExtTCPAOGood", 0, "none was as agreed"),
	COUNTS("server", "TcpOutRsts", 0, "without a connection there is no traffic key"),
	COUNTS("client", "TcpAttemptFails", 0, "so nobody is refused"),
	NO_RESET(ANY_HOST, "nor was one tried"),
	{ 0 },
};

SCENARIO(ao_no_answer) = {
	.name = "ao-no-answer",
	.title = "TCP-AO with one key, two keys, or nobody who listens: the SYN is not answered",
	.rfc = "RFC 5925, 7.5",
	.tags = "set-up control",
	.cause = "not-authentic",
	.proves =
		"Where only one side has a key of TCP-AO, or each another, or each gives it another "
		"number, connect() waits until it times out, and no RST tells why. A signed SYN to a "
		"closed port is not refused either, where one that is not signed would be. The server "
		"counts the first four: TCPAORequired, TCPAOBad, TCPAOKeyNotFound twice, and the last "
		"nowhere.",
	.why = "tcp_inbound_hash() drops what is not signed as the socket asks, before its state is "
	       "looked at: tcp_ao_required() where a signature is missing, tcp_inbound_ao_hash() where "
	       "the socket has no key of that number, or none at all, and tcp_ao_verify_hash() where "
	       "it is another one. Where there is no socket, tcp_v4_send_reset() and "
	       "tcp_v6_send_reset() cannot sign an answer: the traffic key is made of both initial "
	       "sequence numbers (RFC 5925, 5.2), of which nobody knows the server's.",
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
	CALL_RETURNS("server", "recv", 7, "and what is said is taken"),

	IN_ALL,
	SENDS("client", NO("~RST"), "no RST from the client"),
	SENDS("server", NO("~RST"), "none from the server"),
	COUNTS("server", "TcpExtTCPAORequired", 0, "all is signed"),
	COUNTS("server", "TcpExtTCPAOBad", 0, "and rightly so"),
	COUNTS("server", "TcpExtTCPAOKeyNotFound", 0, "by a key that it has"),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(ao_no_answer_control) = {
	.name = "ao-no-answer-control",
	.title = "control: TCP-AO with the same key at both ends: a connection",
	.rfc = "RFC 5925, 7.3",
	.tags = "set-up control",
	.proves = "Where both sides have the same key under the same number, the connection comes "
		  "about, and each segment of it is signed.",
	.why = "The SYN is signed by a traffic key of its own initial sequence number alone, all that "
	       "follows by one of both (RFC 5925, 5.2; tcp_v4_ao_calc_key()).",
	.needs = "tcp_ao",
	.play = play_agree,
	.promises = promises_agree,
};

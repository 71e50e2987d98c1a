/* SPDX-License-Identifier: GPL-2.0-only */
/* md5-no-answer - TCP MD5 and GTSM where the two do not agree, or nobody listens: no RST */
#include "scenario.h"

#define KEY "a secret of two"

#define NO_KEY    "the client has no key"
#define OTHER_KEY "the client has another key"
#define UNASKED   "the client signs, the server does not"
#define NOBODY    "the client signs, and there is no listener"
#define TOO_FAR   "the server accepts no TTL below 255"

enum { OPEN_PORT = 8081, CLOSED_PORT = 8082, NEAR_PORT = 8083 };

/* A SYN that nobody answers; who waits for that is killed, or it would send again. */
static void knock(struct lab *lab, const char *title, const char *key, uint16_t port)
{
	struct actor *actor = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(actor, TCP);

	if (key)
		tcp_md5(c, "server", key);
	chapter(lab, title);
	tcp_connect_begin(c, "server", port);
	await_segment(lab, "server", "SYN");
	look(lab, "client", title);
	actor_kill(actor);
	settle(lab);
}

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);

	tcp_md5(listener, "client", KEY);
	tcp_listen(server, OPEN_PORT, 5);
	knock(lab, NO_KEY, NULL, SERVICE_PORT);
	knock(lab, OTHER_KEY, "another secret", SERVICE_PORT);
	knock(lab, UNASKED, KEY, OPEN_PORT);
	knock(lab, NOBODY, KEY, CLOSED_PORT);
	tcp_least_ttl(tcp_listen(server, NEAR_PORT, 5), 255);
	knock(lab, TOO_FAR, NULL, NEAR_PORT);
}

#define SIGNED      SENDS("client", ONE(.flags = "SYN", .md5 = IS(1)), "each segment (RFC 2385, 2.0)")
#define WAITS(port) HAS_SOCKETS("client", 1, HERE, AT_PORT(port, "SYN-SENT"), "connect() waits")

static const struct promise promises[] = {
	WHILE(NO_KEY),
	SENDS("client", ONE(.flags = "SYN", .md5 = IS(0)), "the client does not sign"),
	WAITS(SERVICE_PORT),
	WHILE(OTHER_KEY),
	SIGNED,
	WAITS(SERVICE_PORT),
	WHILE(UNASKED),
	SIGNED,
	WAITS(OPEN_PORT),
	WHILE(NOBODY),
	SIGNED,
	WAITS(CLOSED_PORT),
	WHILE(TOO_FAR),
	SENDS("client", ONE(.flags = "SYN", .ttl = IS(64)), "net.ipv4.ip_default_ttl of ip(7)"),
	WAITS(NEAR_PORT),

	IN_ALL,
	SENDS("server", NOTHING,
	      "a segment that is not as agreed is dropped (RFC 2385, 4.1; RFC 5082, 3)"),
	COUNTS("server", "TcpExtTCPMD5NotFound", 1, "from the client without a key"),
	COUNTS("server", "TcpExtTCPMD5Failure", 1, "from the client with another key"),
	COUNTS("server", "TcpExtTCPMD5Unexpected", 1, "from the client that signs unexpectedly"),
	COUNTS("server", "TcpExtTCPMinTTLDrop", 1, "from the client with too low a TTL"),
	COUNTS("server", "TcpOutRsts", 0, "an unsigned RST would be ignored"),
	COUNTS("client", "TcpAttemptFails", 0, "so no client is refused"),
	NO_RESET(ANY_HOST, "and none was attempted"),
	{ 0 },
};

SCENARIO(md5_no_answer) = {
	.name = "md5-no-answer",
	.title = "TCP MD5 with one key, two different keys, or no listener, and GTSM: the SYN is "
		 "not answered",
	.rfc = "RFC 2385, 4.1",
	.tags = "set-up control",
	.cause = "not-authentic",
	.proves = "If only one side has a TCP MD5 key, or the keys differ, connect() waits until "
		  "it times out, and no RST says why. Even a signed SYN to a closed port is not "
		  "refused, although an unsigned one would be. The server counts the first three, "
		  "each with its own counter, but not the fourth. GTSM (ttl-security) behaves the "
		  "same, with a fourth counter, towards a client that is too far away or does not "
		  "raise its TTL.",
	.why = "tcp_inbound_hash() drops segments that are not signed as the socket requires, "
	       "before it looks at the socket's state: TCPMD5NotFound, TCPMD5Failure, "
	       "TCPMD5Unexpected. Without a socket, tcp_v4_send_reset() and tcp_v6_send_reset() "
	       "look for a key to answer a signed segment in a listener at its source port, and "
	       "send nothing without one: the other side would ignore an unsigned RST.",
	.needs = "tcp_md5sig",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linger-silent-control - SO_LINGER {1, 0} in the states in which an abort sends nothing.
 *
 * In SYN-SENT there is no connection yet; in CLOSING and LAST-ACK both sides have said FIN, and
 * RFC 9293, 3.10.5 has the connection forgotten without a word. tcp_disconnect() does so, and
 * TCPAbortOnData counts it all the same: that counter tells of a decision, not of a packet.
 */
#include "scenario.h"

#include <sys/socket.h>

#define SYN_SENT "in SYN-SENT"
#define CLOSING  "in CLOSING"
#define LAST_ACK "in LAST-ACK"

enum { GHOST_PORT = 4000 };

/* The ghost never acknowledges the server's FIN; @peer_first: says its own first. */
static void end_unacknowledged(struct lab *lab, struct sock *listener, uint16_t port,
			       bool peer_first)
{
	struct raw_segment peer = raw_connect(lab, "server", port, SERVICE_PORT);
	struct sock *s = tcp_accept(listener);

	peer.flags = "FIN,ACK";
	tcp_linger(s, true, 0);
	if (peer_first) {
		raw_send(lab, &peer);
		await_state(s, "CLOSE-WAIT");
	}
	tcp_shutdown(s, SHUT_WR);
	await_sent(lab, "server", "FIN,ACK");
	if (!peer_first)
		raw_send(lab, &peer);
	await_state(s, peer_first ? "LAST-ACK" : "CLOSING");
	tcp_close(s);
	await_gone(s);
	settle(lab);
}

static void play(struct lab *lab)
{
	struct actor *caller = actor_start(lab, "server", "caller");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	chapter(lab, SYN_SENT);
	struct sock *c = tcp_socket(caller, TCP);
	tcp_linger(c, true, 0);
	tcp_connect_begin(c, "ghost", GHOST_PORT);
	await_sent(lab, "server", "SYN");
	actor_kill(caller);
	settle(lab);
	look(lab, "server", "killed in SYN-SENT");

	chapter(lab, CLOSING);
	end_unacknowledged(lab, listener, GHOST_PORT + 1, false);

	chapter(lab, LAST_ACK);
	end_unacknowledged(lab, listener, GHOST_PORT + 2, true);
}

static const struct promise promises[] = {
	{ WIRE, "server", "a SYN left", .wire = { "SYN", SYN_SENT } },
	{ SOCKET, "server", "SYN-SENT: delete the TCB (RFC 9293, 3.10.5)",
	  .look = { "killed in SYN-SENT", .port = GHOST_PORT, .count = 0 } },
	{ WIRE, "server", "the FIN left", .wire = { "FIN,ACK", CLOSING } },
	{ SOCKET, "server", "close() succeeds", .call = { "close", CLOSING } },
	{ WIRE, "server", "the FIN left", .wire = { "FIN,ACK", LAST_ACK } },
	{ SOCKET, "server", "close() succeeds", .call = { "close", LAST_ACK } },
	{ WIRE, "server", "nothing is owed: tcp_need_reset(), RFC 9293, 3.10.5",
	  .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "__tcp_close() counts each zero linger, sent or not",
	  .counter = { "TcpExtTCPAbortOnData", 3 } },
	{ REASON, "server", "nothing was reset", .reason = { "TCP_STATE", .count = IS(0) } },
	{ 0 },
};

SCENARIO(linger_silent_control) = {
	.name = "linger-silent-control",
	.title = "SO_LINGER {1, 0} in SYN-SENT, CLOSING and LAST-ACK: no RST",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "close control raw",
	.proves =
		"Where the connection is not yet there, or both sides have said FIN, aborting it sends "
		"nothing and leaves nothing. The counter TCPAbortOnData moves although no RST was sent.",
	.story =
		"A caller with SO_LINGER {1, 0} is killed while its SYN has no answer. Then a server "
		"with SO_LINGER {1, 0} closes while its FIN is not acknowledged and the peer's FIN has "
		"come: after its own (CLOSING), and before it (LAST-ACK).",
	.play = play,
	.promises = promises,
};

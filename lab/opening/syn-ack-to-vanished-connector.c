/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-ack-to-vanished-connector - the SYN-ACK comes, and who had asked for it is gone. */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the client sends its SYN");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	struct raw_segment answer = raw_answer(lab, "client");

	chapter(lab, "the client is killed");
	actor_kill(client);
	settle(lab);
	look(lab, "client", "killed");

	chapter(lab, "the SYN-ACK comes late");
	raw_send(lab, &answer);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("the client is killed"),
	SENDS("client", NO("~RST"),
	      "CLOSE in SYN-SENT deletes the TCB and sends nothing (RFC 9293, 3.10.4)"),
	HAS_SOCKETS("client", 0, "killed", ANY_STATE, "and nothing is left"),

	WHILE("the SYN-ACK comes late"),
	SENDS("client", ONE(RST_REPLY),
	      "an ACK in CLOSED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 0,
	       "tcp_done() counts failed attempts, and close() came first"),
	RESETS("client", 1, "NO_SOCKET", "NONE", "the SYN-ACK found no socket"),
	{ 0 },
};

SCENARIO(syn_ack_to_vanished_connector) = {
	.name = "syn-ack-to-vanished-connector",
	.title = "a late SYN-ACK for a client that has gone meanwhile",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up raw",
	.cause = "vanished-connector",
	.proves = "A RST from the client right after the SYN-ACK means that the client has given "
		  "up: it was killed, or it timed out. Giving up sends no packet; the RST answers "
		  "the late SYN-ACK, from a kernel that no longer has the socket.",
	.why = "A socket in SYN-SENT ends in silence: in RFC 9293, 3.10.4, a CLOSE there deletes "
	       "the TCB and sends nothing. The late SYN-ACK meets state CLOSED (3.10.7.1); the "
	       "RST makes the server drop its request.",
	.play = play,
	.promises = promises,
};

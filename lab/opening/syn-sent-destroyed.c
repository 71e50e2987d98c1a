/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syn-sent-destroyed - control: `ss -K` on a socket that is still connecting.
 *
 * tcp_abort() sends a RST only if tcp_need_reset(): in SYN-SENT the peer has said nothing, and RFC
 * 9293, 3.10.5 has an ABORT there delete the TCB in silence. connect() fails with ECONNABORTED.
 */
#include "scenario.h"

enum { CLIENT_PORT = 4000 };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the client asks");
	tcp_bind(c, CLIENT_PORT);
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	await_state(c, "SYN-SENT");
	settle(lab);

	chapter(lab, "its socket is destroyed");
	sock_destroy(c);
	tcp_connect_end(c);
	settle(lab);
	look(lab, "client", "destroyed");
}

static const struct promise promises[] = {
	{ SOCKET, "client", "the administrator's request is granted", .call = { "destroy" } },
	{ WIRE, "client", "an ABORT in SYN-SENT sends nothing (RFC 9293, 3.10.5)",
	  .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "client", "tcp_abort()", .call = { "connect", .err = ECONNABORTED } },
	{ SOCKET, "client", "it does not try any longer",
	  .look = { "destroyed", "SYN-SENT", .count = 0 } },
	{ COUNTER, "client", "no RST is counted", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ 0 },
};

SCENARIO(syn_sent_destroyed) = {
	.name = "syn-sent-destroyed",
	.title = "control: SOCK_DESTROY (ss -K) of a socket that is connecting",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up control raw",
	.proves =
		"A connection that does not exist yet is destroyed without a RST: only the application "
		"is told, by ECONNABORTED.",
	.story = "A client connects to an address that does not answer. An administrator destroys "
		 "its socket.",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

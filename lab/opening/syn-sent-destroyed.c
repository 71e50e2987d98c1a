/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-sent-destroyed - control: `ss -K` on a socket that is still connecting. */
#include "scenario.h"

enum { CLIENT_PORT = 4000 };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the client sends its SYN");
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
	CALL_WORKS("client", "destroy", "the administrator's request is granted"),
	SENDS("client", NO("~RST"), "an ABORT in SYN-SENT sends nothing (RFC 9293, 3.10.5)"),
	CALL_FAILS("client", "connect", ECONNABORTED, "tcp_abort()"),
	HAS_SOCKETS("client", 0, "destroyed", "SYN-SENT", "it stops retrying"),
	COUNTS("client", "TcpOutRsts", 0, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	{ 0 },
};

SCENARIO(syn_sent_destroyed) = {
	.name = "syn-sent-destroyed",
	.title = "control: SOCK_DESTROY (ss -K) of a socket that is connecting",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up control raw",
	.proves = "Destroying a socket that is still connecting sends no RST: only the application "
		  "is told, with ECONNABORTED.",
	.why = "tcp_abort() sends a RST only if tcp_need_reset(): in SYN-SENT the peer has not "
	       "answered yet, and in RFC 9293, 3.10.5, an ABORT there deletes the TCB in silence.",
	.needs = "sock_destroy",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* linger-silent-control - SO_LINGER {1, 0} in the states in which an abort sends nothing */
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
	WHILE(SYN_SENT),
	SENDS("server", SOME(.flags = "SYN"), "a SYN left"),
	HAS_SOCKETS("server", 0, "killed in SYN-SENT", AT_PORT(GHOST_PORT, ANY_STATE),
		    "SYN-SENT: delete the TCB (RFC 9293, 3.10.5)"),

	WHILE(CLOSING),
	SENDS("server", SOME(.flags = "FIN,ACK"), "the FIN left"),
	CALL_WORKS("server", "close", "close() succeeds"),

	WHILE(LAST_ACK),
	SENDS("server", SOME(.flags = "FIN,ACK"), "the FIN left"),
	CALL_WORKS("server", "close", "close() succeeds"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST is due: tcp_need_reset(), RFC 9293, 3.10.5"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 3,
	       "__tcp_close() counts each zero linger, whether or not it sends a RST"),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(linger_silent_control) = {
	.name = "linger-silent-control",
	.title = "SO_LINGER {1, 0} in SYN-SENT, CLOSING and LAST-ACK, all data read: no RST",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "close control raw",
	.proves = "If the connection does not exist yet, or both sides have sent a FIN and "
		  "everything was read, aborting it sends nothing and leaves nothing. "
		  "TCPAbortOnData grows although no RST was sent.",
	.why = "In SYN-SENT there is no connection yet; in CLOSING and LAST-ACK both sides have "
	       "sent a FIN, and in RFC 9293, 3.10.5, the connection is silently deleted. "
	       "tcp_disconnect() does so, and TCPAbortOnData still counts it: that counter "
	       "records a decision, not a packet.\n"
	       "\n"
	       "Unread data takes precedence: with it __tcp_close() sends RST, ACK in CLOSING "
	       "and LAST-ACK too, whatever the linger time, and counts TCPAbortOnClose.",
	.play = play,
	.promises = promises,
};

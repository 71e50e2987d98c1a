/* SPDX-License-Identifier: GPL-2.0-only */
/* bad-syncookie - an ACK that brings back a SYN cookie that was never given. */
#include "scenario.h"

enum { GHOST_PORT = 4000, WRONG_BY = 7 };

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	host_sysctl(lab, "server", "ipv4/tcp_syncookies", "2");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	chapter(lab, "the server gives a cookie");
	struct raw_segment ack = raw_syn(lab, "server", GHOST_PORT, SERVICE_PORT);
	settle(lab);
	look(lab, "server", "given");

	chapter(lab, "a wrong one comes back");
	ack.ack += WRONG_BY;
	raw_send(lab, &ack);
	settle(lab);

	chapter(lab, "the right one comes back");
	ack.ack -= WRONG_BY;
	raw_send(lab, &ack);
	tcp_accept(listener);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("the server gives a cookie"),
	HAS_SOCKETS("server", 1, "given", ANY_STATE, "the server keeps nothing but its listener"),

	WHILE("a wrong one comes back"),
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),

	WHILE("the right one comes back"),
	SENDS("server", NO("~RST"), "a right cookie is no cause"),

	IN_ALL,
	CALL_WORKS("server", "accept", "a right cookie is a connection"),
	COUNTS("server", "TcpExtSyncookiesSent", 1, "tcp_conn_request() gives a cookie"),
	COUNTS("server", "TcpExtSyncookiesFailed", 1, "cookie_v4_check()"),
	COUNTS("server", "TcpExtSyncookiesRecv", 1, "cookie_v4_check()"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "what is no cookie is a stray ACK"),
	{ 0 },
};

SCENARIO(bad_syncookie) = {
	.name = "bad-syncookie",
	.title = "an ACK with a SYN cookie that is none",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up raw",
	.cause = "bad-syncookie",
	.proves =
		"Under SYN cookies a third ACK with a wrong number is answered by RST, as any stray ACK "
		"to a listener. What tells it apart is the counter SyncookiesFailed.",
	.why = "With cookies alone (tcp_syncookies = 2) the server keeps no request: the number "
	       "that it chose is all it knows of the handshake. cookie_v4_check() refuses a "
	       "wrong one, and what is left is an acknowledgement that meets a listener (RFC "
	       "9293, 3.10.7.2; TCP_FLAGS). A right one makes a connection.",
	.play = play,
	.promises = promises,
};

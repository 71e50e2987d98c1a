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

	chapter(lab, "the server sends a cookie");
	struct raw_segment ack = raw_syn(lab, "server", GHOST_PORT, SERVICE_PORT);
	settle(lab);
	look(lab, "server", "given");

	chapter(lab, "an invalid one comes back");
	ack.ack += WRONG_BY;
	raw_send(lab, &ack);
	settle(lab);

	chapter(lab, "the valid one comes back");
	ack.ack -= WRONG_BY;
	raw_send(lab, &ack);
	tcp_accept(listener);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("the server sends a cookie"),
	HAS_SOCKETS("server", 1, "given", ANY_STATE, "the server keeps nothing but its listener"),

	WHILE("an invalid one comes back"),
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),

	WHILE("the valid one comes back"),
	SENDS("server", NO("~RST"), "a valid cookie causes no RST"),

	IN_ALL,
	CALL_WORKS("server", "accept", "a valid cookie becomes a connection"),
	COUNTS("server", "TcpExtSyncookiesSent", 1, "tcp_conn_request() sends a cookie"),
	COUNTS("server", "TcpExtSyncookiesFailed", 1, "cookie_v4_check()"),
	COUNTS("server", "TcpExtSyncookiesRecv", 1, "cookie_v4_check()"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "without a valid cookie it is a stray ACK"),
	{ 0 },
};

SCENARIO(bad_syncookie) = {
	.name = "bad-syncookie",
	.title = "an ACK carrying an invalid SYN cookie",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up raw",
	.cause = "bad-syncookie",
	.proves = "With SYN cookies, a third ACK with a wrong number is answered with a RST, like "
		  "any stray ACK to a listener. Only the counter SyncookiesFailed tells the two "
		  "apart.",
	.why = "With cookies only (tcp_syncookies = 2) the server keeps no request: the sequence "
	       "number that it chose is all it knows of the handshake. cookie_v4_check() rejects "
	       "an invalid one, which leaves an acknowledgement that reaches a listener (RFC "
	       "9293, 3.10.7.2; TCP_FLAGS). A valid one becomes a connection.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bad-syncookie - an ACK that brings back a SYN cookie that the server never gave.
 *
 * With cookies the server keeps no request: the number that it chose is all it knows of the
 * handshake. cookie_v4_check() refuses a wrong one, and what is left is an acknowledgement that
 * meets a listener: RFC 9293, 3.10.7.2, reason TCP_FLAGS. A right one makes a connection.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000, WRONG_BY = 7 };

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	host_sysctl(lab, "server", "ipv4/tcp_syncookies", "2");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");
	struct raw_segment segment = { .to = "server",
				       .sport = GHOST_PORT,
				       .dport = SERVICE_PORT,
				       .flags = "SYN",
				       .seq = SEQ,
				       .window = 1000 };

	chapter(lab, "the server gives a cookie");
	raw_send(lab, &segment);
	struct heard cookie = await_sent(lab, "server", "SYN,ACK");
	settle(lab);
	look(lab, "server", "given");

	chapter(lab, "a wrong one comes back");
	segment.flags = "ACK";
	segment.seq = SEQ + 1;
	segment.ack = cookie.next + WRONG_BY;
	raw_send(lab, &segment);
	settle(lab);

	chapter(lab, "the right one comes back");
	segment.ack = cookie.next;
	raw_send(lab, &segment);
	tcp_accept(listener);
	settle(lab);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the server keeps nothing but its listener",
	  .look = { "given", .count = 1 } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "a wrong one comes back", .count = IS(1) } },
	{ WIRE, "server", "a right cookie is no cause",
	  .wire = { .flags = "~RST", .chapter = "the right one comes back", .count = IS(0) } },
	{ SOCKET, "server", "a right cookie is a connection", .call = { "accept" } },
	{ COUNTER, "server", "tcp_conn_request() gives a cookie",
	  .counter = { "TcpExtSyncookiesSent", 1 } },
	{ COUNTER, "server", "cookie_v4_check()", .counter = { "TcpExtSyncookiesFailed", 1 } },
	{ COUNTER, "server", "cookie_v4_check()", .counter = { "TcpExtSyncookiesRecv", 1 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ REASON, "server", "what is no cookie is a stray ACK",
	  .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(bad_syncookie) = {
	.name = "bad-syncookie",
	.title = "an ACK with a SYN cookie that is none",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up raw",
	.proves =
		"Under SYN cookies a third ACK with a wrong number is answered by RST, as any stray ACK "
		"to a listener. What tells it apart is the counter SyncookiesFailed.",
	.story = "The server gives cookies only (tcp_syncookies = 2). An address that nobody owns "
		 "gets one, sends an ACK with a wrong one, and then with the right one.",
	.play = play,
	.promises = promises,
};

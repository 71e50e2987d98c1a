/* SPDX-License-Identifier: GPL-2.0-only */
/* cookies-queue-full - SYN cookies and a full accept queue: silence, but for what comes later. */
#include "scenario.h"

enum { GHOST_PORT = 4000, COMERS = 5, BACKLOG = 1, ROOM = 2 };

/* All have a cookie, and only as many as have room bring theirs back. */
static void give_cookies(struct lab *lab, const char *abort_on_overflow,
			 struct raw_segment ack[COMERS])
{
	struct actor *server = actor_start(lab, "server", "server");
	host_sysctl(lab, "server", "ipv4/tcp_syncookies", "2");
	host_sysctl(lab, "server", "ipv4/tcp_abort_on_overflow", abort_on_overflow);
	tcp_listen(server, SERVICE_PORT, BACKLOG);
	ghost_beside(lab, "client");

	for (int i = 0; i < COMERS; i++) {
		chapter(lab, "a SYN, and a cookie for it");
		ack[i] = raw_syn(lab, "server", (uint16_t)(GHOST_PORT + i), SERVICE_PORT);
	}
	chapter(lab, "two ACKs fill the queue");
	for (int i = 0; i < ROOM; i++)
		raw_send(lab, &ack[i]);
	settle(lab);
	look(lab, "server", "the queue is full");
}

#define FULL                                                                                   \
	HAS_SOCKETS("server", ROOM, "the queue is full", AT_PORT(SERVICE_PORT, "ESTABLISHED"), \
		    "with a backlog of one the queue has room for two: sk_acceptq_is_full()")

/* ---- tcp_abort_on_overflow ----------------------------------------------------------------------
 */

static void play_abort(struct lab *lab)
{
	struct raw_segment ack[COMERS];
	give_cookies(lab, "1", ack);

	chapter(lab, "three more ACKs");
	for (int i = ROOM; i < COMERS; i++)
		raw_send(lab, &ack[i]);
	settle(lab);
	look(lab, "server", "at the end");
}

static const struct promise aborts[] = {
	FULL,

	WHILE("three more ACKs"),
	SENDS("server", NOTHING, "tcp_get_cookie_sock(): no room, and no answer"),
	HAS_SOCKETS("server", ROOM, "at the end", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "no other client got in"),

	IN_ALL,
	SENDS("server", NO("~RST"), "tcp_abort_on_overflow asks for a RST, and none is sent"),
	COUNTS("server", "TcpExtSyncookiesSent", COMERS, "tcp_conn_request() sends a cookie"),
	COUNTS("server", "TcpExtSyncookiesRecv", COMERS, "all five were valid: cookie_v4_check()"),
	COUNTS("server", "TcpExtListenOverflows", COMERS - ROOM, "tcp_v4_syn_recv_sock(): no room"),
	COUNTS("server", "TcpExtListenDrops", COMERS - ROOM, "tcp_v4_syn_recv_sock() drops it"),
	COUNTS("server", "TcpExtEmbryonicRsts", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET("server", "nothing was reset"),
	{ 0 },
};

SCENARIO(cookies_queue_full_control) = {
	.name = "cookies-queue-full-control",
	.title = "control: the accept queue is full under SYN cookies, with tcp_abort_on_overflow",
	.rfc = "RFC 4987, 3.6",
	.tags = "set-up control raw",
	.proves = "tcp_abort_on_overflow has no effect with SYN cookies, and a flood, the usual "
		  "reason to set it, triggers them. A client that finds the accept queue full is "
		  "met with silence. Only ListenOverflows and ListenDrops show it.",
	.why = "With a request kept, tcp_check_req() resets a client that the full queue turns "
	       "away: accept-queue-overflow. With a cookie there is no request: "
	       "tcp_get_cookie_sock() gets no connection from tcp_v4_syn_recv_sock(), drops the "
	       "ACK, and does not check tcp_abort_on_overflow. The client believes that it is "
	       "connected.",
	.play = play_abort,
	.promises = aborts,
};

/* ---- And the client goes on ---------------------------------------------------------------------
 */

static void play_data(struct lab *lab)
{
	struct raw_segment ack[COMERS];
	give_cookies(lab, "0", ack);
	struct raw_segment data = ack[ROOM];

	chapter(lab, "a third ACK");
	raw_send(lab, &data);
	settle(lab);

	chapter(lab, "its first data");
	data.flags = "PSH,ACK";
	data.data = "Hello.\n";
	raw_send(lab, &data);
	settle(lab);

	chapter(lab, "its second data");
	data.seq += 7;
	raw_send(lab, &data);
	settle(lab);
}

static const struct promise goes_on[] = {
	FULL,

	WHILE_EACH("a third ACK", "its first data"),
	SENDS("server", NOTHING, "a valid cookie, and no room: silence"),

	WHILE("its second data"),
	SENDS("server", ONE(RST_REPLY),
	      "its sequence number is not the cookie's: an ACK in LISTEN (RFC 9293, 3.10.7.2)"),

	IN_ALL,
	COUNTS("server", "TcpExtSyncookiesRecv", ROOM + 2,
	       "the ACK and the first data carry the "
	       "cookie"),
	COUNTS("server", "TcpExtListenOverflows", 2, "tcp_v4_syn_recv_sock(): no room, twice"),
	COUNTS("server", "TcpExtSyncookiesFailed", 1, "cookie_v4_check()"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "without a valid cookie it is a stray ACK"),
	{ 0 },
};

SCENARIO(cookies_queue_full) = {
	.name = "cookies-queue-full",
	.title = "the accept queue is full under SYN cookies, and the client keeps sending",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up raw",
	.cause = "bad-syncookie",
	.proves = "With SYN cookies a full accept queue can cause a RST without "
		  "tcp_abort_on_overflow. A client that finds no room meets silence at first: "
		  "the kernel drops its ACK and its first data. Then it resets the second data "
		  "segment. SyncookiesFailed grows although nobody forged a cookie.",
	.why = "The cookie is checked against SEG.SEQ and SEG.ACK of the segment that returns "
	       "it: the third ACK, or the first data, which has the same numbers. Both find the "
	       "queue full (tcp_get_cookie_sock()). The next data has a later SEG.SEQ, so "
	       "cookie_v4_check() considers it forged. A segment with ACK that reaches a "
	       "listener is answered with <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2).",
	.play = play_data,
	.promises = goes_on,
};

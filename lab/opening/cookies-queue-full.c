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
		    "a backlog of one has room for two: sk_acceptq_is_full()")

/* ---- tcp_abort_on_overflow ----------------------------------------------------------------------
 */

static void play_abort(struct lab *lab)
{
	struct raw_segment ack[COMERS];
	give_cookies(lab, "1", ack);

	chapter(lab, "three more");
	for (int i = ROOM; i < COMERS; i++)
		raw_send(lab, &ack[i]);
	settle(lab);
	look(lab, "server", "after all");
}

static const struct promise aborts[] = {
	FULL,

	WHILE("three more"),
	SENDS("server", NOTHING, "tcp_get_cookie_sock(): no room, and no word of it"),
	HAS_SOCKETS("server", ROOM, "after all", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "nobody else got in"),

	IN_ALL,
	SENDS("server", NO("~RST"), "tcp_abort_on_overflow asks for a RST, and none comes"),
	COUNTS("server", "TcpExtSyncookiesSent", COMERS, "tcp_conn_request() gives a cookie"),
	COUNTS("server", "TcpExtSyncookiesRecv", COMERS, "all five were right: cookie_v4_check()"),
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
	.proves =
		"tcp_abort_on_overflow does nothing under SYN cookies, and a flood, for which one would "
		"set it, brings these about: who finds the accept queue full is met by silence. Only "
		"ListenOverflows and ListenDrops tell of it.",
	.why = "With a request kept, tcp_check_req() resets whom the full queue refuses: "
	       "accept-queue-overflow. With a cookie there is no request: tcp_get_cookie_sock() gets no "
	       "connection of tcp_v4_syn_recv_sock(), drops the ACK, and does not ask for "
	       "tcp_abort_on_overflow. The client believes that it is connected.",
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
	SENDS("server", NOTHING, "a right cookie, and no room: silence"),

	WHILE("its second data"),
	SENDS("server", ONE(RST_REPLY),
	      "its number is not that of the cookie: an ACK in LISTEN (RFC 9293, 3.10.7.2)"),

	IN_ALL,
	COUNTS("server", "TcpExtSyncookiesRecv", ROOM + 2, "ACK and first data bear the cookie"),
	COUNTS("server", "TcpExtListenOverflows", 2, "tcp_v4_syn_recv_sock(): no room, twice"),
	COUNTS("server", "TcpExtSyncookiesFailed", 1, "cookie_v4_check()"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "what is no cookie is a stray ACK"),
	{ 0 },
};

SCENARIO(cookies_queue_full) = {
	.name = "cookies-queue-full",
	.title = "the accept queue is full under SYN cookies, and the client sends on",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up raw",
	.cause = "bad-syncookie",
	.proves =
		"Under SYN cookies a full accept queue can make a RST without tcp_abort_on_overflow: ACK "
		"and first data of a client whom there is no room for are dropped in silence, its second "
		"segment of data is reset. With cookies that nobody has forged SyncookiesFailed grows.",
	.why = "The cookie is proved by SEG.SEQ and SEG.ACK of the segment that brings it back: the "
	       "third ACK, or the first data, which have the same numbers. Both find the queue full "
	       "(tcp_get_cookie_sock()). The next data have a later SEG.SEQ, so cookie_v4_check() "
	       "takes them for a forgery, and a segment with ACK that meets a listener is answered by "
	       "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2).",
	.play = play_data,
	.promises = goes_on,
};

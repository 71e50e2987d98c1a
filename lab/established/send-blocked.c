/* SPDX-License-Identifier: GPL-2.0-only */
/* send-blocked - a RST comes while a process waits in send() */
#include "scenario.h"

/* More than all buffers can hold. */
enum { LARGE = 1 << 24 };

#define WAITS "the server sends, and no ACK comes"
#define RESET "a RST"

/* Whether room for a part is left, the parameter says: not NULL. */
static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "client");
	struct raw_segment next = raw_connect(lab, "server", 40000, SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);

	chapter(lab, WAITS);
	if (!lab_parameter(lab))
		tcp_fill(talk.s);
	tcp_send_begin(talk.s, LARGE);
	await_segment(lab, "client", "ACK");

	chapter(lab, RESET);
	next.flags = "RST";
	raw_send(lab, &next);
	tcp_send_end(talk.s);
	tcp_send(talk.s, "Hello?\n");
	tcp_send(talk.s, "Hello?\n");
	tcp_poll(talk.s);
	settle(lab);
}

static const struct promise silence[] = {
	SENDS("client", NOTHING, "no host has the address: no ACK arrives, so no room is made"),
	{ 0 },
};

static const struct promise ends[] = {
	CALL_FAILS("server", NTH(3, "send"), EPIPE, AS_EVER),
	SENDS("client", ONE(.flags = "RST", .forged = true), "forged by the ghost"),
	POLLS("server", POLLIN | POLLOUT | POLLHUP | POLLRDHUP, AS_EVER),
	{ 0 },
};

static const struct promise counted[] = {
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, "no kernel sent it"),
	{ 0 },
};

/* ---- Of which a part was taken ------------------------------------------------------------------
 */

static const struct promise part[] = {
	WHILE(WAITS),
	ROWS_OF(silence),

	WHILE(RESET),
	CALL_WORKS("server", NTH(1, "send"),
		   "tcp_sendmsg(): it returns the part that was accepted, and keeps the error "
		   "for the next call"),
	CALL_FAILS("server", NTH(2, "send"), ECONNRESET, AS_EVER),
	ROWS_OF(ends),

	IN_ALL,
	ROWS_OF(counted),
	{ 0 },
};

SCENARIO(send_blocked) = {
	.name = "send-blocked",
	.title = "a RST wakes a send() that was partly accepted: it returns that part",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "life raw",
	.cause = "crafted",
	.proves = "A RST wakes a process that waits in send(), and the call does not fail: it "
		  "returns how many bytes the kernel had accepted, of which the peer may have seen "
		  "none. Only the next send() fails with ECONNRESET. A program that mistakes the "
		  "short count for a small buffer learns of the reset one call late.",
	.why = "tcp_sendmsg_locked(), do_error: if something was copied, it returns that, and "
	       "leaves sk_err for the next call. If nothing was, the call itself fails: "
	       "send-blocked-full. The ghost acknowledges no data, so the call is certain to "
	       "wait.",
	.play = play,
	.parameter = "room",
	.promises = part,
};

/* ---- Of which nothing was taken -----------------------------------------------------------------
 */

static const struct promise full[] = {
	WHILE(WAITS),
	CALL_WORKS("server", "send", "until there is no room"),
	ROWS_OF(silence),

	WHILE(RESET),
	CALL_FAILS("server", NTH(1, "send"), ECONNRESET,
		   "tcp_sendmsg(): nothing was accepted, so the call fails: "
		   "sk_stream_wait_memory()"),
	CALL_FAILS("server", NTH(2, "send"), EPIPE, AS_EVER),
	ROWS_OF(ends),

	IN_ALL,
	ROWS_OF(counted),
	{ 0 },
};

SCENARIO(send_blocked_full) = {
	.name = "send-blocked-full",
	.title = "a RST wakes a send() of which nothing was accepted: ECONNRESET",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "life raw",
	.cause = "crafted",
	.proves = "If send() waits for room and the kernel has accepted nothing, the RST wakes it "
		  "and it fails with ECONNRESET. It is the counterpart of send-blocked, where the "
		  "call returns.",
	.why = "tcp_reset() wakes waiting processes: sk_error_report(). sk_stream_wait_memory() "
	       "then ends, and tcp_sendmsg_locked() returns sk_err because nothing was copied. "
	       "The ghost acknowledges no data, so that no room appears meanwhile.",
	.play = play,
	.promises = full,
};

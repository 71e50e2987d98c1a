/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-linger-unread - SO_LINGER {1, 0}, unread data, and both at once */
#include "scenario.h"

#define LINGER "all read, SO_LINGER {1, 0}"
#define UNREAD "not read, no SO_LINGER"
#define BOTH   "one byte not read, and SO_LINGER {1, 0}"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	chapter(lab, LINGER);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello world.\n");
	tcp_recv(talk.s);
	tcp_linger(talk.s, true, 0);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);

	chapter(lab, UNREAD);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello world.\n");
	await_unread(talk.s, 13);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);

	chapter(lab, BOTH);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello world.\n");
	await_unread(talk.s, 13);
	tcp_recv_some(talk.s, 12);
	tcp_linger(talk.s, true, 0);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE(LINGER),
	SENDS("server", ONE(RST_ABORT, .rel_seq = IS(1), .rel_ack = IS(14)),
	      "tcp_disconnect() calls tcp_send_active_reset()"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(UNREAD),
	SENDS("server", ONE(RST_ABORT, .rel_seq = IS(1), .rel_ack = IS(14)),
	      "the same packet: so does __tcp_close()"),
	CALL_FAILS("client", "recv", ECONNRESET, "the same errno"),

	WHILE(BOTH),
	SENDS("server", ONE(RST_ABORT, .rel_seq = IS(1), .rel_ack = IS(14)), "the same packet"),
	CALL_FAILS("client", "recv", ECONNRESET, "the same errno"),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 3, "the peer's counters show no difference"),
	COUNTS("server", "TcpOutRsts", 3, "each is counted"),
	COUNTS("server", "TcpExtTCPAbortOnData", 1, "the difference: a zero linger, __tcp_close()"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 2,
	       "the difference: unread data, even one byte; __tcp_close() checks that first"),
	RESETS("server", 1, "TCP_STATE", "CLOSED", "the difference: tcp_disconnect()"),
	RESETS("server", 2, "TCP_ABORT_ON_CLOSE", "CLOSED", "the difference: unread data"),
	{ 0 },
};

SCENARIO(pair_linger_unread) = {
	.name = "pair-linger-unread",
	.title = "same packet, different cause: SO_LINGER {1, 0} and unread data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "pair close",
	.causes = { { .chapter = LINGER, .cause = "abort-linger" },
		    { .chapter = UNREAD, .cause = "abort-unread" },
		    { .chapter = BOTH, .cause = "abort-unread" } },
	.proves = "A capture cannot distinguish a server that aborts on purpose from one that "
		  "closed with unread data. On the server two things can: TCPAbortOnData against "
		  "TCPAbortOnClose in nstat, and the tracepoint's reason, TCP_STATE against "
		  "TCP_ABORT_ON_CLOSE. If both apply, unread data wins.",
	.why = "Both are close(), both send <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> with window "
	       "and timestamps through tcp_send_active_reset(), and the peer gets ECONNRESET. "
	       "Neither wire nor errno tells them apart; the counters and the tracepoint on the "
	       "sending host do. __tcp_close() checks for unread data first.",
	.play = play,
	.promises = promises,
};

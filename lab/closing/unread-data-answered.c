/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-answered - an answer, and a close() that has not read the question: HTTP's 413 */
#include "scenario.h"

#include <sys/socket.h>

#define READS_FIRST  "the client reads first"
#define WRITES_FIRST "the client keeps writing"
#define ALL_READ     "the server reads everything before it closes"

/* The client has asked; the server answers, and knows enough. */
static void answer(struct lab *lab, struct talk *talk, const char *title)
{
	chapter(lab, title);
	talk_connect(talk);
	tcp_send(talk->c, "POST / HTTP/1.0\r\n");
	await_unread(talk->s, 17);
	tcp_send(talk->s, "413\r\n");
	await_unread(talk->c, 5);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	answer(lab, &talk, READS_FIRST);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
	tcp_recv(talk.c);

	answer(lab, &talk, WRITES_FIRST);
	tcp_close(talk.s);
	settle(lab);
	tcp_send(talk.c, "body\r\n");
	tcp_send(talk.c, "body\r\n");
	tcp_recv(talk.c);

	answer(lab, &talk, ALL_READ);
	tcp_shutdown(talk.s, SHUT_WR);
	tcp_recv(talk.s);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
	tcp_recv(talk.c);
}

#define RESET "unread data: RST, and no FIN (RFC 9293, 3.6.1; RFC 2525, 2.17)"

static const struct promise promises[] = {
	WHILE(READS_FIRST),
	SENDS("server", ONE(RST_ABORT), RESET),
	SENDS("server", NO("~FIN"), "and no FIN"),
	CALL_RETURNS("client", NTH(1, "recv"), 5,
		     "the answer arrived first: Linux keeps it readable after a RST"),
	CALL_FAILS("client", NTH(2, "recv"), ECONNRESET, AS_EVER),

	WHILE(WRITES_FIRST),
	SENDS("server", ONE(RST_ABORT), RESET),
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),
	CALL_FAILS("client", NTH(3, "send"), EPIPE, AS_EVER),
	CALL_RETURNS("client", "recv", 5,
		     "the error is reported, and the answer is still there: a client that stops at "
		     "the error never sees it"),

	WHILE(ALL_READ),
	SENDS("server", ONE(.flags = "FIN,ACK"), "shutdown(SHUT_WR), and read: FIN"),
	SENDS("server", NO("~RST"), "and no RST"),
	CALL_RETURNS("client", NTH(1, "recv"), 5, "the answer"),
	CALL_RETURNS("client", NTH(2, "recv"), 0, "and a clean end"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnClose", 2, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	RESETS("server", 2, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(unread_data_answered) = {
	.name = "unread-data-answered",
	.title = "the server answers, and closes before it has read the request",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "A server that refuses a request before it has read it (HTTP's 413 or 400, "
		  "sshd's MaxStartups, a banner and goodbye) resets its own answer. A client that "
		  "reads first gets the answer, and then ECONNRESET; one that keeps writing gets "
		  "ECONNRESET and may never look for the answer, which is there. "
		  "shutdown(SHUT_WR), then reading to the end, avoids both.",
	.why = "RFC 2525, 2.17, and RFC 9293, 3.6.1: data was lost, so __tcp_close() resets, "
	       "whatever was sent before. tcp_reset() does not purge received data: "
	       "tcp_recvmsg() returns the receive queue first and the error after it, "
	       "tcp_sendmsg() the error at once. That is why RFC 9112, 9.6, has servers close in "
	       "stages (lingering_close of nginx).",
	.play = play,
	.promises = promises,
};

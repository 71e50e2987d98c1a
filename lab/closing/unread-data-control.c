/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-control - the server reads all, then closes */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_send(c, "Hello world.\n");
	tcp_recv(s);

	chapter(lab, "the server has read everything, and closes");
	tcp_close(s);
	tcp_recv(c);
	tcp_close(c);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("the server has read everything, and closes"),
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "no data is lost: FIN (RFC 9293, 3.6)"),

	IN_ALL,
	CALL_RETURNS("server", "recv", 13, "all sent data is read"),
	CALL_RETURNS("client", "recv", 0, "the end of the stream"),
	SENDS("server", NO("~RST"), "no RST"),
	SENDS("client", NO("~RST"), "no RST"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(unread_data_control) = {
	.name = "unread-data-control",
	.title = "close when all data was read",
	.section = "1.4",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.cause = "peer-closed",
	.proves = "If the server of unread-data reads what the client sent, it closes with a FIN, "
		  "and neither side sends a RST.",
	.why = "No data is lost, so __tcp_close() sends a FIN. A fence proves that no RST "
	       "follows: a frame sent after it over the same link, there and back, until nothing "
	       "more arrives.",
	.play = play,
	.promises = promises,
};

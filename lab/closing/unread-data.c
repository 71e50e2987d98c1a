/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data - close() while the receive buffer holds unread data */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	chapter(lab, "the client speaks");
	talk_leave_unread(lab, &talk);

	chapter(lab, "the server closes, and has read nothing");
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
	tcp_close(talk.listener);
}

static const struct promise promises[] = {
	WHILE("the client speaks"),
	SENDS("client", ONE(.flags = "PSH,ACK", .rel_seq = IS(1), .rel_ack = IS(1), .len = IS(13)),
	      "figure 3: the greeting"),
	SENDS("server", ONE(.flags = "ACK", .rel_seq = IS(1), .rel_ack = IS(14), .len = IS(0)),
	      "figure 3: the kernel acknowledges data that no application has read"),

	WHILE("the server closes, and has read nothing"),
	SENDS("server", ONE(RST_ABORT, .rel_seq = IS(1), .rel_ack = IS(14)),
	      "figure 3: close() with unread data (RFC 9293, 3.6.1; RFC 2525, 2.17)"),

	IN_ALL,
	SENDS("server", NO("~FIN"), "a RST replaces the FIN"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(unread_data) = {
	.name = "unread-data",
	.title = "close with unread data in the receive buffer",
	.section = "1.4",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "A server that closes a connection whose receive buffer still holds data sends a "
		  "RST instead of a FIN, although its kernel has acknowledged the data. The client "
		  "gets ECONNRESET.",
	.why = "RFC 9293, 3.6.1: if data is still pending in the receive buffer, a close should "
	       "show as a RST, so that the peer learns that data was lost (RFC 2525, 2.17). "
	       "__tcp_close() sends it with SK_RST_REASON_TCP_ABORT_ON_CLOSE. The server is "
	       "listing 2 of the document.",
	.play = play,
	.promises = promises,
};

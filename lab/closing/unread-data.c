/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data - document section 1.4: close() while the receive buffer holds unread data.
 *
 * RFC 9293, 3.6.1: if data are still pending in the receive buffer, a close should show as a RST,
 * so that the peer learns that data were lost (RFC 2525, 2.17). __tcp_close() sends it with
 * SK_RST_REASON_TCP_ABORT_ON_CLOSE. The server is listing 2 of the document.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	chapter(lab, "the client speaks");
	tcp_send(c, "Hello world.\n");
	await_unread(s, 13);
	settle(lab);

	chapter(lab, "the server closes, and has read nothing");
	tcp_close(s);
	settle(lab);
	tcp_recv(c);
	tcp_close(talk.listener);
}

static const struct promise promises[] = {
	{ WIRE, "client", "figure 3: the greeting",
	  .wire = { .flags = "PSH,ACK",
		    .chapter = "the client speaks",
		    .count = IS(1),
		    .rel_seq = IS(1),
		    .rel_ack = IS(1),
		    .len = IS(13) } },
	{ WIRE, "server", "figure 3: the kernel acknowledges what no application has read",
	  .wire = { .flags = "ACK",
		    .chapter = "the client speaks",
		    .count = IS(1),
		    .rel_seq = IS(1),
		    .rel_ack = IS(14),
		    .len = IS(0) } },
	{ WIRE, "server", "figure 3: close() with unread data (RFC 9293, 3.6.1; RFC 2525, 2.17)",
	  .wire = { RST_ABORT, .chapter = "the server closes, and has read nothing", .count = IS(1),
		    .rel_seq = IS(1), .rel_ack = IS(14) } },
	{ WIRE, "server", "a RST takes the FIN's place",
	  .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .err = ECONNRESET } },
	{ COUNTER, "server", "__tcp_close() counts unread data so",
	  .counter = { "TcpExtTCPAbortOnClose", 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "__tcp_close() with unread data",
	  .reason = { "TCP_ABORT_ON_CLOSE", "CLOSED" } },
	{ 0 },
};

SCENARIO(unread_data) = {
	.name = "unread-data",
	.title = "close with unread data in the receive buffer",
	.section = "1.4",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"A server that closes a connection whose receive buffer still holds data sends RST "
		"instead of FIN, although its kernel had acknowledged the data. The client reads "
		"ECONNRESET.",
	.story =
		"Listing 2 of the document: the server accepts and never reads. The client sends \"Hello "
		"world.\" and a newline. When the data have been acknowledged, the server closes.",
	.play = play,
	.promises = promises,
};

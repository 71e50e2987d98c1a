/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data-control - document section 1.4, the counter-example: the server reads all, then
 * closes.
 *
 * Nothing is lost, so __tcp_close() sends FIN. That no RST follows is proved by the fence: a frame
 * sent after it down the same link, there and back, until nothing more comes.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_send(c, "Hello world.\n");
	tcp_recv(s);

	chapter(lab, "the server closes, and has read all");
	tcp_close(s);
	tcp_recv(c);
	tcp_close(c);
	settle(lab);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "all that was sent is read", .call = { "recv", .ret = IS(13) } },
	{ WIRE, "server", "nothing is lost: FIN (RFC 9293, 3.6)",
	  .wire = { .flags = "FIN,ACK",
		    .chapter = "the server closes, and has read all",
		    .count = IS(1),
		    .seq = SND_NXT,
		    .ack = RCV_NXT } },
	{ WIRE, "server", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "client", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "client", "the end of the stream", .call = { "recv", .ret = IS(0) } },
	{ COUNTER, "server", "no data were unread", .counter = { "TcpExtTCPAbortOnClose", 0 } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nothing was reset",
	  .reason = { "TCP_ABORT_ON_CLOSE", .count = IS(0) } },
	{ 0 },
};

SCENARIO(unread_data_control) = {
	.name = "unread-data-control",
	.title = "close when all data were read",
	.section = "1.4",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.proves =
		"The same server, had it read what the client sent, closes with FIN, and no RST is sent "
		"by anyone.",
	.story = "As unread-data, but the server reads before it closes.",
	.play = play,
	.promises = promises,
};

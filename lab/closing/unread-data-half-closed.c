/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data-half-closed - close() with unread data after one side has said FIN.
 *
 * A FIN does not excuse from RFC 9293, 3.6.1: data were lost, so __tcp_close() resets in CLOSE-WAIT
 * and in FIN-WAIT-2 too. What the peer sees depends on its own state: tcp_reset() reports
 * ECONNRESET, but EPIPE in CLOSE-WAIT, where recv() has nothing but the end of the stream to tell.
 */
#include "scenario.h"

#include <sys/socket.h>

#define CLIENT_FIRST "the client has sent its FIN"
#define SERVER_FIRST "the server has sent its FIN"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	chapter(lab, CLIENT_FIRST);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello world.\n");
	await_unread(talk.s, 13);
	tcp_shutdown(talk.c, SHUT_WR);
	await_state(talk.s, "CLOSE-WAIT");
	await_state(talk.c, "FIN-WAIT-2");
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);

	chapter(lab, SERVER_FIRST);
	talk_connect(&talk);
	tcp_shutdown(talk.s, SHUT_WR);
	await_state(talk.c, "CLOSE-WAIT");
	await_state(talk.s, "FIN-WAIT-2");
	tcp_send(talk.c, "Hello world.\n");
	await_unread(talk.s, 13);
	settle(lab);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "server", "CLOSE-WAIT: data were lost (RFC 9293, 3.6.1; RFC 2525, 2.17)",
	  .wire = { RST_ABORT, .chapter = CLIENT_FIRST, .count = IS(1) } },
	{ WIRE, "server", "and no FIN", .wire = { "~FIN", CLIENT_FIRST, IS(0) } },
	{ SOCKET, "client", "a RST in FIN-WAIT-2: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = CLIENT_FIRST, .err = ECONNRESET } },
	{ WIRE, "server", "FIN-WAIT-2: the FIN has left, data were lost all the same",
	  .wire = { RST_ABORT, .chapter = SERVER_FIRST, .count = IS(1) } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already",
	  .call = { "recv", .chapter = SERVER_FIRST, .ret = IS(0) } },
	{ SOCKET, "client", "tcp_reset() in CLOSE-WAIT: the pipe is broken",
	  .call = { "send", .chapter = SERVER_FIRST, .nth = 2, .err = EPIPE } },
	{ COUNTER, "server", "__tcp_close() counts unread data so",
	  .counter = { "TcpExtTCPAbortOnClose", 2 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts each",
	  .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "server", "from CLOSE-WAIT to CLOSED, not from FIN-WAIT-2 (RFC 4022)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "likewise", .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "__tcp_close() with unread data",
	  .reason = { "TCP_ABORT_ON_CLOSE", "CLOSED", .count = IS(2) } },
	{ 0 },
};

SCENARIO(unread_data_half_closed) = {
	.name = "unread-data-half-closed",
	.title = "close with unread data, after a FIN of either side",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"Unread data make close() send RST also when the peer has sent its FIN (CLOSE-WAIT) or "
		"when the closing side has (FIN-WAIT-2). The client that still may be sent to reads "
		"ECONNRESET; the one that has received the FIN reads the end of the stream and learns "
		"of the reset only when it writes: EPIPE.",
	.story =
		"The client sends and shuts down its side; the server, which has read nothing, closes. "
		"Then the other way round: the server shuts down its side, the client sends, the server "
		"closes.",
	.play = play,
	.promises = promises,
};

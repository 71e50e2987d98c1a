/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-half-closed - close() with unread data after one side has said FIN */
#include "scenario.h"

#define CLIENT_FIRST "the client has sent its FIN"
#define SERVER_FIRST "the server has sent its FIN"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	chapter(lab, CLIENT_FIRST);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello world.\n");
	await_unread(talk.s, 13);
	tcp_half_close(talk.c);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);

	chapter(lab, SERVER_FIRST);
	talk_connect(&talk);
	tcp_half_close(talk.s);
	tcp_send(talk.c, "Hello world.\n");
	await_unread(talk.s, 13);
	settle(lab);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");
}

static const struct promise promises[] = {
	WHILE(CLIENT_FIRST),
	SENDS("server", ONE(RST_ABORT),
	      "CLOSE-WAIT: data was lost (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	SENDS("server", NO("~FIN"), "and no FIN"),
	CALL_FAILS("client", "recv", ECONNRESET,
		   "a RST in FIN-WAIT-2: connection reset (RFC 9293, 3.10.7.4)"),

	WHILE(SERVER_FIRST),
	SENDS("server", ONE(RST_ABORT), "FIN-WAIT-2: the FIN has left, but data was still lost"),
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnClose", 2, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1,
	       "from CLOSE-WAIT to CLOSED, not from FIN-WAIT-2 (RFC 4022)"),
	COUNTS("client", "TcpEstabResets", 1, "likewise"),
	RESETS("server", 2, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(unread_data_half_closed) = {
	.name = "unread-data-half-closed",
	.title = "close with unread data, after a FIN of either side",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "With unread data close() sends a RST even if the peer has sent its FIN "
		  "(CLOSE-WAIT) or the closing side has (FIN-WAIT-2). A client without a FIN gets "
		  "ECONNRESET; one that has received the FIN reads the end of the stream and "
		  "learns of the reset only when it writes: EPIPE.",
	.why = "RFC 9293, 3.6.1, applies even after a FIN: data was lost, so __tcp_close() "
	       "resets in CLOSE-WAIT and in FIN-WAIT-2 too. What the peer sees depends on its "
	       "own state: tcp_reset() reports ECONNRESET, but EPIPE in CLOSE-WAIT, where recv() "
	       "can only report the end of the stream.",
	.play = play,
	.promises = promises,
};

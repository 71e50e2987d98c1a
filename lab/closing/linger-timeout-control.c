/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linger-timeout-control - SO_LINGER {1, 1}: close() waits, and never resets.
 *
 * With l_linger > 0 close() sends FIN and waits until it is acknowledged, or until l_linger seconds
 * have passed: sk_stream_wait_close(). Then the closing goes on in the background. What happens at
 * the timeout socket(7) does not tell; on Linux nothing does.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000 };

#define ANSWERED "the peer answers"
#define SILENT   "the peer is silent"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "client");

	chapter(lab, ANSWERED);
	talk_connect(&talk);
	tcp_linger(talk.s, true, 1);
	tcp_close(talk.s);
	look(lab, "server", "answered");
	tcp_recv(talk.c);
	tcp_close(talk.c);

	chapter(lab, SILENT);
	struct raw_segment peer = raw_connect(lab, "server", GHOST_PORT, SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);
	tcp_linger(talk.s, true, 1);
	tcp_close(talk.s);
	look(lab, "server", "given up");
	settle(lab);

	/* An orphan would keep the namespace alive until its retries end. */
	peer.ack++;
	raw_send(lab, &peer);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "server", "close() sends FIN (RFC 9293, 3.6)",
	  .wire = { "FIN,ACK", ANSWERED, .count = IS(1), .seq = SND_NXT, .ack = RCV_NXT } },
	{ SOCKET, "server", "close() returns when the FIN is acknowledged: sk_stream_wait_close()",
	  .look = { "answered", "FIN-WAIT-2", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "the end of the stream", .call = { "recv", .ret = IS(0) } },
	{ WIRE, "server", "at least one FIN, and those that are sent again",
	  .wire = { .flags = "FIN,ACK", .chapter = SILENT, .ack = RCV_NXT } },
	{ SOCKET, "server", "close() returns when the time is over, without an error",
	  .call = { "close", SILENT } },
	{ SOCKET, "server", "the FIN is not acknowledged, the kernel goes on without a process",
	  .look = { "given up", "FIN-WAIT-1", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "and nothing aborted", .counter = { "TcpExtTCPAbortOnData", 0 } },
	{ REASON, "server", "nothing was reset", .reason = { "TCP_STATE", .count = IS(0) } },
	{ 0 },
};

SCENARIO(linger_timeout_control) = {
	.name = "linger-timeout-control",
	.title = "close with SO_LINGER {1, 1}: it waits a second at most, and sends no RST",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control timer raw",
	.proves =
		"Only a linger time of zero resets. With one of a second close() sends FIN and waits "
		"for its acknowledgement; when that does not come in time, close() returns without an "
		"error, the connection goes on closing in the background, and still no RST is sent.",
	.story =
		"The server sets SO_LINGER {1, 1} and closes; the client answers. Then the same with a "
		"peer that never acknowledges the FIN.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* linger-timeout-control - SO_LINGER {1, 1}: close() waits, and never resets */
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
	WHILE(ANSWERED),
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "close() sends FIN (RFC 9293, 3.6)"),
	HAS_SOCKETS("server", 1, "answered", AT_PORT(SERVICE_PORT, "FIN-WAIT-2"),
		    "close() returns when the FIN is acknowledged: sk_stream_wait_close()"),

	WHILE(SILENT),
	SENDS("server", SOME(.flags = "FIN,ACK", .ack = RCV_NXT),
	      "at least one FIN, and its retransmissions"),
	CALL_WORKS("server", "close", "close() returns when the time is over, without an error"),
	HAS_SOCKETS("server", 1, "given up", AT_PORT(SERVICE_PORT, "FIN-WAIT-1"),
		    "the FIN is not acknowledged, and the kernel continues without a process"),

	IN_ALL,
	CALL_RETURNS("client", "recv", 0, "the end of the stream"),
	SENDS("server", NO("~RST"), "no RST"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 0, "and nothing was aborted"),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(linger_timeout_control) = {
	.name = "linger-timeout-control",
	.title = "close with SO_LINGER {1, 1}: it waits a second at most, and sends no RST",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control timer raw",
	.waits_for_timer = true,
	.proves = "Only a linger time of zero resets. With one second close() sends a FIN and "
		  "waits for its acknowledgement. If that does not come in time, close() returns "
		  "without an error, the kernel continues to close the connection in the "
		  "background, and still sends no RST.",
	.why = "With l_linger > 0 close() sends a FIN and waits until it is acknowledged, or "
	       "until l_linger seconds have passed: sk_stream_wait_close(). The rest of the "
	       "close happens in the background. socket(7) does not say what happens at the "
	       "timeout; on Linux nothing does.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open-orphan - the document's recipe for half-open, letter by letter */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);

	chapter(lab, "the server is unplugged");
	link_down(lab, "server");
	actor_kill(talk.server);
	look(lab, "server", "service killed");
	talk_restart(lab, &talk);

	chapter(lab, "plugged in again, the client sends");
	link_up(lab, "server");
	tcp_send(talk.c, "Are you still there?\n");
	await_segment(lab, "client", "RST");
	settle(lab);
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");
}

#define DATA_FIRST "the data came first"
#define FIN_LOST   "the FIN was lost"
#define FIN_FIRST  "the FIN came first"
#define CROSSED    "FIN and data crossed"
#define GIVEN_UP   "the orphan was given up"

static const struct outcome outcomes[] = {
	{ DATA_FIRST,
	  "The client's data met the orphan in FIN-WAIT-1, and no application can read it any "
	  "more. tcp_rcv_state_process() resets (RFC 9293, 3.6.1; TCP_ABORT_ON_DATA), and the "
	  "client gets ECONNRESET." },
	{ FIN_LOST,
	  "The orphan's FIN left as soon as the interface was up, but got no further than the "
	  "switch, whose port did not forward yet. So the client's data met the orphan in "
	  "FIN-WAIT-1 as if no FIN had left (TCP_ABORT_ON_DATA), and the client gets ECONNRESET." },
	{ FIN_FIRST,
	  "The orphan's FIN left first and was acknowledged: the server went to FIN-WAIT-2, kept "
	  "as a TIME-WAIT socket, and the client to CLOSE-WAIT. The client's data met the "
	  "TIME-WAIT socket (TCP_TIMEWAIT_SOCKET); the client reads the end of the stream, and "
	  "its next write fails with EPIPE." },
	{ CROSSED,
	  "The orphan's FIN left, and the client's data, sent before the FIN arrived, met the "
	  "orphan still in FIN-WAIT-1. The reset answers data that no application can read any "
	  "more (TCP_ABORT_ON_DATA), and the client, which has the FIN, reads the end of the "
	  "stream." },
	{ GIVEN_UP,
	  "The interface was down for so long that the kernel gave up the orphan and its FIN "
	  "(tcp_orphan_retries). Only then was the connection half-open, and the client's data "
	  "met the new listener (TCP_FLAGS)." },
	{ 0 },
};

static const struct promise promises[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 1, "service killed", AT_PORT(SERVICE_PORT, "FIN-WAIT-1"),
		    "the old socket survives: for the kernel this is not half-open"),
	SENDS("client", NOTHING, "the client notices nothing"),
	SENDS("server", NOTHING, "nothing leaves"),

	/* On a starved machine the client may send again before it is answered; then that is
	 * answered as well. */
	WHILE("plugged in again, the client sends"),
	SENDS("server", SOME(RST_REPLY),
	      "the reply to an unacceptable segment: <SEQ=SEG.ACK><CTL=RST>"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE, "after the reset the pipe is broken"),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),

	ENDING(DATA_FIRST),
	SENDS("server", NO("~FIN"), "the FIN never left"),
	COUNTS("server", "TcpExtTCPAbortOnData", 1, "data for an orphan"),
	RESETS("server", 1, "TCP_ABORT_ON_DATA", ANY_STATE, "data for an orphan"),

	WHILE("plugged in again, the client sends"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	ENDING(FIN_LOST),
	SENDS("server", SOME(.flags = "~FIN", .lost = true), "the FIN left, and did not arrive"),
	COUNTS("server", "TcpExtTCPAbortOnData", 1, "data for an orphan"),
	RESETS("server", 1, "TCP_ABORT_ON_DATA", ANY_STATE, "data for an orphan"),

	WHILE("plugged in again, the client sends"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	ENDING(FIN_FIRST),
	SENDS("server", SOME(.flags = "~FIN"), "the FIN left"),
	COUNTS("server", "TcpExtTCPAbortOnData", 0, "no data for an orphan"),
	RESETS("server", 1, "TCP_TIMEWAIT_SOCKET", ANY_STATE, "data for a socket in FIN-WAIT-2"),

	WHILE("plugged in again, the client sends"),
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),

	ENDING(CROSSED),
	SENDS("server", SOME(.flags = "~FIN"), "the FIN left"),
	COUNTS("server", "TcpExtTCPAbortOnData", 1, "data for an orphan"),
	RESETS("server", 1, "TCP_ABORT_ON_DATA", ANY_STATE, "data for an orphan"),

	WHILE("plugged in again, the client sends"),
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),

	ENDING(GIVEN_UP),
	SENDS("server", NO("~FIN"), "the FIN never left"),
	COUNTS("server", "TcpExtTCPAbortOnTimeout", 1, "the orphan was given up: tcp_write_err()"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the old segment met the new listener"),

	WHILE("plugged in again, the client sends"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	{ 0 },
};

SCENARIO(half_open_orphan) = {
	.name = "half-open-orphan",
	.title = "the document's recipe taken literally: it leaves an orphan, not a half-open "
		 "connection",
	.section = "1.3",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "life half-open timer",
	.cause = "data-after-close",
	.waits_for_timer = true,
	.proves = "If the interface is down, a killed service leaves its socket behind as an "
		  "orphan in FIN-WAIT-1, so the kernel has not forgotten the connection and it is "
		  "not half-open. When the interface is up again, the orphan's FIN and the "
		  "client's data race. Every ending is legitimate; the result says which one "
		  "happened.",
	.why = "\"Take one host's network card down and then restart the service on that host.\" "
	       "When killed, the service closes its connection the normal way, but the FIN "
	       "cannot leave. It is retransmitted when the interface is up again. The connection "
	       "becomes half-open only if the machine is unplugged for longer than the kernel "
	       "keeps the orphan (tcp_orphan_retries).",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.outcomes = outcomes,
};

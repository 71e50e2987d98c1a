/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-orphan - document section 1.3, letter by letter.
 *
 * "Take one host's network card down and then restart the service on that host." Killed, the
 * service closes its connection the normal way: what is left is an orphan in FIN-WAIT-1 with a FIN
 * that cannot leave. The kernel has *not* forgotten the connection; when the interface is up again
 * two things race: the orphan's FIN, on its timer, and the client's data. Only a machine that is
 * unplugged for longer than the kernel keeps the orphan (tcp_orphan_retries) is half-open then.
 */
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
#define FIN_FIRST  "the FIN came first"
#define CROSSED    "FIN and data crossed"
#define GIVEN_UP   "the orphan was given up"

static const struct outcome outcomes[] = {
	{ DATA_FIRST,
	  "The client's data met the orphan in FIN-WAIT-1: data for a socket that nobody can "
	  "read any more. tcp_rcv_state_process() resets (RFC 9293, 3.6.1; TCP_ABORT_ON_DATA), "
	  "and the client reads ECONNRESET." },
	{ FIN_FIRST,
	  "The orphan's FIN left first and was acknowledged: the server went to FIN-WAIT-2, kept "
	  "as a TIME-WAIT socket, and the client to CLOSE-WAIT. The client's data met that "
	  "(TCP_TIMEWAIT_SOCKET); the client reads the end of the stream, and its next write "
	  "fails with EPIPE." },
	{ CROSSED,
	  "The orphan's FIN left, and the client's data, sent before it had come, met the orphan still in "
	  "FIN-WAIT-1: the reset is the one of data for a socket that nobody can read any more "
	  "(TCP_ABORT_ON_DATA), and the client, who has the FIN, reads the end of the stream." },
	{ GIVEN_UP,
	  "The interface was down for so long that the kernel gave up the orphan and its FIN "
	  "(tcp_orphan_retries): only now the connection is half-open, and the client's data met the "
	  "new listener (TCP_FLAGS)." },
	{ 0 },
};

static const struct promise promises[] = {
	{ SOCKET, "server", "the old socket survives: this is not half-open to the kernel",
	  .look = { "service killed", "FIN-WAIT-1", SERVICE_PORT, .count = 1 } },
	{ WIRE, "client", "the client notices nothing",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ WIRE, "server", "nothing leaves",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	/* The reply may have to wait for a neighbour that was asked for too early; then the
	 * client's retransmissions are answered as well. */
	{ WIRE, "server", "the reply to a segment that is not acceptable: <SEQ=SEG.ACK><CTL=RST>",
	  .wire = { RST_REPLY, .chapter = "plugged in again, the client sends" } },
	{ SOCKET, "client", "after the reset the pipe is broken",
	  .call = { "send", .chapter = "plugged in again, the client sends", .nth = 2,
		    .err = EPIPE } },
	{ COUNTER, "client", "from ESTABLISHED or CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },

	{ WIRE, "server", "the FIN never left", DATA_FIRST,
	  .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "client", "a RST in ESTABLISHED", DATA_FIRST,
	  .call = { "recv", .chapter = "plugged in again, the client sends", .err = ECONNRESET } },
	{ COUNTER, "server", "data for an orphan", DATA_FIRST,
	  .counter = { "TcpExtTCPAbortOnData", 1 } },
	{ REASON, "server", "data for an orphan", DATA_FIRST, .reason = { "TCP_ABORT_ON_DATA" } },

	{ WIRE, "server", "the FIN left", FIN_FIRST, .wire = { .flags = "~FIN" } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already", FIN_FIRST,
	  .call = { "recv", .chapter = "plugged in again, the client sends", .ret = IS(0) } },
	{ COUNTER, "server", "no data for an orphan", FIN_FIRST,
	  .counter = { "TcpExtTCPAbortOnData", 0 } },
	{ REASON, "server", "data for a socket in FIN-WAIT-2", FIN_FIRST,
	  .reason = { "TCP_TIMEWAIT_SOCKET" } },

	{ WIRE, "server", "the FIN left", CROSSED, .wire = { .flags = "~FIN" } },
	{ SOCKET, "client", "a RST in CLOSE-WAIT: the stream has ended already", CROSSED,
	  .call = { "recv", .chapter = "plugged in again, the client sends", .ret = IS(0) } },
	{ COUNTER, "server", "data for an orphan", CROSSED,
	  .counter = { "TcpExtTCPAbortOnData", 1 } },
	{ REASON, "server", "data for an orphan", CROSSED, .reason = { "TCP_ABORT_ON_DATA" } },

	{ WIRE, "server", "the FIN never left", GIVEN_UP,
	  .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "client", "a RST in ESTABLISHED", GIVEN_UP,
	  .call = { "recv", .chapter = "plugged in again, the client sends", .err = ECONNRESET } },
	{ COUNTER, "server", "the orphan was given up: tcp_write_err()", GIVEN_UP,
	  .counter = { "TcpExtTCPAbortOnTimeout", 1 } },
	{ REASON, "server", "the old segment met the new listener", GIVEN_UP,
	  .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(half_open_orphan) = {
	.name = "half-open-orphan",
	.title =
		"the document's recipe to the letter: it leaves an orphan, not a half-open connection",
	.section = "1.3",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "life half-open timer",
	.proves =
		"With the interface down, a killed service leaves its socket behind as an orphan in "
		"FIN-WAIT-1, so the kernel has not forgotten the connection and this is not half-open. "
		"When the interface is up again, the orphan's FIN and the client's data race. All "
		"endings are true ones; which one came is reported.",
	.story =
		"Interface down, the service killed (SIGKILL) and restarted, interface up, the client "
		"sends.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.outcomes = outcomes,
};

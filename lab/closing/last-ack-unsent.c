/* SPDX-License-Identifier: GPL-2.0-only */
/* last-ack-unsent - a connection is given up in LAST-ACK, or in CLOSING, and not all data were sent
 */
#include "scenario.h"

#include <sys/socket.h>

#define DISCONNECTED "connect(AF_UNSPEC)"
#define LINGERED     "close() with SO_LINGER {1, 0}"

/* A connection whose client has sent FIN and reads nothing, and whose server has more to say. */
static void fill_last_ack(struct lab *lab, struct talk *talk)
{
	talk_fill(talk);
	tcp_shutdown(talk->c, SHUT_WR);
	await_state(talk->s, "CLOSE-WAIT");
	tcp_shutdown(talk->s, SHUT_WR);
	await_state(talk->s, "LAST-ACK");
	await_state(talk->c, "FIN-WAIT-2");
	settle(lab);
}

/* The same, but the server has ended it first. */
static void fill_closing(struct lab *lab, struct talk *talk)
{
	talk_fill(talk);
	tcp_shutdown(talk->s, SHUT_WR);
	await_state(talk->s, "FIN-WAIT-1");
	tcp_shutdown(talk->c, SHUT_WR);
	await_state(talk->s, "CLOSING");
	await_state(talk->c, "FIN-WAIT-2");
	settle(lab);
}

static void give_up(struct lab *lab, void (*fill)(struct lab *lab, struct talk *talk))
{
	struct talk talk = talk_listen(lab, TCP);
	fill(lab, &talk);

	chapter(lab, DISCONNECTED);
	tcp_disconnect(talk.s);
	settle(lab);
	tcp_error(talk.s);
	tcp_error(talk.c);

	chapter(lab, "set-up again");
	fill(lab, &talk);
	tcp_linger(talk.s, true, 0);

	chapter(lab, LINGERED);
	tcp_close(talk.s);
	settle(lab);
	tcp_error(talk.c);
	tcp_recv(talk.c);
}

static void play(struct lab *lab)
{
	give_up(lab, fill_last_ack);
}

static void play_crossed(struct lab *lab)
{
	give_up(lab, fill_closing);
}

#define NOT_SENT         "some data was not sent: <SEQ=SND.NXT><CTL=RST>, tcp_disconnect()"
#define CONNECTION_RESET "a RST in FIN-WAIT-2: connection reset (RFC 9293, 3.10.7.4)"

static const struct promise given_up[] = {
	WHILE(DISCONNECTED),
	SENDS("server", ONE(RST_ABORT), NOT_SENT),
	CALL_WORKS("server", "disconnect", "the call succeeds"),
	CALL_FAILS("server", "so_error", ECONNRESET,
		   "tcp_disconnect() leaves it on its own socket"),
	CALL_FAILS("client", "so_error", ECONNRESET, CONNECTION_RESET),

	WHILE(LINGERED),
	SENDS("server", ONE(RST_ABORT), NOT_SENT),
	CALL_FAILS("client", "so_error", ECONNRESET, CONNECTION_RESET),
	CALL_RETURNS("client", "recv", 64, "data that had arrived can still be read"),

	IN_ALL,
	SENDS("server", NO("~FIN"), "the FIN never left"),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 1, "only the zero linger counts as an abort"),
	RESETS("server", 2, "TCP_DISCONNECT_WITH_DATA", "CLOSED",
	       "tcp_disconnect(): SND.NXT is not the end of the written data"),
	{ 0 },
};

static const struct promise promises[] = {
	GROUPS_OF(given_up),
	IN_ALL,
	COUNTS("server", "TcpEstabResets", 0,
	       "from LAST-ACK, not from CLOSE-WAIT (RFC 4022, tcpEstabResets)"),
	{ 0 },
};

SCENARIO(last_ack_unsent) = {
	.name = "last-ack-unsent",
	.title = "a connection in LAST-ACK with unsent data is aborted",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "close",
	.cause = "abort-linger",
	.causes = { { .chapter = DISCONNECTED, .cause = "disconnected" } },
	.proves = "When both sides have shut down, aborting a connection sends nothing, unless "
		  "data was still waiting for room at the peer: then a RST tells the peer that it "
		  "has not received everything.",
	.why = "In LAST-ACK an ABORT sends nothing (RFC 9293, 3.10.5; linger-silent-control). "
	       "But Linux enters LAST-ACK as soon as shutdown() is called, while the FIN may "
	       "still wait behind data; for RFC 9293 that is CLOSE-WAIT. tcp_disconnect() allows "
	       "for the difference: if SND.NXT is not the end of the written data, it resets, "
	       "with the reason TCP_DISCONNECT_WITH_DATA.",
	.play = play,
	.promises = promises,
};

/* ---- In CLOSING ---------------------------------------------------------------------------------
 */

static const struct promise crossed_promises[] = {
	GROUPS_OF(given_up),
	IN_ALL,
	COUNTS("server", "TcpEstabResets", 0,
	       "from CLOSING, not from ESTABLISHED (RFC 4022, tcpEstabResets)"),
	{ 0 },
};

SCENARIO(last_ack_unsent_crossed) = {
	.name = "last-ack-unsent-crossed",
	.title = "a connection in CLOSING with unsent data is aborted",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "close",
	.cause = "abort-linger",
	.causes = { { .chapter = DISCONNECTED, .cause = "disconnected" } },
	.proves = "When both sides have shut down, the server first, aborting a connection sends a "
		  "RST only if data was still waiting for room at the peer. Even a peer that has "
		  "already ended its side is told that it has not received everything.",
	.why = "In CLOSING an ABORT sends nothing (RFC 9293, 3.10.5; linger-silent-control). But "
	       "Linux enters CLOSING as soon as the peer's FIN arrives after shutdown(), while "
	       "its own FIN may still wait behind data; for RFC 9293 that is CLOSE-WAIT. "
	       "tcp_disconnect() allows for the difference, as in LAST-ACK (last-ack-unsent).",
	.play = play_crossed,
	.promises = crossed_promises,
};

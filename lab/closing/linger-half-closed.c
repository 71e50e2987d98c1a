/* SPDX-License-Identifier: GPL-2.0-only */
/* linger-half-closed - SO_LINGER {1, 0} after one side has said FIN */
#include "scenario.h"

#include <sys/socket.h>

#define CLOSE_WAIT "in CLOSE-WAIT"
#define FIN_WAIT_1 "in FIN-WAIT-1"
#define FIN_WAIT_2 "in FIN-WAIT-2"

static void abort_it(struct lab *lab, const struct talk *talk)
{
	tcp_linger(talk->s, true, 0);
	tcp_close(talk->s);
	settle(lab);
	tcp_error(talk->c);
	tcp_recv(talk->c);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	chapter(lab, CLOSE_WAIT);
	talk_connect(&talk);
	tcp_half_close(talk.c);
	abort_it(lab, &talk);

	chapter(lab, FIN_WAIT_2);
	talk_connect(&talk);
	tcp_half_close(talk.s);
	abort_it(lab, &talk);

	/* The client reads nothing, so its window closes, and the FIN waits behind unsent data. */
	chapter(lab, FIN_WAIT_1);
	talk_fill(&talk);
	tcp_shutdown(talk.s, SHUT_WR);
	settle(lab);
	look(lab, "server", "the FIN waits");
	abort_it(lab, &talk);
}

#define ABORT "close() is an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"

static const struct promise promises[] = {
	WHILE(CLOSE_WAIT),
	SENDS("server", ONE(RST_ABORT), ABORT),
	CALL_FAILS("client", "so_error", ECONNRESET,
		   "a RST in FIN-WAIT-2: connection reset (RFC 9293, 3.10.7.4)"),

	WHILE(FIN_WAIT_2),
	SENDS("server", ONE(RST_ABORT), ABORT),
	CALL_FAILS("client", "so_error", EPIPE, "tcp_reset() in CLOSE-WAIT: the pipe is broken"),
	CALL_RETURNS("client", "recv", 0, "the stream has ended already"),

	WHILE(FIN_WAIT_1),
	HAS_SOCKETS("server", 1, "the FIN waits", AT_PORT(SERVICE_PORT, "FIN-WAIT-1"),
		    "no FIN has left, and the state is FIN-WAIT-1: __tcp_close(), RED-PEN"),
	SENDS("server", NO("~FIN"), "and it does not leave later"),
	SENDS("server", ONE(RST_ABORT), ABORT),
	CALL_FAILS("client", "so_error", ECONNRESET,
		   "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)"),
	CALL_RETURNS("client", "recv", 64,
		     "data that had arrived can still be read: tcp_reset() leaves it"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 3, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 3, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1,
	       "from CLOSE-WAIT to CLOSED; FIN-WAIT does not count (RFC 4022)"),
	COUNTS("client", "TcpEstabResets", 2, "from CLOSE-WAIT and from ESTABLISHED to CLOSED"),
	RESETS("server", 3, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(linger_half_closed) = {
	.name = "linger-half-closed",
	.title = "close with SO_LINGER {1, 0} in CLOSE-WAIT, FIN-WAIT-2 and FIN-WAIT-1",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "close",
	.cause = "abort-linger",
	.proves = "SO_LINGER {1, 0} resets not only an established connection, but also one in "
		  "CLOSE-WAIT, in FIN-WAIT-2 and while the FIN is still waiting to be sent. The "
		  "peer gets ECONNRESET, or EPIPE if it had received the FIN.",
	.why = "The ABORT call sends a RST in each state in which the peer still holds the "
	       "connection open: RFC 9293, 3.10.5, and tcp_need_reset(). CLOSE-WAIT, FIN-WAIT-1 "
	       "and FIN-WAIT-2 are such states; for those in which nothing is sent see "
	       "linger-silent-control.",
	.play = play,
	.promises = promises,
};

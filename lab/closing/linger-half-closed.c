/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linger-half-closed - SO_LINGER {1, 0} after one side has said FIN.
 *
 * The ABORT call sends a RST in each state in which the peer still holds the connection open:
 * RFC 9293, 3.10.5, and tcp_need_reset(). In CLOSE-WAIT, FIN-WAIT-1 and FIN-WAIT-2 that is so; for
 * those in which nothing is sent see linger-silent-control.
 */
#include "scenario.h"

#include <sys/socket.h>

#define CLOSE_WAIT "in CLOSE-WAIT"
#define FIN_WAIT_1 "in FIN-WAIT-1"
#define FIN_WAIT_2 "in FIN-WAIT-2"

enum { SMALL_BUFFER = 4096 };

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
	tcp_shutdown(talk.c, SHUT_WR);
	await_state(talk.s, "CLOSE-WAIT");
	await_state(talk.c, "FIN-WAIT-2");
	abort_it(lab, &talk);

	chapter(lab, FIN_WAIT_2);
	talk_connect(&talk);
	tcp_shutdown(talk.s, SHUT_WR);
	await_state(talk.c, "CLOSE-WAIT");
	await_state(talk.s, "FIN-WAIT-2");
	abort_it(lab, &talk);

	/* The client reads nothing, so its window closes, and the FIN waits behind unsent data. */
	chapter(lab, FIN_WAIT_1);
	talk.c = tcp_socket(talk.client, TCP);
	tcp_set(talk.c, TCP_OPTION(SOL_SOCKET, SO_RCVBUF), SMALL_BUFFER);
	tcp_connect_to(talk.c, "server", SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);
	tcp_fill(talk.s);
	tcp_shutdown(talk.s, SHUT_WR);
	settle(lab);
	look(lab, "server", "the FIN waits");
	abort_it(lab, &talk);
}

#define ABORTED(title)                                                                            \
	{                                                                                         \
		WIRE, "server", "close() is an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)", \
			.wire = {                                                                 \
				RST_ABORT,                                                        \
				.chapter = title,                                                 \
				.count = IS(1)                                                    \
			}                                                                         \
	}

static const struct promise promises[] = {
	ABORTED(CLOSE_WAIT),
	{ SOCKET, "client", "a RST in FIN-WAIT-2: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "so_error", CLOSE_WAIT, .err = ECONNRESET } },
	ABORTED(FIN_WAIT_2),
	{ SOCKET, "client", "tcp_reset() in CLOSE-WAIT: the pipe is broken",
	  .call = { "so_error", FIN_WAIT_2, .err = EPIPE } },
	{ SOCKET, "client", "the stream has ended already",
	  .call = { "recv", FIN_WAIT_2, .ret = IS(0) } },
	{ SOCKET, "server", "no FIN has left, and the state is FIN-WAIT-1: __tcp_close(), RED-PEN",
	  .look = { "the FIN waits", "FIN-WAIT-1", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "nor does it leave later",
	  .wire = { "~FIN", FIN_WAIT_1, .count = IS(0) } },
	ABORTED(FIN_WAIT_1),
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "so_error", FIN_WAIT_1, .err = ECONNRESET } },
	{ SOCKET, "client", "what had arrived can still be read: tcp_reset() leaves it",
	  .call = { "recv", FIN_WAIT_1, .ret = IS(64) } },
	{ COUNTER, "server", "tcp_send_active_reset() counts each",
	  .counter = { "TcpOutRsts", 3 } },
	{ COUNTER, "server", "__tcp_close() counts a zero linger so",
	  .counter = { "TcpExtTCPAbortOnData", 3 } },
	{ COUNTER, "server", "from CLOSE-WAIT to CLOSED; FIN-WAIT does not count (RFC 4022)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "client", "from CLOSE-WAIT and from ESTABLISHED to CLOSED",
	  .counter = { "TcpEstabResets", 2 } },
	{ REASON, "server", "tcp_disconnect(): the state needs a reset",
	  .reason = { "TCP_STATE", "CLOSED", .count = IS(3) } },
	{ 0 },
};

SCENARIO(linger_half_closed) = {
	.name = "linger-half-closed",
	.title = "close with SO_LINGER {1, 0} in CLOSE-WAIT, FIN-WAIT-2 and FIN-WAIT-1",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "close",
	.proves =
		"SO_LINGER {1, 0} resets not only an established connection: it does so in CLOSE-WAIT, "
		"in FIN-WAIT-2 and while the FIN still waits to be sent. The peer gets ECONNRESET, or "
		"EPIPE if it had received the FIN.",
	.story =
		"The server closes with SO_LINGER {1, 0}: first after the client's FIN, then after its "
		"own, then while its own FIN waits behind data that the client has no room for.",
	.play = play,
	.promises = promises,
};

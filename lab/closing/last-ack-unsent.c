/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * last-ack-unsent - a connection is given up in LAST-ACK, and not all data were sent.
 *
 * In LAST-ACK an ABORT sends nothing (RFC 9293, 3.10.5; linger-silent-control). But Linux calls it
 * LAST-ACK as soon as shutdown() was called, while the FIN may still wait behind data: to RFC 9293
 * that is CLOSE-WAIT. tcp_disconnect() allows for the difference: if SND.NXT is not the end of what
 * was written, it resets, with the reason TCP_DISCONNECT_WITH_DATA.
 */
#include "scenario.h"

#include <sys/socket.h>

#define DISCONNECTED "connect(AF_UNSPEC)"
#define LINGERED     "close() with SO_LINGER {1, 0}"

enum { SMALL_BUFFER = 4096 };

/* A connection whose client has sent FIN and reads nothing, and whose server has more to say. */
static void fill_last_ack(struct lab *lab, struct talk *talk)
{
	talk->c = tcp_socket(talk->client, TCP);
	tcp_set(talk->c, TCP_OPTION(SOL_SOCKET, SO_RCVBUF), SMALL_BUFFER);
	tcp_connect_to(talk->c, "server", SERVICE_PORT);
	talk->s = tcp_accept(talk->listener);
	tcp_fill(talk->s);
	tcp_shutdown(talk->c, SHUT_WR);
	await_state(talk->s, "CLOSE-WAIT");
	tcp_shutdown(talk->s, SHUT_WR);
	await_state(talk->s, "LAST-ACK");
	await_state(talk->c, "FIN-WAIT-2");
	settle(lab);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	fill_last_ack(lab, &talk);

	chapter(lab, DISCONNECTED);
	tcp_disconnect(talk.s);
	settle(lab);
	tcp_error(talk.s);
	tcp_error(talk.c);

	chapter(lab, "set-up again");
	fill_last_ack(lab, &talk);
	tcp_linger(talk.s, true, 0);

	chapter(lab, LINGERED);
	tcp_close(talk.s);
	settle(lab);
	tcp_error(talk.c);
	tcp_recv(talk.c);
}

#define ABORTED(title)                                                                          \
	{                                                                                       \
		WIRE, "server", "data were not sent: <SEQ=SND.NXT><CTL=RST>, tcp_disconnect()", \
			.wire = {                                                               \
				RST_ABORT,                                                      \
				.chapter = title,                                               \
				.count = IS(1)                                                  \
			}                                                                       \
	}

static const struct promise promises[] = {
	ABORTED(DISCONNECTED),
	{ SOCKET, "server", "the call succeeds", .call = { "disconnect", DISCONNECTED } },
	{ SOCKET, "server", "tcp_disconnect() leaves it on the own socket",
	  .call = { "so_error", DISCONNECTED, .err = ECONNRESET } },
	{ SOCKET, "client", "a RST in FIN-WAIT-2: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "so_error", DISCONNECTED, .err = ECONNRESET } },
	ABORTED(LINGERED),
	{ SOCKET, "client", "a RST in FIN-WAIT-2: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "so_error", LINGERED, .err = ECONNRESET } },
	{ SOCKET, "client", "what had arrived can still be read",
	  .call = { "recv", LINGERED, .ret = IS(64) } },
	{ WIRE, "server", "the FIN never left", .wire = { .flags = "~FIN", .count = IS(0) } },
	{ COUNTER, "server", "tcp_send_active_reset() counts each",
	  .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "server", "only the zero linger is counted as an abort",
	  .counter = { "TcpExtTCPAbortOnData", 1 } },
	{ COUNTER, "server", "from LAST-ACK, not from CLOSE-WAIT (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 0 } },
	{ REASON, "server", "tcp_disconnect(): SND.NXT is not the end of what was written",
	  .reason = { "TCP_DISCONNECT_WITH_DATA", "CLOSED", .count = IS(2) } },
	{ 0 },
};

SCENARIO(last_ack_unsent) = {
	.name = "last-ack-unsent",
	.title = "a connection in LAST-ACK with unsent data is given up",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "close",
	.proves =
		"When both sides have shut down, giving up a connection sends nothing, unless data "
		"were still waiting for room at the peer: then the peer is told by RST that it has not "
		"got all.",
	.story =
		"The client reads nothing and shuts down its side; the server writes more than there "
		"is room for and shuts down its side too. It gives up: by connect(AF_UNSPEC); on a "
		"second connection, by close() with SO_LINGER {1, 0}.",
	.play = play,
	.promises = promises,
};

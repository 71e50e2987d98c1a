/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * data-after-close - data reach an orphan whose FIN is not acknowledged yet.
 *
 * RFC 9293, 3.6.1: new data received after CLOSE SHOULD be answered by RST. tcp_rcv_state_process()
 * does so in FIN-WAIT-1 (TCP_ABORT_ON_DATA): where the FIN has not even left, where it is on its
 * way, and where one segment brings its acknowledgement and data. If the FIN was acknowledged
 * before, it is another path and another reason: data-after-fin-acked.
 *
 * The first case is the classic loss of a response: the server has written all of it and closed,
 * the client has not read all, and sends more.
 */
#include "scenario.h"

#include <sys/socket.h>

#define FIN_WAITS    "the FIN waits for the window"
#define FIN_LEFT     "the FIN is on its way"
#define WITH_THE_ACK "data and the ACK of the FIN"

enum { GHOST_PORT = 4000, SMALL_BUFFER = 4096 };

/* The server closes at once; the ghost has, or has not, seen the FIN when it sends. */
static void send_to_orphan(struct lab *lab, struct sock *listener, uint16_t port, bool has_seen_fin)
{
	struct raw_segment peer = raw_connect(lab, "server", port, SERVICE_PORT);
	struct sock *s = tcp_accept(listener);
	tcp_close(s);
	struct heard fin = await_sent(lab, "server", "FIN,ACK");
	if (has_seen_fin)
		peer.ack = fin.next;
	peer.flags = "PSH,ACK";
	peer.data = "More.\n";
	raw_send(lab, &peer);
	settle(lab);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c = tcp_socket(talk.client, TCP);
	tcp_set(c, TCP_OPTION(SOL_SOCKET, SO_RCVBUF), SMALL_BUFFER);
	tcp_connect_to(c, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(talk.listener);
	tcp_fill(s);
	settle(lab);

	chapter(lab, FIN_WAITS);
	tcp_close(s);
	look(lab, "server", "closed");
	tcp_send(c, "More.\n");
	settle(lab);
	tcp_error(c);
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
	look(lab, "server", "reset");

	ghost_beside(lab, "client");
	chapter(lab, FIN_LEFT);
	send_to_orphan(lab, talk.listener, GHOST_PORT, false);

	chapter(lab, WITH_THE_ACK);
	send_to_orphan(lab, talk.listener, GHOST_PORT + 1, true);
}

#define RESET(title)                                                                          \
	{                                                                                     \
		WIRE, "server", "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)", \
			.wire = {                                                             \
				RST_REPLY,                                                    \
				.chapter = title,                                             \
				.count = IS(1)                                                \
			}                                                                     \
	}

static const struct promise promises[] = {
	{ SOCKET, "server", "the kernel still has much to send, but the socket is closed",
	  .look = { "closed", "FIN-WAIT-1", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "no FIN has left", .wire = { "~FIN", FIN_WAITS, IS(0) } },
	RESET(FIN_WAITS),
	{ SOCKET, "client", "its own send() succeeds",
	  .call = { "send", FIN_WAITS, .nth = 1, .ret = IS(6) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "so_error", FIN_WAITS, .err = ECONNRESET } },
	{ SOCKET, "client", "what had arrived can still be read, what had not is lost",
	  .call = { "recv", FIN_WAITS, .ret = IS(64) } },
	{ SOCKET, "client", "the pipe is broken",
	  .call = { "send", FIN_WAITS, .nth = 2, .err = EPIPE } },
	{ SOCKET, "server", "all that was to be sent is gone",
	  .look = { "reset", "FIN-WAIT-1", SERVICE_PORT, .count = 0 } },
	{ WIRE, "server", "the FIN has left", .wire = { "FIN,ACK", FIN_LEFT, .seq = SND_NXT } },
	RESET(FIN_LEFT),
	{ WIRE, "server", "the FIN has left", .wire = { "FIN,ACK", WITH_THE_ACK } },
	RESET(WITH_THE_ACK),
	{ COUNTER, "server", "tcp_rcv_state_process() counts data after close() so",
	  .counter = { "TcpExtTCPAbortOnData", 3 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 3 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "data for a socket that nobody can read any more",
	  .reason = { "TCP_ABORT_ON_DATA", "CLOSED", .count = IS(3) } },
	{ 0 },
};

SCENARIO(data_after_close) = {
	.name = "data-after-close",
	.title = "data arrive after close(), before the FIN was acknowledged",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close raw",
	.proves =
		"A server that closes while its peer goes on sending resets it, and with that throws "
		"away what it had itself written and not yet sent: a client that has not read all of a "
		"response loses its end. The kernel's reason is TCP_ABORT_ON_DATA.",
	.story =
		"The server writes more than the client has room for, and closes; the client sends. "
		"Then with a peer that sends while the FIN is on its way, and with one that "
		"acknowledges the FIN and sends in one segment.",
	.play = play,
	.promises = promises,
};

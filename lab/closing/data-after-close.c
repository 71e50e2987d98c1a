/* SPDX-License-Identifier: GPL-2.0-only */
/* data-after-close - data reach an orphan whose FIN is not acknowledged yet */
#include "scenario.h"

#define FIN_WAITS    "the FIN waits for the window"
#define FIN_LEFT     "the FIN is in flight"
#define WITH_THE_ACK "data and the ACK of the FIN"

enum { GHOST_PORT = 4000 };

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
	peer.data = "!"; /* the least that is too much */
	raw_send(lab, &peer);
	settle(lab);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	talk_fill(&talk);
	settle(lab);

	chapter(lab, FIN_WAITS);
	tcp_close(talk.s);
	look(lab, "server", "closed");
	tcp_send(talk.c, "More.\n");
	settle(lab);
	tcp_error(talk.c);
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");
	look(lab, "server", "reset");

	ghost_beside(lab, "client");
	chapter(lab, FIN_LEFT);
	send_to_orphan(lab, talk.listener, GHOST_PORT, false);

	chapter(lab, WITH_THE_ACK);
	send_to_orphan(lab, talk.listener, GHOST_PORT + 1, true);
}

#define AFTER_CLOSE "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)"

static const struct promise promises[] = {
	WHILE(FIN_WAITS),
	HAS_SOCKETS("server", 1, "closed", AT_PORT(SERVICE_PORT, "FIN-WAIT-1"),
		    "the kernel still has much to send, but the socket is closed"),
	SENDS("server", NO("~FIN"), "no FIN has left"),
	SENDS("server", ONE(RST_REPLY), AFTER_CLOSE),
	CALL_RETURNS("client", NTH(1, "send"), 6, "its own send() succeeds"),
	CALL_FAILS("client", "so_error", ECONNRESET,
		   "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)"),
	CALL_RETURNS("client", "recv", 64,
		     "data that had arrived can still be read, the rest is lost"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE, AS_EVER),
	HAS_SOCKETS("server", 0, "reset", AT_PORT(SERVICE_PORT, "FIN-WAIT-1"),
		    "everything to send has left"),

	WHILE(FIN_LEFT),
	SENDS("server", SOME(.flags = "FIN,ACK", .seq = SND_NXT), "the FIN has left"),
	SENDS("server", ONE(RST_REPLY), AFTER_CLOSE),

	WHILE(WITH_THE_ACK),
	SENDS("server", SOME(.flags = "FIN,ACK"), "the FIN has left"),
	SENDS("server", ONE(RST_REPLY), AFTER_CLOSE),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnData", 3,
	       "tcp_rcv_state_process() counts data after close() this way"),
	COUNTS("server", "TcpOutRsts", 3, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 3, "TCP_ABORT_ON_DATA", "CLOSED",
	       "data for a socket that no application can read any more"),
	{ 0 },
};

SCENARIO(data_after_close) = {
	.name = "data-after-close",
	.title = "data arrives after close(), before the FIN was acknowledged",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close raw",
	.cause = "data-after-close",
	.proves = "A server that closes while its peer is still sending resets it. This also "
		  "discards what the server itself had written but not yet sent: a client that has "
		  "not read the whole response loses its end. The kernel's reason is "
		  "TCP_ABORT_ON_DATA.",
	.why = "RFC 9293, 3.6.1: new data received after CLOSE SHOULD be answered with a RST. "
	       "tcp_rcv_state_process() does so in FIN-WAIT-1: when the FIN has not even left "
	       "because the client has no room for the data before it, when the FIN is in "
	       "flight, and when one segment carries both its acknowledgement and data. If the "
	       "FIN was acknowledged before, path and reason differ: data-after-fin-acked.",
	.play = play,
	.promises = promises,
};

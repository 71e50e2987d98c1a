/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-gap-control - data are queued, but behind a gap */
#include "scenario.h"

enum { GHOST_PORT = 4000, GAP = 100 };

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");
	struct raw_segment peer = raw_connect(lab, "server", GHOST_PORT, SERVICE_PORT);
	struct sock *s = tcp_accept(listener);

	chapter(lab, "data behind a gap");
	struct raw_segment ahead = peer;
	ahead.seq += GAP;
	ahead.flags = "PSH,ACK";
	ahead.data = "Hello world.\n";
	raw_send(lab, &ahead);
	settle(lab);

	chapter(lab, "the server closes");
	tcp_close(s);
	settle(lab);
	peer.ack++;
	raw_send(lab, &peer);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE("data behind a gap"),
	SENDS("server", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "a segment beyond RCV.NXT: a duplicate ACK (RFC 5681, 4.2)"),

	WHILE("the server closes"),
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "no acknowledged data is lost: FIN (RFC 9293, 3.6)"),

	IN_ALL,
	CALL_WORKS("server", "close", "close() succeeds"),
	SENDS("server", NO("~RST"), "no RST"),
	COUNTS("server", "TcpExtTCPOFOQueue", 1, "the data was kept: tcp_data_queue_ofo()"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(unread_data_gap_control) = {
	.name = "unread-data-gap-control",
	.title = "close while only out-of-order data is queued",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control raw",
	.proves = "Out-of-order data does not count as received: close() discards it and sends a "
		  "FIN, not a RST.",
	.why = "The data was never acknowledged, so its sender will retransmit it, and was never "
	       "told that it arrived. __tcp_close() looks at the receive queue, not at the "
	       "out-of-order queue, and sends a FIN.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data-gap-control - data are queued, but behind a gap.
 *
 * They were never acknowledged, so their sender will send them again, and nobody was told that they
 * had come: __tcp_close() looks at the receive queue, not at the queue of what came out of order,
 * and sends FIN.
 */
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
	{ WIRE, "server", "a segment beyond RCV.NXT: a duplicate ACK (RFC 5681, 4.2)",
	  .wire = { .flags = "ACK",
		    .chapter = "data behind a gap",
		    .count = IS(1),
		    .seq = SND_NXT,
		    .ack = RCV_NXT } },
	{ COUNTER, "server", "the data were kept: tcp_data_queue_ofo()",
	  .counter = { "TcpExtTCPOFOQueue", 1 } },
	{ WIRE, "server", "nothing that was acknowledged is lost: FIN (RFC 9293, 3.6)",
	  .wire = { .flags = "FIN,ACK",
		    .chapter = "the server closes",
		    .count = IS(1),
		    .seq = SND_NXT,
		    .ack = RCV_NXT } },
	{ WIRE, "server", "no RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "server", "close() succeeds", .call = { "close" } },
	{ COUNTER, "server", "no data were unread", .counter = { "TcpExtTCPAbortOnClose", 0 } },
	{ COUNTER, "server", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nothing was reset",
	  .reason = { "TCP_ABORT_ON_CLOSE", .count = IS(0) } },
	{ 0 },
};

SCENARIO(unread_data_gap_control) = {
	.name = "unread-data-gap-control",
	.title = "close while only out-of-order data are queued",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control raw",
	.proves =
		"Data that came out of order are not yet received: close() throws them away and sends "
		"FIN, not RST.",
	.story =
		"A peer sends data that begin 100 bytes too far. The server acknowledges nothing of "
		"it, and closes.",
	.play = play,
	.promises = promises,
};

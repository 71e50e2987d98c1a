/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data-repeated-control - what is in the receive buffer was read before.
 *
 * A peer whose last data were not acknowledged in time sends them again together with its FIN. The
 * segment is queued for the FIN's sake, its data were read long ago. __tcp_close() compares with
 * what the application has read (copied_seq) and sends FIN. Kernels without that ("tcp: fix
 * __tcp_close() to only send RST when required", Linux 6.18 and its stable branches) count the
 * bytes in the queue, and reset.
 */
#include "scenario.h"

#include <string.h>

enum { GHOST_PORT = 4000 };

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");
	struct raw_segment peer = raw_connect(lab, "server", GHOST_PORT, SERVICE_PORT);
	struct sock *s = tcp_accept(listener);

	peer.flags = "PSH,ACK";
	peer.data = "Hello world.\n";
	raw_send(lab, &peer);
	tcp_recv(s);

	chapter(lab, "the same data again, with FIN");
	peer.flags = "FIN,PSH,ACK";
	raw_send(lab, &peer);
	await_state(s, "CLOSE-WAIT");

	chapter(lab, "the server closes");
	tcp_close(s);
	settle(lab);
	peer.seq += (uint32_t)strlen(peer.data) + 1;
	peer.ack++;
	peer.flags = "ACK";
	peer.data = NULL;
	raw_send(lab, &peer);
	settle(lab);
}

static const struct change compares = {
	"5.4.301 5.10.246 5.15.195 6.1.156 6.6.112 6.12.53 6.17.3 6.18",
	"5f9238530970 (tcp: fix __tcp_close() to only send RST when required)",
};

static const struct promise promises[] = {
	{ SOCKET, "server", "all that was sent is read", .call = { "recv", .ret = IS(13) } },
	{ WIRE, "server", "no data are lost: FIN (RFC 9293, 3.6)", .with = &compares,
	  .wire = { .flags = "FIN,ACK",
		    .chapter = "the server closes",
		    .count = IS(1),
		    .seq = SND_NXT,
		    .ack = RCV_NXT } },
	{ WIRE, "server", "no RST", .with = &compares,
	  .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "no data were unread", .with = &compares,
	  .counter = { "TcpExtTCPAbortOnClose", 0 } },
	{ COUNTER, "server", "nothing was reset", .with = &compares,
	  .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nothing was reset", .with = &compares,
	  .reason = { "TCP_ABORT_ON_CLOSE", .count = IS(0) } },
	{ WIRE, "server", "__tcp_close() counts what is in the queue, read or not",
	  .without = &compares,
	  .wire = { .flags = "RST,ACK",
		    .chapter = "the server closes",
		    .count = IS(1),
		    .seq = SND_NXT,
		    .ack = RCV_NXT } },
	{ COUNTER, "server", "as data unread", .without = &compares,
	  .counter = { "TcpExtTCPAbortOnClose", 1 } },
	{ 0 },
};

SCENARIO(unread_data_repeated_control) = {
	.name = "unread-data-repeated-control",
	.title = "close when the queued data were read before, and came again with the FIN",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control raw",
	.proves =
		"Data that a peer repeats, and that the application has read already, are no unread "
		"data: close() sends FIN. Older kernels take them for unread and reset a connection "
		"that has lost nothing.",
	.story =
		"A peer sends \"Hello world.\", the server reads it. The peer sends it again, now with "
		"its FIN. The server closes.",
	.play = play,
	.promises = promises,
};

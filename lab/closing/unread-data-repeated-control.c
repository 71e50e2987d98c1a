/* SPDX-License-Identifier: GPL-2.0-only */
/* unread-data-repeated-control - what is in the receive buffer was read before */
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
	WHILE("the server closes"),
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "no data is lost: FIN (RFC 9293, 3.6)", .with = &compares),
	SENDS("server", ONE(.flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "__tcp_close() counts what is in the queue, read or not", .without = &compares),

	IN_ALL,
	CALL_RETURNS("server", "recv", 13, "all sent data is read"),
	SENDS("server", NO("~RST"), "no RST", .with = &compares),
	COUNTS("server", "TcpExtTCPAbortOnClose", 0, AS_EVER, .with = &compares),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, "as unread data", .without = &compares),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER, .with = &compares),
	NO_RESET(ANY_HOST, AS_EVER, .with = &compares),
	{ 0 },
};

SCENARIO(unread_data_repeated_control) = {
	.name = "unread-data-repeated-control",
	.title = "close when the queued data was read before, and arrived again with the FIN",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control raw",
	.cause = "abort-unread",
	.proves = "Data that a peer retransmits, and that the application has already read, is not "
		  "unread data: close() sends a FIN. Older kernels count it as unread and reset a "
		  "connection that has lost nothing.",
	.why = "A peer whose last data was not acknowledged in time retransmits it together with "
	       "its FIN. The segment is queued because of the FIN, although its data was read "
	       "long ago. __tcp_close() compares with what the application has read (copied_seq) "
	       "and sends a FIN. Kernels without this fix (\"tcp: fix __tcp_close() to only send "
	       "RST when required\", Linux 6.18 and its stable branches) count the bytes in the "
	       "queue, and reset.",
	.play = play,
	.promises = promises,
};

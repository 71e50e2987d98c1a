/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unread-data-in-flight - the last reference of a socket is in a message that nobody received.
 *
 * A descriptor that is sent over a UNIX socket (SCM_RIGHTS, unix(7)) lives in the message. When the
 * receiving end is closed, unix_release_sock() throws the message away, and with it the last
 * reference: tcp_close() is called deep in the close() of something else.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_send(c, "Hello world.\n");
	await_unread(s, 13);
	settle(lab);

	chapter(lab, "the descriptor is on its way");
	tcp_pass(s);
	settle(lab);
	look(lab, "server", "on its way");

	chapter(lab, "the message is thrown away");
	tcp_pass_drop(talk.server);
	settle(lab);
	tcp_recv(c);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "no process holds the descriptor any more",
	  .call = { "sendmsg", .chapter = "the descriptor is on its way" } },
	{ WIRE, "server", "the message does: nothing is said",
	  .wire = { .chapter = "the descriptor is on its way", .count = IS(0) } },
	{ SOCKET, "server", "and the connection stands",
	  .look = { "on its way", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "received data were lost: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)",
	  .wire = { RST_ABORT, .chapter = "the message is thrown away", .count = IS(1) } },
	{ WIRE, "server", "a RST takes the FIN's place",
	  .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the message is thrown away", .err = ECONNRESET } },
	{ COUNTER, "server", "__tcp_close() counts unread data so",
	  .counter = { "TcpExtTCPAbortOnClose", 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "__tcp_close() with unread data, on behalf of unix_release_sock()",
	  .reason = { "TCP_ABORT_ON_CLOSE", "CLOSED" } },
	{ 0 },
};

SCENARIO(unread_data_in_flight) = {
	.name = "unread-data-in-flight",
	.title = "a socket in an SCM_RIGHTS message that nobody received, with unread data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.proves =
		"A connection that is handed over to another process lives on in the message while "
		"nobody has received it. If that message is thrown away, as when the receiver dies "
		"first, the kernel closes the connection, and with unread data the peer is reset.",
	.story =
		"The client sends. The server passes its descriptor by SCM_RIGHTS and closes its own. "
		"Nobody receives the message; both ends of the UNIX socket are closed.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linger - document section 1.2: close() with SO_LINGER {1, 0}.
 *
 * The socket option turns close() into the ABORT call of RFC 9293, 3.9.1.6: at a zero linger time
 * __tcp_close() calls tcp_disconnect(), which sends the RST as for any state that needs one. The
 * kernel's reason is therefore TCP_STATE and the counter TCPAbortOnData; TCP_ABORT_ON_LINGER and
 * TCPAbortOnLinger belong to TCP_LINGER2.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_send(c, "Hello world.\r\n");
	tcp_recv(s);

	chapter(lab, "the client closes");
	tcp_linger(c, true, 0);
	tcp_close(c);
	settle(lab);
	look(lab, "client", "after the close");
	tcp_recv(s);

	chapter(lab, "the same port again");
	tcp_connect_from(talk.client, tcp_local_port(c), NO_REUSE, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	{ WIRE, "client", "close() is an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)",
	  .wire = { RST_ABORT, .chapter = "the client closes", .count = IS(1) } },
	{ WIRE, "client", "an ABORT sends no FIN", .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "server", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client closes", .err = ECONNRESET } },
	{ SOCKET, "client", "the side that resets has no TIME-WAIT",
	  .look = { "after the close", .port = SERVICE_PORT, .count = 0 } },
	{ SOCKET, "client", "its port is free at once",
	  .call = { "connect", .chapter = "the same port again" } },
	{ COUNTER, "client", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "__tcp_close() counts a zero linger so",
	  .counter = { "TcpExtTCPAbortOnData", 1 } },
	{ COUNTER, "client", "that counter is TCP_LINGER2's",
	  .counter = { "TcpExtTCPAbortOnLinger", 0 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "client", "tcp_disconnect(): the state needs a reset",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ 0 },
};

SCENARIO(linger) = {
	.name = "linger",
	.title = "close with SO_LINGER {1, 0}",
	.section = "1.2",
	.rfc = "RFC 9293, 3.9.1.6",
	.tags = "close",
	.proves =
		"With l_onoff = 1 and l_linger = 0, close() sends RST at once instead of FIN. The peer "
		"reads ECONNRESET, the closing side keeps no TIME-WAIT, and its port can be used again "
		"at once, which is why people do this.",
	.story =
		"The connection is used once. The client sets SO_LINGER {1, 0} and closes; the server "
		"reads. Then the client connects again from the same port.",
	.play = play,
	.promises = promises,
};

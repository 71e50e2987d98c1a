/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst-after-fin - a RST that bears the number of the FIN before it.
 *
 * Some stacks abort a connection that they have just closed by a RST with the FIN's own sequence
 * number, RCV.NXT - 1 for its receiver. By RFC 5961, 3.2 that is outside the window, and to be
 * dropped; tcp_reset_check() makes an exception in CLOSE-WAIT, LAST-ACK and CLOSING, on purpose, so
 * that connections of such peers do not stay. In CLOSE-WAIT the error is EPIPE: tcp_reset().
 */
#include "scenario.h"

#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	ghost_beside(lab, "router");

	chapter(lab, "the client has no more to say");
	tcp_shutdown(c, SHUT_WR);
	tcp_recv(s);
	await_state(c, "FIN-WAIT-2");
	struct heard fin = await_sent(lab, "client", "FIN,ACK");

	chapter(lab, "a RST with the FIN's number");
	raw_send(lab, &(struct raw_segment){ .from = "client",
					     .to = "server",
					     .sport = tcp_local_port(c),
					     .dport = SERVICE_PORT,
					     .flags = "RST",
					     .seq = fin.seq });
	settle(lab);
	tcp_error(s);
	look(lab, "client", "after the RST");
}

static const struct promise promises[] = {
	{ WIRE, "client", "the FIN",
	  .wire = { .flags = "FIN,ACK", .count = IS(1), .rel_seq = IS(1) } },
	{ SOCKET, "server", "the end of what the client had to say",
	  .call = { "recv", .chapter = "the client has no more to say", .ret = IS(0) } },
	{ WIRE, "router", "forged: the FIN's number again, RCV.NXT - 1",
	  .wire = { .flags = "RST", .count = IS(1), .rel_seq = IS(1), .forged = true } },
	{ WIRE, "server", "a RST is not answered (RFC 9293, 3.10.7.4)",
	  .wire = { .chapter = "a RST with the FIN's number", .count = IS(0) } },
	{ SOCKET, "server", "tcp_reset() in CLOSE-WAIT: broken pipe, not connection reset",
	  .call = { "so_error", .err = EPIPE } },
	{ SOCKET, "client", "the client had no part in it",
	  .look = { "after the RST", "FIN-WAIT-2", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "server", "CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "no challenge", .counter = { "TcpExtTCPChallengeACK", 0 } },
	{ COUNTER, "client", "the client's TCP has not sent it", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "client", "no tcp_send_reset anywhere",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(rst_after_fin) = {
	.name = "rst-after-fin",
	.title = "a RST with the sequence number of the FIN before it",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw close",
	.proves =
		"After a FIN, Linux also believes a RST whose sequence number is one too small, where "
		"RFC 5961 would drop it. A side that was in CLOSE-WAIT reads EPIPE, not ECONNRESET.",
	.story =
		"The client closes its half. Somebody beside the router sends a RST to the server in "
		"the client's name, with the FIN's sequence number.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

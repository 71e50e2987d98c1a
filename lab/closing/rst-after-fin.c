/* SPDX-License-Identifier: GPL-2.0-only */
/* rst-after-fin - a RST that bears the number of the FIN before it */
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
	forge(c, &(struct raw_segment){ .flags = "RST", .seq = fin.seq });
	settle(lab);
	tcp_error(s);
	look(lab, "client", "after the RST");
}

static const struct promise promises[] = {
	WHILE("the client has no more to say"),
	CALL_RETURNS("server", "recv", 0, "the end of what the client had to say"),

	WHILE("a RST with the FIN's number"),
	SENDS("server", NOTHING, "a RST is not answered (RFC 9293, 3.10.7.4)"),
	HAS_SOCKETS("client", 1, "after the RST", AT_PORT(SERVICE_PORT, "FIN-WAIT-2"),
		    "the client had no part in it"),

	IN_ALL,
	SENDS("client", ONE(.flags = "FIN,ACK", .rel_seq = IS(1)), "the FIN"),
	SENDS("router", ONE(.flags = "RST", .rel_seq = IS(1), .forged = true),
	      "forged: the FIN's number again, RCV.NXT - 1"),
	CALL_FAILS("server", "so_error", EPIPE,
		   "tcp_reset() in CLOSE-WAIT: broken pipe, not connection reset"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPChallengeACK", 0, "no challenge"),
	COUNTS("client", "TcpOutRsts", 0, "the client's TCP has not sent it"),
	NO_RESET(ANY_HOST, "nor has any other: the mark of a forgery"),
	{ 0 },
};

SCENARIO(rst_after_fin) = {
	.name = "rst-after-fin",
	.title = "a RST with the sequence number of the FIN before it",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw close",
	.cause = "forged",
	.proves =
		"After a FIN, Linux also believes a RST whose sequence number is one too small, where "
		"RFC 5961 would drop it. A side that was in CLOSE-WAIT reads EPIPE, not ECONNRESET.",
	.why = "Some stacks abort a connection that they have just closed by a RST with the "
	       "FIN's own sequence number, RCV.NXT - 1 for its receiver. By RFC 5961, 3.2 that "
	       "is outside the window, and to be dropped; tcp_reset_check() makes an exception "
	       "in CLOSE-WAIT, LAST-ACK and CLOSING, on purpose, so that connections of such "
	       "peers do not stay. In CLOSE-WAIT the error is EPIPE: tcp_reset().",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

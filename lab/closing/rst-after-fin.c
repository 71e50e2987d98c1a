/* SPDX-License-Identifier: GPL-2.0-only */
/* rst-after-fin - a RST that bears the number of the FIN before it */
#include "scenario.h"

#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	ghost_beside(lab, "router");

	chapter(lab, "the client sends its FIN");
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
	WHILE("the client sends its FIN"),
	CALL_RETURNS("server", "recv", 0, "the end of the client's data"),

	WHILE("a RST with the FIN's number"),
	SENDS("server", NOTHING, "a RST is not answered (RFC 9293, 3.10.7.4)"),
	HAS_SOCKETS("client", 1, "after the RST", AT_PORT(SERVICE_PORT, "FIN-WAIT-2"),
		    "the client was not involved"),

	IN_ALL,
	SENDS("client", ONE(.flags = "FIN,ACK", .rel_seq = IS(1)), "the FIN"),
	SENDS("router", ONE(.flags = "RST", .rel_seq = IS(1), .forged = true),
	      "forged: the FIN's number again, RCV.NXT - 1"),
	CALL_FAILS("server", "so_error", EPIPE,
		   "tcp_reset() in CLOSE-WAIT: broken pipe, not connection reset"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPChallengeACK", 0, "no challenge"),
	COUNTS("client", "TcpOutRsts", 0, "the client's TCP did not send it"),
	NO_RESET(ANY_HOST, "and neither did any other: the mark of a forgery"),
	{ 0 },
};

SCENARIO(rst_after_fin) = {
	.name = "rst-after-fin",
	.title = "a RST with the sequence number of the FIN before it",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw close",
	.cause = "forged",
	.proves = "After a FIN, Linux also accepts a RST whose sequence number is one too small, "
		  "where RFC 5961 would drop it. A side that was in CLOSE-WAIT gets EPIPE, not "
		  "ECONNRESET.",
	.why = "Some stacks abort a connection that they have just closed with a RST that has "
	       "the FIN's own sequence number, RCV.NXT - 1 for its receiver. By RFC 5961, 3.2, "
	       "it is outside the window and must be dropped. tcp_reset_check() deliberately "
	       "makes an exception in CLOSE-WAIT, LAST-ACK and CLOSING, so that connections to "
	       "such peers do not linger. In CLOSE-WAIT the error is EPIPE: tcp_reset().",
	.topology = "routed",
	.play = play,
	.promises = promises,
};

/* ---- After both FINs ----------------------------------------------------------------------------
 */

enum { GHOST_PORT = 4000 };

#define IN_LAST_ACK "in LAST-ACK"
#define IN_CLOSING  "in CLOSING"

/* The ghost never acknowledges the server's FIN. Its own comes @first, and then a RST with its
 * number. */
static void end_badly(struct lab *lab, struct sock *listener, uint16_t port, bool first)
{
	struct raw_segment peer = raw_connect(lab, "server", port, SERVICE_PORT);
	struct sock *s = tcp_accept(listener);

	peer.flags = "FIN,ACK";
	if (first) {
		raw_send(lab, &peer);
		await_state(s, "CLOSE-WAIT");
	}
	tcp_shutdown(s, SHUT_WR);
	await_sent(lab, "server", "FIN,ACK");
	if (!first)
		raw_send(lab, &peer);
	await_state(s, first ? "LAST-ACK" : "CLOSING");
	settle(lab);

	chapter(lab, first ? IN_LAST_ACK : IN_CLOSING);
	peer.flags = "RST";
	peer.ack = 0;
	raw_send(lab, &peer);
	settle(lab);
	look(lab, "server", first ? IN_LAST_ACK : IN_CLOSING);
	tcp_error(s);
	tcp_recv(s);
}

static void play_both(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	chapter(lab, "the client closes, and then the server");
	end_badly(lab, listener, GHOST_PORT, true);
	chapter(lab, "the server closes, and then the client");
	end_badly(lab, listener, GHOST_PORT + 1, false);
}

#define BELIEVED "RCV.NXT - 1, accepted after a FIN: tcp_reset_check()"

static const struct promise promises_both[] = {
	WHILE_EACH(IN_LAST_ACK, IN_CLOSING),
	SENDS("client", ONE(.flags = "RST", .rel_seq = IS(1), .forged = true),
	      "forged: the FIN's number again, RCV.NXT - 1"),
	SENDS("server", NOTHING_NEW, "a RST is not answered (RFC 9293, 3.10.7.4)"),
	CALL_FAILS("server", "so_error", ECONNRESET,
		   "tcp_reset(): EPIPE is for CLOSE-WAIT only, and the server has sent its FIN"),
	CALL_RETURNS("server", "recv", 0, "the end of the stream came before the RST"),
	WHILE(IN_LAST_ACK),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(GHOST_PORT, ANY_STATE), BELIEVED),
	WHILE(IN_CLOSING),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(GHOST_PORT + 1, ANY_STATE), BELIEVED),

	IN_ALL,
	COUNTS("server", "TcpEstabResets", 0,
	       "only from ESTABLISHED and CLOSE-WAIT (RFC 4022, tcpEstabResets)"),
	COUNTS("server", "TcpExtTCPChallengeACK", 0, "no challenge"),
	COUNTS("server", "TcpOutRsts", 0, "the server sends no RST"),
	NO_RESET(ANY_HOST, "and neither did any other: the mark of a forgery"),
	{ 0 },
};

SCENARIO(rst_after_fin_both) = {
	.name = "rst-after-fin-both",
	.title = "a RST with the number of the peer's FIN, when both sides have closed",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw close",
	.cause = "forged",
	.proves = "A RST whose number is one too small is also accepted in LAST-ACK and CLOSING, "
		  "where a connection waits for the acknowledgement of its own FIN: a peer that "
		  "has ended leaves no socket behind. An application that still has the socket "
		  "open gets ECONNRESET there, not EPIPE.",
	.why = "tcp_reset_check() applies in CLOSE-WAIT, LAST-ACK and CLOSING: the states in "
	       "which the peer's FIN has arrived. tcp_reset() reports EPIPE in CLOSE-WAIT, where "
	       "a write was possible; in the other states nothing was left to write, and it "
	       "reports ECONNRESET, as for any RST (RFC 9293, 3.10.7.4).",
	.play = play_both,
	.promises = promises_both,
};

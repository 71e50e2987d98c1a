/* SPDX-License-Identifier: GPL-2.0-only */
/* linger-window-shrunk - an ABORT with data in flight, and no room left for them at the peer */
#include "scenario.h"

enum { GHOST_PORT = 40000 };

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "client");
	struct raw_segment next = raw_connect(lab, "server", GHOST_PORT, SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);

	chapter(lab, "the server sends");
	tcp_send(talk.s, "Hello world.\n");
	await_sent(lab, "server", "PSH,ACK");

	chapter(lab, "the window shrinks to 0");
	/* A segment with data first: an update of the window must be newer than the last one. */
	next.flags = "PSH,ACK";
	next.data = "!";
	raw_send(lab, &next);
	tcp_recv(talk.s);
	next.flags = "ACK";
	next.seq++;
	next.data = NULL;
	next.window = 0;
	raw_send(lab, &next);
	settle(lab);

	chapter(lab, "the server closes");
	tcp_linger(talk.s, true, 0);
	tcp_close(talk.s);
	settle(lab);
	look(lab, "server", "after the close");
}

static const struct promise promises[] = {
	WHILE("the server sends"),
	SENDS("server", ONE(.flags = "PSH,ACK", .rel_seq = IS(1), .len = IS(13)),
	      "13 bytes, which are never acknowledged"),

	WHILE("the window shrinks to 0"),
	SENDS("client", ONE(.flags = "ACK", .rel_ack = IS(1), .win = IS(0), .forged = true),
	      "no room any more for what is in flight"),

	WHILE("the server closes"),
	SENDS("server",
	      ONE(.flags = "RST,ACK", .rel_seq = IS(1), .ack = RCV_NXT, .open = IS(1),
		  .len = IS(0)),
	      "SND.UNA + SND.WND, and not SND.NXT: tcp_acceptable_seq()"),
	HAS_SOCKETS("server", 0, "after the close", AT_PORT(GHOST_PORT, ANY_STATE),
		    "the side that resets has no TIME-WAIT"),

	IN_ALL,
	SENDS("server", NO("~FIN"), "an ABORT sends no FIN"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 1, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(linger_window_shrunk) = {
	.name = "linger-window-shrunk",
	.title = "close with SO_LINGER {1, 0} after the peer has shrunk its window",
	.rfc = "RFC 9293, 3.8.6",
	.tags = "close raw",
	.cause = "abort-linger",
	.proves =
		"A RST of an abort usually bears SND.NXT. If the peer has taken back window that data "
		"in flight already use, Linux sends it with the last number inside the window instead. "
		"In a capture such a RST seems to come too early in the sequence space.",
	.why = "RFC 9293, 3.10.5, wants <SEQ=SND.NXT><CTL=RST>. But RFC 5961, 3.2, lets a receiver "
	       "drop a RST outside its window, and SND.NXT is outside of one that has shrunk "
	       "(RFC 9293, 3.8.6, strongly discourages that). tcp_send_active_reset() takes the "
	       "number of tcp_acceptable_seq(): SND.NXT, if it is in the window, else "
	       "tcp_wnd_end(). A window scale forgives a difference below one unit.",
	.play = play,
	.promises = promises,
};

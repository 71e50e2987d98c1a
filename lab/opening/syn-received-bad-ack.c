/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received-bad-ack - in SYN-RECEIVED after crossed SYNs, an ACK of something else. */
#include "scenario.h"

static const struct {
	const char *title;
	int32_t off; /* from SND.NXT */
} answers[] = {
	{ "an ACK that is too old", -2 },
	{ "an ACK of data not sent", 1 },
	{ "the ACK of its SYN", 0 },
};

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the SYNs cross");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	const struct raw_segment good = raw_cross(lab, "client");
	settle(lab);

	for (int i = 0; i < 3; i++) {
		chapter(lab, answers[i].title);
		struct raw_segment answer = good;
		answer.ack += (uint32_t)answers[i].off;
		raw_send(lab, &answer);
		settle(lab);
		look(lab, "client", answers[i].title);
	}
	tcp_connect_end(c);
}

static const struct promise promises[] = {
	WHILE_EACH("an ACK that is too old", "an ACK of data not sent"),
	SENDS("client", ONE(RST_REPLY),
	      "SYN-RECEIVED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.4, fifth)"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "the connection stays as it is (RFC 9293, 3.5.2, group 2)"),

	WHILE("the ACK of its SYN"),
	HAS_SOCKETS("client", 1, "the ACK of its SYN", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "SND.UNA < SEG.ACK =< SND.NXT: ESTABLISHED (RFC 9293, 3.10.7.4)"),

	IN_ALL,
	CALL_WORKS("client", "connect", "connect() does not notice the resets"),
	COUNTS("client", "TcpOutRsts", 2, AS_EVER),
	RESETS("client", 1, "TCP_TOO_OLD_ACK", "SYN-RECEIVED", "tcp_ack(): below SND.UNA"),
	RESETS("client", 1, "TCP_ACK_UNSENT_DATA", "SYN-RECEIVED", "tcp_ack(): above SND.NXT"),
	{ 0 },
};

SCENARIO(syn_received_bad_ack) = {
	.name = "syn-received-bad-ack",
	.title = "crossed SYNs, then an ACK that is too old, and an ACK of data that was not sent",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.cause = "unacceptable-ack",
	.proves = "A socket whose SYN has crossed another resets an ACK that does not "
		  "acknowledge its SYN, and keeps waiting. The kernel distinguishes the two "
		  "sides of the window: TCP_TOO_OLD_ACK and TCP_ACK_UNSENT_DATA.",
	.why = "RFC 9293, 3.10.7.4, fifth, SYN-RECEIVED: an unacceptable acknowledgement gets "
	       "<SEQ=SEG.ACK><CTL=RST>, and the state stays. Only a crossed SYN (or TCP Fast "
	       "Open) creates a full socket in that state, where tcp_ack() says why: "
	       "TCP_TOO_OLD_ACK below SND.UNA, TCP_ACK_UNSENT_DATA above SND.NXT. A listener's "
	       "request says TCP_FLAGS (third-ack-bad).",
	.play = play,
	.promises = promises,
};

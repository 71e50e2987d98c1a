/* SPDX-License-Identifier: GPL-2.0-only */
/* third-ack-bad - the handshake's last ACK has the wrong number. */
#include "scenario.h"

enum { GHOST_PORT = 4000 };

static const struct {
	const char *title;
	int32_t off; /* from SND.NXT */
} acks[] = {
	{ "an ACK of too little", -1 },
	{ "an ACK of too much", 1 },
	{ "the ACK of the SYN", 0 },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	chapter(lab, "the handshake begins");
	const struct raw_segment good = raw_syn(lab, "server", GHOST_PORT, SERVICE_PORT);

	for (int i = 0; i < 3; i++) {
		chapter(lab, acks[i].title);
		struct raw_segment ack = good;
		ack.ack += (uint32_t)acks[i].off;
		raw_send(lab, &ack);
		settle(lab);
		look(lab, "server", acks[i].title);
	}
	tcp_accept(listener);
}

static const struct promise promises[] = {
	WHILE_EACH("an ACK of too little", "an ACK of too much"),
	SENDS("server", ONE(RST_REPLY),
	      "SYN-RECEIVED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.4, fifth)"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "the request stays (RFC 9293, 3.5.2, group 2)"),

	WHILE("the ACK of the SYN"),
	HAS_SOCKETS("server", 1, "the ACK of the SYN", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "SND.UNA < SEG.ACK =< SND.NXT: ESTABLISHED (RFC 9293, 3.10.7.4)"),

	IN_ALL,
	CALL_WORKS("server", "accept", "and it can be accepted"),
	SENDS("server", TIMES(2, .flags = "~RST"), "no other is reset"),
	COUNTS("server", "TcpExtEmbryonicRsts", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	RESETS("server", 2, "TCP_FLAGS", "LISTEN", "the listener resets it, as a stray ACK"),
	{ 0 },
};

SCENARIO(third_ack_bad) = {
	.name = "third-ack-bad",
	.title = "the third ACK of a handshake has a wrong number",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.cause = "unacceptable-ack",
	.proves = "A third ACK that does not acknowledge the SYN-ACK is answered with a RST, and "
		  "the server keeps waiting for the right one: such a RST does not mean that the "
		  "server gave up.",
	.why = "RFC 9293, 3.10.7.4, fifth, SYN-RECEIVED: an unacceptable ACK gets "
	       "<SEQ=SEG.ACK><CTL=RST>, and the state stays. tcp_check_req() leaves the reset to "
	       "the listener: reason TCP_FLAGS, as for any stray ACK, and the request is not "
	       "touched. Compare syn-received-bad-ack, with a full socket.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-sent-bad-ack - an answer to a SYN that acknowledges something else. */
#include "scenario.h"

static const struct {
	const char *title, *flags;
	int32_t off; /* from ISS + 1 */
} answers[] = {
	{ "SYN,ACK of too little", "SYN,ACK", .off = -1 },
	{ "SYN,ACK of too much", "SYN,ACK", .off = 1 },
	{ "old ACK", "ACK", .off = -5001 },
	{ "RST,ACK of too little", "RST,ACK", .off = -1 },
	{ "correct SYN,ACK", "SYN,ACK" },
};

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the client sends its SYN");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	const struct raw_segment good = raw_answer(lab, "client");

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		chapter(lab, answers[i].title);
		struct raw_segment answer = good;
		answer.flags = answers[i].flags;
		answer.ack += (uint32_t)answers[i].off;
		raw_send(lab, &answer);
		settle(lab);
		look(lab, "client", answers[i].title);
	}
	tcp_connect_end(c);
}

static const struct promise promises[] = {
	WHILE_EACH("SYN,ACK of too little", "SYN,ACK of too much", "old ACK"),
	SENDS("client", ONE(RST_REPLY),
	      "a bad ACK in SYN-SENT: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.3)"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-SENT"),
		    "and it keeps waiting (RFC 9293, 3.5.2, group 2)"),

	WHILE("RST,ACK of too little"),
	SENDS("server", ONE(.flags = "RST,ACK", .forged = true), "forged by the scenario"),
	SENDS("client", NO("~RST"), "unless the RST bit is set (RFC 9293, 3.10.7.3)"),
	HAS_SOCKETS("client", 1, "RST,ACK of too little", AT_PORT(SERVICE_PORT, "SYN-SENT"),
		    "such a RST does not refuse the connection (RFC 9293, 3.5.3)"),

	WHILE("correct SYN,ACK"),
	HAS_SOCKETS("client", 1, "correct SYN,ACK", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "ISS < SEG.ACK =< SND.NXT: ESTABLISHED (RFC 9293, 3.10.7.3)"),

	IN_ALL,
	CALL_WORKS("client", "connect", "the right answer arrives and is accepted"),
	COUNTS("client", "TcpOutRsts", 3, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 0, AS_EVER),
	RESETS("client", 3, "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT", AS_EVER),
	{ 0 },
};

SCENARIO(syn_sent_bad_ack) = {
	.name = "syn-sent-bad-ack",
	.title = "a SYN is answered with an ACK of something else",
	.rfc = "RFC 9293, 3.10.7.3",
	.tags = "set-up raw",
	.cause = "unacceptable-ack",
	.causes = { { .who = "server", .cause = "crafted" } },
	.proves = "A client that sends RSTs while it connects, and then connects successfully, was "
		  "answered by a host that meant an earlier connection. Its connect() does not "
		  "notice the RSTs.",
	.why = "RFC 9293, 3.10.7.3, first: SEG.ACK =< ISS or SEG.ACK > SND.NXT: "
	       "<SEQ=SEG.ACK><CTL=RST>, unless the segment is a RST; the socket stays in "
	       "SYN-SENT. tcp_rcv_synsent_state_process() does so with the reason "
	       "TCP_INVALID_ACK_SEQUENCE, and retransmits its SYN after two ticks. This is how a "
	       "client clears a server's stale state of an earlier connection (3.5.1, figure 9).",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syn-sent-bad-ack - an answer to a SYN that acknowledges something else.
 *
 * RFC 9293, 3.10.7.3, first: SEG.ACK =< ISS or SEG.ACK > SND.NXT: <SEQ=SEG.ACK><CTL=RST>, unless it
 * is a RST itself; and the socket stays in SYN-SENT. tcp_rcv_synsent_state_process() does so with
 * the reason TCP_INVALID_ACK_SEQUENCE, and sends its SYN again after two ticks. It is how a client
 * gets rid of a server's memory of an earlier connection (3.5.1, figure 9).
 */
#include "scenario.h"

enum { ISS = 77000 };

static const struct {
	const char *title, *flags;
	uint32_t beyond; /* SEG.ACK - ISS */
} answers[] = {
	{ "SYN,ACK of too little", "SYN,ACK", 0 },
	{ "SYN,ACK of too much", "SYN,ACK", 2 },
	{ "ACK of something old", "ACK", (uint32_t)-5000 },
	{ "RST,ACK of too little", "RST,ACK", 0 },
	{ "SYN,ACK as it should be", "SYN,ACK", 1 },
};

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the client asks");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	struct heard syn = await_sent(lab, "client", "SYN");

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		chapter(lab, answers[i].title);
		raw_send(lab, &(struct raw_segment){ .to = "client",
						     .sport = SERVICE_PORT,
						     .dport = syn.sport,
						     .flags = answers[i].flags,
						     .seq = ISS,
						     .ack = syn.seq + answers[i].beyond,
						     .window = 1000 });
		settle(lab);
		look(lab, "client", answers[i].title);
	}
	tcp_connect_end(c);
}

#define REFUSED(title)                                                                          \
	{ WIRE, "client", "a bad ACK in SYN-SENT: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.3)", \
	  .wire = { RST_REPLY, .chapter = title, .count = IS(1) } },                            \
	{                                                                                       \
		SOCKET, "client", "and it still waits (RFC 9293, 3.5.2, group 2)", .look = {    \
			title,                                                                  \
			"SYN-SENT",                                                             \
			SERVICE_PORT,                                                           \
			.count = 1                                                              \
		}                                                                               \
	}

static const struct promise promises[] = {
	REFUSED("SYN,ACK of too little"),
	REFUSED("SYN,ACK of too much"),
	REFUSED("ACK of something old"),
	{ WIRE, "server", "the story's own",
	  .wire = { .flags = "RST,ACK",
		    .chapter = "RST,ACK of too little",
		    .count = IS(1),
		    .forged = true } },
	{ WIRE, "client", "unless the RST bit is set (RFC 9293, 3.10.7.3)",
	  .wire = { .flags = "~RST", .chapter = "RST,ACK of too little", .count = IS(0) } },
	{ SOCKET, "client", "nor does such a RST refuse the connection (RFC 9293, 3.5.3)",
	  .look = { "RST,ACK of too little", "SYN-SENT", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "the right answer comes, and is taken", .call = { "connect" } },
	{ SOCKET, "client", "ISS < SEG.ACK =< SND.NXT: ESTABLISHED (RFC 9293, 3.10.7.3)",
	  .look = { "SYN,ACK as it should be", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 3 } },
	{ COUNTER, "client", "no attempt has failed", .counter = { "TcpAttemptFails", 0 } },
	{ REASON, "client", "tcp_rcv_synsent_state_process()",
	  .reason = { "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT", .count = IS(3) } },
	{ 0 },
};

SCENARIO(syn_sent_bad_ack) = {
	.name = "syn-sent-bad-ack",
	.title = "a SYN is answered by an ACK of something else",
	.rfc = "RFC 9293, 3.10.7.3",
	.tags = "set-up raw",
	.proves =
		"A client that resets while it connects, and then connects all the same, was answered "
		"by somebody who meant an earlier connection. Its connect() knows nothing of the RSTs.",
	.story =
		"A client connects to an address that nobody owns. The SYN is answered by SYN-ACKs with "
		"an acknowledgement too low and too high, by a bare ACK and by a RST with a wrong one; "
		"and at last as it should be.",
	.play = play,
	.promises = promises,
};

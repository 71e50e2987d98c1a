/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * third-ack-bad - the handshake's last ACK has the wrong number.
 *
 * RFC 9293, 3.10.7.4, fifth, SYN-RECEIVED: what is not acceptable gets <SEQ=SEG.ACK><CTL=RST>, and
 * the state stays. tcp_check_req() leaves the reset to the listener: reason TCP_FLAGS, as for any
 * stray ACK, and the request is not touched. Compare syn-received-bad-ack, with a full socket.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000 };

static const struct {
	const char *title;
	uint32_t beyond; /* SEG.ACK - ISS */
} acks[] = {
	{ "an ACK of too little", 0 },
	{ "an ACK of too much", 2 },
	{ "the ACK of the SYN", 1 },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");
	struct raw_segment segment = { .to = "server",
				       .sport = GHOST_PORT,
				       .dport = SERVICE_PORT,
				       .flags = "SYN",
				       .seq = SEQ,
				       .window = 1000 };

	chapter(lab, "the handshake begins");
	raw_send(lab, &segment);
	struct heard answer = await_sent(lab, "server", "SYN,ACK");

	segment.flags = "ACK";
	segment.seq = SEQ + 1;
	for (int i = 0; i < 3; i++) {
		chapter(lab, acks[i].title);
		segment.ack = answer.seq + acks[i].beyond;
		raw_send(lab, &segment);
		settle(lab);
		look(lab, "server", acks[i].title);
	}
	tcp_accept(listener);
}

#define REFUSED(title)                                                                        \
	{ WIRE, "server", "SYN-RECEIVED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.4, fifth)", \
	  .wire = { RST_REPLY, .chapter = title, .count = IS(1) } },                          \
	{                                                                                     \
		SOCKET, "server", "the request stays (RFC 9293, 3.5.2, group 2)", .look = {   \
			title,                                                                \
			"SYN-RECEIVED",                                                       \
			SERVICE_PORT,                                                         \
			.count = 1                                                            \
		}                                                                             \
	}

static const struct promise promises[] = {
	REFUSED("an ACK of too little"),
	REFUSED("an ACK of too much"),
	{ SOCKET, "server", "SND.UNA < SEG.ACK =< SND.NXT: ESTABLISHED (RFC 9293, 3.10.7.4)",
	  .look = { "the ACK of the SYN", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "server", "and it can be accepted", .call = { "accept" } },
	{ WIRE, "server", "no other is reset", .wire = { .flags = "~RST", .count = IS(2) } },
	{ COUNTER, "server", "no request is dropped", .counter = { "TcpExtEmbryonicRsts", 0 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 2 } },
	{ REASON, "server", "the listener resets it, as a stray ACK",
	  .reason = { "TCP_FLAGS", "LISTEN", .count = IS(2) } },
	{ 0 },
};

SCENARIO(third_ack_bad) = {
	.name = "third-ack-bad",
	.title = "the third ACK of a handshake has a wrong number",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.proves =
		"A third ACK that does not acknowledge the SYN-ACK is answered by RST, and the server "
		"still waits for the right one: such a RST does not mean that the server gave up.",
	.story =
		"An address that nobody owns begins a handshake, and answers the SYN-ACK three times: "
		"with a number too low, with one too high, and as it should.",
	.play = play,
	.promises = promises,
};

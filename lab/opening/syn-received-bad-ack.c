/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syn-received-bad-ack - in SYN-RECEIVED after crossed SYNs, an ACK of something else.
 *
 * RFC 9293, 3.10.7.4, fifth, SYN-RECEIVED: an acknowledgement that is not acceptable gets
 * <SEQ=SEG.ACK><CTL=RST>, and the state stays. Only a crossed SYN (or TCP Fast Open) makes a full
 * socket in that state, and there tcp_ack() tells why: TCP_TOO_OLD_ACK below SND.UNA,
 * TCP_ACK_UNSENT_DATA above SND.NXT. A listener's request says TCP_FLAGS (third-ack-bad).
 */
#include "scenario.h"

enum { ISS = 77000 };

static const struct {
	const char *title;
	uint32_t beyond; /* SEG.ACK - ISS */
} answers[] = {
	{ "an ACK of the past", (uint32_t)-1 },
	{ "an ACK of the future", 2 },
	{ "the ACK of its SYN", 1 },
};

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the SYNs cross");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	struct heard syn = await_sent(lab, "client", "SYN");
	struct raw_segment segment = { .to = "client",
				       .sport = SERVICE_PORT,
				       .dport = syn.sport,
				       .flags = "SYN",
				       .seq = ISS,
				       .window = 1000 };
	raw_send(lab, &segment);
	await_sent(lab, "client", "SYN,ACK");
	settle(lab);

	segment.flags = "ACK";
	segment.seq = ISS + 1;
	for (int i = 0; i < 3; i++) {
		chapter(lab, answers[i].title);
		segment.ack = syn.seq + answers[i].beyond;
		raw_send(lab, &segment);
		settle(lab);
		look(lab, "client", answers[i].title);
	}
	tcp_connect_end(c);
}

#define REFUSED(title)                                                                        \
	{ WIRE, "client", "SYN-RECEIVED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.4, fifth)", \
	  .wire = { RST_REPLY, .chapter = title, .count = IS(1) } },                          \
	{                                                                                     \
		SOCKET, "client", "the connection stays as it is (RFC 9293, 3.5.2, group 2)", \
			.look = {                                                             \
				title,                                                        \
				"SYN-RECEIVED",                                               \
				SERVICE_PORT,                                                 \
				.count = 1                                                    \
			}                                                                     \
	}

static const struct promise promises[] = {
	REFUSED("an ACK of the past"),
	REFUSED("an ACK of the future"),
	{ SOCKET, "client", "SND.UNA < SEG.ACK =< SND.NXT: ESTABLISHED (RFC 9293, 3.10.7.4)",
	  .look = { "the ACK of its SYN", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "connect() knows nothing of the resets", .call = { "connect" } },
	{ COUNTER, "client", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 2 } },
	{ REASON, "client", "tcp_ack(): below SND.UNA",
	  .reason = { "TCP_TOO_OLD_ACK", "SYN-RECEIVED" } },
	{ REASON, "client", "tcp_ack(): above SND.NXT",
	  .reason = { "TCP_ACK_UNSENT_DATA", "SYN-RECEIVED" } },
	{ 0 },
};

SCENARIO(syn_received_bad_ack) = {
	.name = "syn-received-bad-ack",
	.title = "crossed SYNs, then an ACK too old, and an ACK of what was not sent",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.proves =
		"A socket whose SYN has crossed another resets an ACK that is not of its SYN, and waits "
		"on. The kernel tells the two sides of the window apart: TCP_TOO_OLD_ACK and "
		"TCP_ACK_UNSENT_DATA.",
	.story =
		"A client connects to an address that nobody owns, which connects to it at the same "
		"time: the SYNs cross. Then come ACKs of one byte before the client's SYN, of one after, "
		"and of the SYN.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ack-to-listener - an acknowledgement for a connection that never was reaches a listening port.
 *
 * RFC 9293, 3.10.7.2, second: "Any acknowledgment is bad if it arrives on a connection still in the
 * LISTEN state": <SEQ=SEG.ACK><CTL=RST>. tcp_rcv_state_process() refuses it with
 * SKB_DROP_REASON_TCP_FLAGS, whichever flags stand beside the ACK.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000, ANSWER = 77000 };

static const char *const stray[] = { "ACK", "SYN,ACK", "FIN,ACK", "PSH,ACK" };

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	for (int i = 0; i < 4; i++) {
		chapter(lab, stray[i]);
		raw_send(lab, &(struct raw_segment){ .to = "server",
						     .sport = GHOST_PORT,
						     .dport = SERVICE_PORT,
						     .flags = stray[i],
						     .seq = SEQ,
						     .ack = ANSWER,
						     .window = 1000 });
		await_sent(lab, "server", "RST");
	}
	settle(lab);
}

#define ANSWERED_BY_RST(title)                                                             \
	{                                                                                  \
		WIRE, "server",                                                            \
			"an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, " \
			"3.10.7.2)",                                                       \
			.wire = {                                                          \
				RST_REPLY,                                                 \
				.chapter = title,                                          \
				.count = IS(1)                                             \
			}                                                                  \
	}

static const struct promise promises[] = {
	ANSWERED_BY_RST("ACK"),
	ANSWERED_BY_RST("SYN,ACK"),
	ANSWERED_BY_RST("FIN,ACK"),
	ANSWERED_BY_RST("PSH,ACK"),
	{ COUNTER, "server", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 4 } },
	{ REASON, "server", "the flags do not fit a listener",
	  .reason = { "TCP_FLAGS", "LISTEN", .count = IS(4) } },
	{ 0 },
};

SCENARIO(ack_to_listener) = {
	.name = "ack-to-listener",
	.title = "a stray ACK, SYN-ACK or FIN-ACK to a listening port",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up raw",
	.proves =
		"A listener answers any segment that acknowledges something by RST with the sequence "
		"number that was acknowledged: what one sees of port scans, of a peer whose SYN-ACK "
		"comes late, and of half-open connections after the service was restarted.",
	.story = "An address that nobody owns sends an ACK, a SYN-ACK, a FIN-ACK and data to a "
		 "listening port.",
	.play = play,
	.promises = promises,
};

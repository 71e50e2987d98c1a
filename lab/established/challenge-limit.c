/* SPDX-License-Identifier: GPL-2.0-only */
/* challenge-limit - challenge ACKs are limited, and what is believed is not. */
#include "scenario.h"

#define FIRST  "an in-window RST"
#define SECOND "a second one, soon"
#define SYN    "a SYN"
#define EXACT  "an exact RST"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	host_sysctl(lab, "server", "ipv4/tcp_invalid_ratelimit", "60000");
	ghost_beside(lab, "client");
	chapter(lab, "the connection is used");
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
	uint32_t next = await_sent(lab, "server", "ACK").ack;

	const struct {
		const char *title, *flags;
		uint32_t offset;
	} turn[] = { { FIRST, "RST", 10 }, { SECOND, "RST", 20 }, { SYN, "SYN", 30 } };
	for (int i = 0; i < 3; i++) {
		chapter(lab, turn[i].title);
		forge(talk.c, &(struct raw_segment){ .flags = turn[i].flags,
						     .seq = next + turn[i].offset });
		settle(lab);
	}

	chapter(lab, EXACT);
	forge(talk.c, &(struct raw_segment){ .flags = "RST", .seq = next });
	settle(lab);
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	WHILE_EACH(FIRST, SECOND, EXACT),
	SENDS("client", ONE(.flags = "RST", .forged = true), "forged, in the client's name"),

	WHILE(FIRST),
	SENDS("server", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "challenge ACK (RFC 5961, 3.2)"),

	WHILE_EACH(SECOND, SYN),
	SENDS("server", NOTHING, "over the limit: silence (RFC 5961, 7)"),

	WHILE(EXACT),
	SENDS("server", NOTHING, "a RST is not answered"),
	CALL_FAILS("server", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("server", "TcpExtTCPChallengeACK", 1, "tcp_send_challenge_ack() counts it"),
	COUNTS("server", "TcpExtTCPACKSkippedChallenge", 2,
	       "tcp_oow_rate_limited(): a RST and a SYN, out of one budget"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	{ 0 },
};

SCENARIO(challenge_limit) = {
	.name = "challenge-limit",
	.title = "challenge ACKs are limited (tcp_invalid_ratelimit); an exact RST is not",
	.rfc = "RFC 5961, 7",
	.tags = "life raw",
	.cause = "forged",
	.proves = "A missing challenge ACK does not prove that a RST or SYN was outside the "
		  "window: a socket sends one per tcp_invalid_ratelimit (500 ms by default) and "
		  "ignores the rest, RSTs and SYNs together. TCPACKSkippedChallenge counts them. A "
		  "RST with the exact number is still accepted.",
	.why = "RFC 5961, 7, recommends that challenge ACKs are throttled. "
	       "tcp_send_challenge_ack() first calls tcp_oow_rate_limited(), which keeps one "
	       "timestamp per socket (last_oow_ack_time) for everything that is challenged. Here "
	       "the limit is a minute, so that no segment of the scenario can be late.",
	.play = play,
	.promises = promises,
};

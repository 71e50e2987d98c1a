/* SPDX-License-Identifier: GPL-2.0-only */
/* challenge-limit-host - the challenge ACKs of a whole host are limited, and nobody counts */
#include "scenario.h"

#define SPEND "a RST in the window of each of three connections"
#define EXACT "a RST that is exact"
#define ONE_S "within a second"
#define TWO_S "a second began meanwhile"

enum { CONNECTIONS = 3 };

static void play(struct lab *lab)
{
	struct talk talk[CONNECTIONS];
	uint32_t next[CONNECTIONS]; /* RCV.NXT of the server */

	talk[0] = talk_listen(lab, TCP);
	host_sysctl(lab, "server", "ipv4/tcp_challenge_ack_limit", "1");
	ghost_beside(lab, "client");
	for (int i = 0; i < CONNECTIONS; i++) {
		talk[i] = talk[0];
		talk_connect(&talk[i]);
		next[i] = await_sent(lab, "server", "SYN,ACK").ack;
	}

	chapter(lab, SPEND);
	for (int i = 0; i < CONNECTIONS; i++)
		forge(talk[i].c, &(struct raw_segment){ .flags = "RST", .seq = next[i] + 10 });
	settle(lab);

	chapter(lab, EXACT);
	forge(talk[0].c, &(struct raw_segment){ .flags = "RST", .seq = next[0] });
	settle(lab);
	tcp_recv(talk[0].s);
}
#define CHALLENGE .flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)

static const struct promise promises[] = {
	WHILE(SPEND),
	SENDS("client", TIMES(3, .flags = "RST", .forged = true), "forged, in the client's name"),

	WHILE(EXACT),
	SENDS("client", ONE(.flags = "RST", .forged = true), "forged, in the client's name"),
	SENDS("server", NOTHING, "a RST is not answered"),
	CALL_FAILS("server", "recv", ECONNRESET, AS_EVER),

	ENDING(ONE_S),
	SENDS("server", ONE(CHALLENGE), "one challenge ACK a second, of whatever connection"),
	COUNTS("server", "TcpExtTCPChallengeACK", 1,
	       "tcp_send_challenge_ack() counts what it sends"),

	ENDING(TWO_S),
	SENDS("server", TIMES(2, CHALLENGE), "one challenge ACK in each second"),
	COUNTS("server", "TcpExtTCPChallengeACK", 2,
	       "tcp_send_challenge_ack() counts what it sends"),

	ANY_ENDING,
	COUNTS("server", "TcpExtTCPACKSkippedChallenge", 0,
	       "what is over is not counted: that is of tcp_invalid_ratelimit alone"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, "no kernel has sent a RST"),
	{ 0 },
};

static const struct outcome outcomes[] = {
	{ ONE_S, "all three met the kernel's clock in one second" },
	{ TWO_S, "that clock went to the next second between them" },
	{ 0 },
};

SCENARIO(challenge_limit_host) = {
	.name = "challenge-limit-host",
	.title = "the challenge ACKs of all connections are limited (tcp_challenge_ack_limit)",
	.rfc = "RFC 5961, 7",
	.tags = "life raw",
	.cause = "forged",
	.proves =
		"With tcp_challenge_ack_limit set, the challenge ACKs of a network namespace have one "
		"budget a second, for all its connections. What is over meets silence, and no counter "
		"tells of it: neither TCPChallengeACK nor TCPACKSkippedChallenge. The limit of each "
		"socket does count, see challenge-limit. A RST with the exact number is believed all the "
		"same.",
	.why = "RFC 5961, 7, has challenge ACKs throttled. tcp_send_challenge_ack() asks the limit "
	       "of the socket (tcp_invalid_ratelimit) first, then that of the host, "
	       "challenge_count. A budget for all lets somebody who is on none of the connections "
	       "learn whether another one was challenged (CVE-2016-5696): so it is half chance, "
	       "and there is none by default since Linux 5.18.",
	.play = play,
	.promises = promises,
	.outcomes = outcomes,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* challenge-limit-host - the challenge ACKs of a whole host are limited, and nobody counts */
#include "scenario.h"

#define SPEND "an in-window RST to each of three connections"
#define EXACT "an exact RST"
#define ONE_S "within a second"
#define TWO_S "across two seconds"

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
	SENDS("server", ONE(CHALLENGE), "one challenge ACK a second, for all connections together"),
	COUNTS("server", "TcpExtTCPChallengeACK", 1,
	       "tcp_send_challenge_ack() counts what it sends"),

	ENDING(TWO_S),
	SENDS("server", TIMES(2, CHALLENGE), "one challenge ACK in each second"),
	COUNTS("server", "TcpExtTCPChallengeACK", 2,
	       "tcp_send_challenge_ack() counts what it sends"),

	ANY_ENDING,
	COUNTS("server", "TcpExtTCPACKSkippedChallenge", 0,
	       "an ACK over this limit is not counted: only tcp_invalid_ratelimit counts"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, "no kernel sent a RST"),
	{ 0 },
};

static const struct outcome outcomes[] = {
	{ ONE_S, "all three fell into the same second of the kernel's clock" },
	{ TWO_S, "the kernel's clock moved to the next second between them" },
	{ 0 },
};

SCENARIO(challenge_limit_host) = {
	.name = "challenge-limit-host",
	.title = "the challenge ACKs of all connections are limited (tcp_challenge_ack_limit)",
	.rfc = "RFC 5961, 7",
	.tags = "life raw",
	.cause = "forged",
	.proves = "With tcp_challenge_ack_limit set, all connections of a network namespace "
		  "share one budget of challenge ACKs a second. Beyond it there is silence, and "
		  "no counter shows it: neither TCPChallengeACK nor TCPACKSkippedChallenge. The "
		  "limit of each socket does count, see challenge-limit. A RST with the exact "
		  "number is still accepted.",
	.why = "RFC 5961, 7, recommends that challenge ACKs are throttled. "
	       "tcp_send_challenge_ack() checks the socket's limit (tcp_invalid_ratelimit) "
	       "first, then the host's, challenge_count. A shared budget lets an off-path "
	       "attacker learn whether another connection was challenged (CVE-2016-5696). So the "
	       "budget is half random, and since Linux 6.0 there is none by default "
	       "(79e3602caa6f). Before, all namespaces of the machine shared one: to limit it here "
	       "would limit the host, and what is left of it is for others to decide.",
	.needs = "challenge-budget",
	.play = play,
	.promises = promises,
	.outcomes = outcomes,
};

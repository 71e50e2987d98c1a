/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-rst - a RST meets an orphan in FIN-WAIT-2: as a TIME-WAIT socket, and as a full one.
 */
#include "scenario.h"

enum {
	GHOST_PORT = 4000,
	ISS = 5000,
	TS_VAL = 700000,
	WITHIN = 10,
	OUTSIDE = 0x40000000,
	LONG_AGO = 100000
};

#define WITHIN_THE_WINDOW "a RST in the window"
#define OUT_OF_THE_WINDOW "a RST out of the window"
#define OLD_TIMESTAMP     "a RST at RCV.NXT, with an old timestamp"
#define EXACT             "a RST at RCV.NXT"

static const struct {
	const char *title;
	uint32_t ahead, ago; /* of RCV.NXT; of the last timestamp */
} resets[] = {
	{ WITHIN_THE_WINDOW, .ahead = WITHIN },
	{ OUT_OF_THE_WINDOW, .ahead = OUTSIDE },
	{ OLD_TIMESTAMP, .ago = LONG_AGO },
	{ EXACT, 0 },
};

/* A connection of the ghost's, with timestamps, until the server's end is in FIN-WAIT-2. */
static struct raw_segment half_close(struct lab *lab, struct sock *listener, uint16_t port,
				     uint32_t *timestamps)
{
	struct raw_segment peer = { .to = "server",
				    .sport = port,
				    .dport = SERVICE_PORT,
				    .flags = "SYN",
				    .seq = ISS,
				    .window = 1000,
				    .timestamps = timestamps };
	timestamps[0] = TS_VAL;
	timestamps[1] = 0;
	raw_send(lab, &peer);
	struct heard answer = await_sent(lab, "server", "SYN,ACK");
	peer.flags = "ACK";
	peer.seq++;
	peer.ack = answer.next;
	timestamps[1] = answer.ts_val;
	raw_send(lab, &peer);

	struct sock *s = tcp_accept(listener);
	tcp_close(s);
	peer.ack = await_sent(lab, "server", "FIN,ACK").next;
	raw_send(lab, &peer);
	await_state(s, "FIN-WAIT-2");
	return peer;
}

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	const char *const *fin_timeout = lab_parameter(lab);
	uint32_t timestamps[2];
	if (fin_timeout)
		host_sysctl(lab, "server", "ipv4/tcp_fin_timeout", *fin_timeout);
	ghost_beside(lab, "client");

	for (int i = 0; i < 4; i++) {
		chapter(lab, "a connection");
		struct raw_segment reset =
			half_close(lab, listener, (uint16_t)(GHOST_PORT + i), timestamps);

		chapter(lab, resets[i].title);
		reset.flags = "RST";
		reset.seq += resets[i].ahead;
		reset.ack = 0;
		timestamps[0] -= resets[i].ago;
		raw_send(lab, &reset);
		settle(lab);
		look(lab, "server", resets[i].title);
	}
}

#define CHALLENGE .flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)
#define NOT_PAWS  "PAWS does not apply to a RST (RFC 7323, 5.3, R1)"

static const struct promise never[] = {
	SENDS("client", TIMES(4, .flags = "RST", .forged = true), "the scenario forges the RSTs"),
	SENDS("server", NO("~RST"), "a RST is never answered with a RST (RFC 9293, 3.5.2)"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	NO_RESET("server", AS_EVER),
	{ 0 },
};

/* ---- The small socket that close() leaves -------------------------------------------------------
 */

static const struct promise promises[] = {
	WHILE(WITHIN_THE_WINDOW),
	SENDS("server", ONE(CHALLENGE),
	      "not RCV.NXT: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 5961, 3.2)",
	      .known_broken = true),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT, "FIN-WAIT-2"),
		    "and the connection stays (RFC 9293, 3.10.7.4, second)", .known_broken = true),

	WHILE(OUT_OF_THE_WINDOW),
	SENDS("server", NOTHING, "unless the RST bit is set (RFC 9293, 3.10.7.4, first)",
	      .known_broken = true),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT + 1, "FIN-WAIT-2"),
		    "not acceptable: dropped (RFC 9293, 3.10.7.4, first)"),

	WHILE(OLD_TIMESTAMP),
	SENDS("server", NOTHING, NOT_PAWS, .known_broken = true),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(GHOST_PORT + 2, ANY_STATE), NOT_PAWS,
		    .known_broken = true),

	WHILE(EXACT),
	SENDS("server", NOTHING, "a RST is not answered"),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(GHOST_PORT + 3, ANY_STATE),
		    "SEG.SEQ = RCV.NXT: CLOSED (RFC 9293, 3.10.7.4, second)"),

	IN_ALL,
	ROWS_OF(never),
	{ 0 },
};

SCENARIO(fin_wait_2_rst) = {
	.name = "fin-wait-2-rst",
	.title = "an in-window RST, one outside and an old one reach an orphan in FIN-WAIT-2",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "after close raw",
	.cause = "crafted",
	.proves = "If the application has closed a connection and the peer has not, any in-window "
		  "RST ends it: a blind attacker need not hit the one right number. A RST outside "
		  "the window, or with an old timestamp, is answered with an ACK, which no other "
		  "state does.",
	.why = "close() leaves a TIME-WAIT socket in FIN-WAIT-2, handled by "
	       "tcp_timewait_state_process(). It only checks whether a RST is in the window: no "
	       "challenge ACK (RFC 5961, 3.2). It acknowledges an out-of-window segment without "
	       "looking at the RST bit, and PAWS comes before both. A full socket in FIN-WAIT-2 "
	       "follows the RFCs in all of this: fin-wait-2-rst-control.",
	.play = play,
	.promises = promises,
	.known_issue =
		"A server closes its end, its FIN is acknowledged, and the peer does not close. "
		"What remains, for tcp_fin_timeout seconds, is a TIME-WAIT socket with the "
		"substate FIN-WAIT-2. It treats RSTs differently from the full socket that it "
		"was a moment before:\n"
		"\n"
		"A RST anywhere in the window deletes it; there is no challenge ACK. With a "
		"window of 64 KiB a blind attacker needs about 65,000 RSTs, not 2^32. The peer, "
		"which may still send and close, then finds no connection, and is reset.\n"
		"\n"
		"A RST outside the window is answered with an ACK.\n"
		"\n"
		"A RST at RCV.NXT with an old timestamp is ignored, and answered with an ACK.\n"
		"\n"
		"A full socket in FIN-WAIT-2 (its descriptor is still open, or tcp_fin_timeout "
		"is above 60 s) does none of these.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: RSTs are not validated in FIN-WAIT-2 after close()",
			.wants = "RFC 9293, 3.10.7.4, first: an unacceptable segment is answered "
				 "with an ACK, unless the RST bit is set; then it is dropped. "
				 "Second, for FIN-WAIT-2 as for ESTABLISHED, and RFC 5961, 3.2: a "
				 "RST outside the window is dropped, one at RCV.NXT resets, and "
				 "for any other in-window RST TCP MUST send a challenge ACK.\n"
				 "\n"
				 "RFC 7323, 5.3, R1 (PAWS): an old timestamp makes a segment "
				 "unacceptable only if the RST bit is not set.",
			.since = "Linux 5.10.262, 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4, "
				 "over both IPv4 and IPv6. For request sockets the same was "
				 "fixed by a28c4fcbf774 (\"tcp: challenge ACK for non-exact RST "
				 "in SYN-RECEIVED\").",
			.function =
				"tcp_timewait_state_process(), the branch for TCP_FIN_WAIT2: "
				"`paws_reject || !tcp_in_window()` leads to "
				"tcp_timewait_check_oow_rate_limit(), TCP_TW_ACK, before th->rst "
				"is checked; then `if (th->rst) goto kill` without comparing "
				"SEG.SEQ with tw_rcv_nxt. tcp_paws_reject() lets a RST pass only "
				"if the last timestamp is TCP_PAWS_MSL (60 s) or more ago.\n"
				"\n"
				"Checking th->rst first, as tcp_validate_incoming() does, would "
				"fix it: drop outside the window, kill at tw_rcv_nxt, else "
				"TCP_TW_ACK with its rate limit.",
			.script = "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
				  "+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0\n"
				  "+0 bind(3, ..., ...) = 0\n"
				  "+0 listen(3, 1) = 0\n"
				  "+0 < S 0:0(0) win 1000\n"
				  "+0 > S. 0:0(0) ack 1 <...>\n"
				  "+0 < . 1:1(0) ack 1 win 1000\n"
				  "+0 accept(3, ..., ...) = 4\n"
				  "+0 close(4) = 0\n"
				  "+0 > F. 1:1(0) ack 1\n"
				  "+0 < . 1:1(0) ack 2 win 1000\n"
				  "+.1 < R 100000:100000(0) win 0   // outside the window\n"
				  "+0 > . 2:2(0) ack 1              // to be: nothing\n"
				  "+.1 < R 11:11(0) win 0           // inside, not RCV.NXT\n"
				  "// to be: > . 2:2(0) ack 1, and FIN-WAIT-2 stays\n"
				  "+.1 < F. 1:1(0) ack 2 win 1000   // the peer's FIN ...\n"
				  "+0 > R 2:2(0)                    // to be: > . 2:2(0) ack 2\n",
		},
};

/* ---- A full one ---------------------------------------------------------------------------------
 */

static const char *const long_timeout = "120"; /* s, above TCP_TIMEWAIT_LEN */

static const struct promise promises_full[] = {
	WHILE(WITHIN_THE_WINDOW),
	SENDS("server", ONE(CHALLENGE),
	      "not RCV.NXT: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 5961, 3.2)"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT, "FIN-WAIT-2"),
		    "and the connection stays (RFC 9293, 3.10.7.4, second)"),

	WHILE(OUT_OF_THE_WINDOW),
	SENDS("server", NOTHING, "unless the RST bit is set (RFC 9293, 3.10.7.4, first)"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT + 1, "FIN-WAIT-2"),
		    "not acceptable: dropped (RFC 9293, 3.10.7.4, first)"),

	WHILE(OLD_TIMESTAMP),
	SENDS("server", NOTHING, NOT_PAWS),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(GHOST_PORT + 2, ANY_STATE), NOT_PAWS),

	WHILE(EXACT),
	SENDS("server", NOTHING, "a RST is not answered"),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(GHOST_PORT + 3, ANY_STATE),
		    "SEG.SEQ = RCV.NXT: CLOSED (RFC 9293, 3.10.7.4, second)"),

	IN_ALL,
	ROWS_OF(never),
	COUNTS("server", "TcpExtTCPChallengeACK", 1, AS_EVER),
	COUNTS("server", "TcpExtPAWSEstab", 0, "tcp_validate_incoming(): a RST passes PAWS"),
	{ 0 },
};

SCENARIO(fin_wait_2_rst_control) = {
	.name = "fin-wait-2-rst-control",
	.title = "control: the same RSTs in a FIN-WAIT-2 of more than 60 s",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "close raw control",
	.cause = "crafted",
	.proves = "If tcp_fin_timeout is above 60 s, an orphan in FIN-WAIT-2 treats a RST as the "
		  "RFCs require: exactly RCV.NXT ends it, even with an old timestamp; elsewhere in "
		  "the window it gets a challenge ACK; outside it is ignored.",
	.why = "With tcp_fin_timeout (ip-sysctl) above TCP_TIMEWAIT_LEN the orphan stays a full "
	       "socket: tcp_rcv_state_process(), TCP_FIN_WAIT1. Segments go through "
	       "tcp_validate_incoming(), as in any synchronized state.",
	.play = play,
	.parameter = &long_timeout,
	.promises = promises_full,
};

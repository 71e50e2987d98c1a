/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-syn - a SYN in the window, or a bad ACK, meets an orphan in FIN-WAIT-2: as a TIME-WAIT
 * socket, and as a full one. */
#include "scenario.h"

enum { GHOST_PORT = 4000, WITHIN = 10, UNSENT = 1000 };

#define NEW_SYN    "an in-window SYN"
#define SYN_ACK    "an in-window SYN,ACK"
#define UNSENT_ACK "data with an ACK of data that was never sent"

static const struct {
	const char *title, *flags;
	uint32_t ahead, ack; /* of RCV.NXT; of SND.NXT */
	const char *data;
} late[] = {
	{ NEW_SYN, "SYN", .ahead = WITHIN },
	{ SYN_ACK, "SYN,ACK", .ahead = WITHIN },
	{ UNSENT_ACK, "PSH,ACK", .ack = UNSENT, .data = "More.\n" },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	const char *const *fin_timeout = lab_parameter(lab);
	if (fin_timeout)
		host_sysctl(lab, "server", "ipv4/tcp_fin_timeout", *fin_timeout);
	ghost_beside(lab, "client");

	for (int i = 0; i < 3; i++) {
		uint16_t port = (uint16_t)(GHOST_PORT + i);
		chapter(lab, "a connection");
		struct raw_segment peer = raw_connect(lab, "server", port, SERVICE_PORT);
		struct sock *s = tcp_accept(listener);
		tcp_close(s);
		peer.ack = await_sent(lab, "server", "FIN,ACK").next;
		raw_send(lab, &peer);
		await_state(s, "FIN-WAIT-2");

		chapter(lab, late[i].title);
		peer.flags = late[i].flags;
		peer.seq += late[i].ahead;
		peer.ack += late[i].ack;
		peer.data = late[i].data;
		raw_send(lab, &peer);
		settle(lab);
		look(lab, "server", late[i].title);
	}
}

#define IS_ASKED \
	"in any synchronized state: challenge ACK (RFC 5961, 4.2; RFC 9293, 3.10.7.4, fourth)"
#define IS_TOLD "SEG.ACK > SND.NXT: send an ACK, drop the segment (RFC 9293, 3.10.7.4, fifth)"
#define STAYS   "and the connection stays"
#define IS_SAID "either answer is allowed: ACK (RFC 5961, 4.2) or RST (RFC 793, 3.9)"

/* ---- The small socket that close() leaves -------------------------------------------------------
 */

static const struct promise promises[] = {
	WHILE_EACH(NEW_SYN, SYN_ACK),
	SENDS("server", ONE(.flags = "ACK", .len = IS(0)), IS_ASKED, .known_broken = true),
	SENDS("server", NO("~RST"), "and no RST, as in RFC 793", .known_broken = true),
	SENDS("server", ONE(.len = IS(0)), IS_SAID),

	WHILE(NEW_SYN),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT, "FIN-WAIT-2"), STAYS,
		    .known_broken = true),
	WHILE(SYN_ACK),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT + 1, "FIN-WAIT-2"), STAYS,
		    .known_broken = true),

	WHILE(UNSENT_ACK),
	SENDS("server", ONE(.flags = "ACK", .rel_seq = IS(2), .rel_ack = IS(1), .len = IS(0)),
	      IS_TOLD, .known_broken = true),
	SENDS("server", ONE(.len = IS(0)),
	      "either answer is allowed: ACK (RFC 9293, 3.10.7.4, fifth) or RST (RFC 9293, 3.6.1)"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT + 2, "FIN-WAIT-2"), STAYS,
		    .known_broken = true),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 0, AS_EVER, .known_broken = true),
	NO_RESET("server", "tcp_timewait_state_process() has nothing to reset",
		 .known_broken = true),
	{ 0 },
};

SCENARIO(fin_wait_2_syn) = {
	.name = "fin-wait-2-syn",
	.title = "a SYN, a SYN,ACK and a bad ACK reach an orphan in FIN-WAIT-2",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "after close raw",
	.cause = "data-after-close",
	.causes = { { .chapter = NEW_SYN, .cause = "syn-in-window" },
		    { .chapter = SYN_ACK, .cause = "syn-in-window" } },
	.proves = "If the application has closed a connection and the peer has not, any in-window "
		  "SYN resets and deletes it. Data is reset whatever it acknowledges, and the RST "
		  "has that number.",
	.why = "close() leaves a TIME-WAIT socket in FIN-WAIT-2, handled by "
	       "tcp_timewait_state_process(): an in-window SYN is TCP_TW_RST, as in RFC 793. RFC "
	       "9293, 3.10.7.4, fourth, allows both; a stack that implements RFC 5961 must send "
	       "a challenge ACK, whatever the sequence number, and a full socket of the same "
	       "kernel does: fin-wait-2-syn-control. The acknowledgement number is not checked.",
	.play = play,
	.promises = promises,
	.known_issue =
		"A server closes its end, its FIN is acknowledged, and the peer does not close. "
		"What remains is a TIME-WAIT socket with the substate FIN-WAIT-2. An in-window "
		"SYN, or a SYN,ACK, is answered with a RST and deletes it. So with a window of "
		"64 KiB a blind attacker needs about 65,000 of them, not 2^32. The peer, which "
		"may still send and close, is then reset. Data is answered with a RST whatever "
		"it acknowledges, even data that was never sent, and the RST carries that "
		"number.\n"
		"\n"
		"A full socket in FIN-WAIT-2 (its descriptor is still open, or tcp_fin_timeout "
		"is above 60 s) sends a challenge ACK in each of these cases, and stays.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: an in-window SYN resets FIN-WAIT-2 after close()",
			.wants = "RFC 5961, 4.2, and RFC 9293, 3.10.7.4, fourth: if the SYN bit "
				 "is set in a synchronized state, TCP MUST send a challenge ACK, "
				 "whatever the sequence number, and drop the segment. RFC 9293 "
				 "allows RFC 793's reset only to stacks that do not implement RFC "
				 "5961; Linux does, in all other states.\n"
				 "\n"
				 "RFC 9293, 3.10.7.4, fifth: if SEG.ACK > SND.NXT, send an ACK "
				 "and drop the segment. This comes before the data is processed, "
				 "and so before RFC 9293, 3.6.1, which asks for a reset for data "
				 "after CLOSE.",
			.since = "Linux 5.10.262, 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4, "
				 "over both IPv4 and IPv6.",
			.function =
				"tcp_timewait_state_process(), the branch for TCP_FIN_WAIT2: `if "
				"(th->syn && !before(seq, rcv_nxt)) return TCP_TW_RST`, and "
				"later TCP_TW_RST for new data. SEG.ACK is never compared, "
				"although tw_snd_nxt is available. "
				"tcp_timewait_check_oow_rate_limit() would send the challenge.",
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
				  "+.1 < S. 11:11(0) ack 2 win 1000 // a SYN,ACK in the window\n"
				  "+0 > R 2:2(0)                    // to be: > . 2:2(0) ack 1\n"
				  "+.1 < F. 1:1(0) ack 2 win 1000   // the peer's FIN ...\n"
				  "+0 > R 2:2(0)                    // to be: > . 2:2(0) ack 2\n",
		},
};

/* ---- A full one ---------------------------------------------------------------------------------
 */

static const char *const long_timeout = "120"; /* s, above TCP_TIMEWAIT_LEN */

static const struct promise promises_full[] = {
	WHILE_EACH(NEW_SYN, SYN_ACK),
	SENDS("server", ONE(.flags = "ACK", .len = IS(0)), IS_ASKED),
	SENDS("server", NO("~RST"), "and no RST, as in RFC 793"),

	WHILE(NEW_SYN),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT, "FIN-WAIT-2"), STAYS),
	WHILE(SYN_ACK),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT + 1, "FIN-WAIT-2"), STAYS),

	WHILE(UNSENT_ACK),
	SENDS("server", ONE(.flags = "ACK", .rel_seq = IS(2), .rel_ack = IS(1), .len = IS(0)),
	      IS_TOLD),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT + 2, "FIN-WAIT-2"), STAYS),

	IN_ALL,
	COUNTS("server", "TcpExtTCPSYNChallenge", 2, "tcp_validate_incoming(): both SYNs"),
	COUNTS("server", "TcpExtTCPChallengeACK", 3,
	       "tcp_send_challenge_ack(): both SYNs and the bad ACK"),
	COUNTS("server", "TcpExtTCPAbortOnData", 0, "bad data is dropped before it counts"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET("server", AS_EVER),
	{ 0 },
};

SCENARIO(fin_wait_2_syn_control) = {
	.name = "fin-wait-2-syn-control",
	.title = "control: the same segments in a FIN-WAIT-2 of more than 60 s",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "close raw control",
	.proves = "If tcp_fin_timeout is above 60 s, an orphan in FIN-WAIT-2 answers a SYN and a "
		  "bad ACK with a challenge ACK, and stays. Only data with a valid acknowledgement "
		  "is reset.",
	.why = "With tcp_fin_timeout (ip-sysctl) above TCP_TIMEWAIT_LEN the orphan stays a full "
	       "socket: tcp_rcv_state_process(), TCP_FIN_WAIT1. So a SYN goes through "
	       "tcp_validate_incoming() and a bad ACK through tcp_ack(), as in any synchronized "
	       "state.",
	.play = play,
	.parameter = &long_timeout,
	.promises = promises_full,
};

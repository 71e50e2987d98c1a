/* SPDX-License-Identifier: GPL-2.0-only */
/* established-unacceptable - what is wrong in ESTABLISHED is answered by an ACK. */
#include "scenario.h"

enum { GHOST_PORT = 4000, ISS = 5000, TS_VAL = 700000, FAR = 100000 };

#define UNSENT  "an ACK of what was never sent"
#define TOO_OLD "an ACK of long ago"
#define OLD_TS  "data with an old timestamp"
#define SYN_IN  "a SYN in the window"
#define GOOD    "good data"

static const struct {
	const char *title, *flags;
	int32_t seq, ack, ts; /* off from what would be right */
	const char *data;
} said[] = {
	{ UNSENT, "ACK", .ack = FAR },
	{ TOO_OLD, "ACK", .ack = -FAR },
	{ OLD_TS, "PSH,ACK", .ts = -FAR, .data = "Old." },
	{ SYN_IN, "SYN", .seq = 10 },
	{ GOOD, "PSH,ACK", .data = "Good." },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	uint32_t timestamps[] = { TS_VAL, 0 };
	struct raw_segment ghost = { .to = "server",
				     .sport = GHOST_PORT,
				     .dport = SERVICE_PORT,
				     .flags = "SYN",
				     .seq = ISS,
				     .window = 1000,
				     .timestamps = timestamps };
	host_sysctl(lab, "server", "ipv4/tcp_invalid_ratelimit", "0");
	ghost_beside(lab, "client");
	raw_send(lab, &ghost);
	struct heard answer = await_sent(lab, "server", "SYN,ACK");
	ghost.flags = "ACK";
	ghost.seq = ISS + 1;
	ghost.ack = answer.next;
	timestamps[1] = answer.ts_val;
	raw_send(lab, &ghost);
	struct sock *s = tcp_accept(listener);

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct raw_segment bad = ghost;
		bad.flags = said[i].flags;
		bad.seq += (uint32_t)said[i].seq;
		bad.ack += (uint32_t)said[i].ack;
		bad.data = said[i].data;
		timestamps[0] = TS_VAL + (uint32_t)said[i].ts;
		chapter(lab, said[i].title);
		raw_send(lab, &bad);
		settle(lab);
	}
	look(lab, "server", "after all that");
	tcp_recv(s);
}

static const struct change challenge = {
	"6.18.33 7.0.10 7.1",
	"42726ec644cb (tcp: send a challenge ACK on SEG.ACK > SND.NXT)",
};

#define ACK_OF_ALL .flags = "ACK", .rel_seq = IS(1), .rel_ack = IS(1), .len = IS(0)

static const struct promise promises[] = {
	WHILE(UNSENT),
	SENDS("server", ONE(ACK_OF_ALL),
	      "SEG.ACK > SND.NXT: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 9293, 3.10.7.4, fifth)",
	      .known_broken = true, .mended = &challenge),

	WHILE(TOO_OLD),
	SENDS("server", ONE(ACK_OF_ALL),
	      "SEG.ACK < SND.UNA - MAX.SND.WND: discarded, an ACK sent back (RFC 5961, 5.2)"),

	WHILE(OLD_TS),
	SENDS("server", ONE(ACK_OF_ALL),
	      "PAWS: dropped, but still acknowledged (RFC 7323, 5.3, R1)"),

	WHILE(SYN_IN),
	SENDS("server", ONE(.flags = "ACK", .len = IS(0)),
	      "a SYN in a synchronized state: challenge ACK (RFC 5961, 4.2)"),

	WHILE(GOOD),
	HAS_SOCKETS("server", 1, "after all that", AT_PORT(GHOST_PORT, "ESTABLISHED"),
		    "the connection stays in the same state (RFC 9293, 3.5.2, group 3)"),
	CALL_RETURNS("server", "recv", 5, "and accepts good data, and only that"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST for any of them"),
	COUNTS("server", "TcpExtTCPChallengeACK", 3,
	       "tcp_send_challenge_ack(): both bad ACKs and the SYN", .known_broken = true,
	       .mended = &challenge),
	COUNTS("server", "TcpExtTCPSYNChallenge", 1, "tcp_validate_incoming(): the SYN"),
	COUNTS("server", "TcpInErrs", 1,
	       "tcp_rcv_established() makes tcp_validate_incoming() count a SYN as an error; no "
	       "other state does"),
	COUNTS("server", "TcpExtPAWSEstab", 1, "tcp_validate_incoming(): the old timestamp"),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	RESETS("server", 0, "TCP_ACK_UNSENT_DATA", ANY_STATE,
	       "SYN-RECEIVED would give this reason for the first ACK"),
	RESETS("server", 0, "TCP_TOO_OLD_ACK", ANY_STATE, "and this one for the second"),
	{ 0 },
};

SCENARIO(established_unacceptable) = {
	.name = "established-unacceptable",
	.title = "bad ACKs, an old timestamp and a SYN in ESTABLISHED: no RST",
	.rfc = "RFC 9293, 3.5.2",
	.tags = "life raw control",
	.proves = "Wrong numbers cannot reset an established connection: a segment with a bad "
		  "acknowledgement, an old timestamp or a SYN is answered with an empty ACK, and "
		  "good data still passes.",
	.why = "RFC 9293, 3.5.2, group 3: in a synchronized state an unacceptable segment is "
	       "answered with an empty acknowledgement, and the connection stays. Before "
	       "synchronization the same bad ACK is answered with a RST (group 2). RFC 5961 "
	       "requires the same for an in-window SYN, which used to reset, and RFC 7323, 5.3, "
	       "for a segment with an old timestamp.",
	.play = play,
	.promises = promises,
	.known_issue =
		"In ESTABLISHED, an ACK of data that was never sent is dropped without an "
		"answer. An ACK of data acknowledged long ago (SEG.ACK < SND.UNA - MAX.SND.WND) "
		"gets a challenge ACK, as it should. Fixed by 42726ec644cb \"tcp: send a "
		"challenge ACK on SEG.ACK > SND.NXT\", also in stable kernels of 2026; older "
		"kernels depart from the RFC.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: an ACK of data never sent is dropped without an answer",
			.wants =
				"RFC 9293, 3.10.7.4, fifth: if SEG.ACK > SND.NXT, then send an ACK, drop the "
				"segment, and return; RFC 5961, 5.2, says the same as a MUST.",
			.since =
				"Linux 5.10.262, 6.1.192, 6.12.118 and 6.18.15, over IPv4 and IPv6. 6.18.44 and "
				"7.3.4 have 42726ec644cb (\"tcp: send a challenge ACK on SEG.ACK > SND.NXT\"; "
				"6.18.33, 7.0.10, 7.1) and answer. The lines 5.10, 6.1 and 6.12 lack it.",
			.function =
				"tcp_ack(), called by tcp_rcv_established(): after(ack, tp->snd_nxt) returned "
				"the drop reason, and sent nothing. In other synchronized states "
				"tcp_rcv_state_process() sends the challenge ACK itself.",
			.script = "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
				  "+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0\n"
				  "+0 bind(3, ..., ...) = 0\n"
				  "+0 listen(3, 1) = 0\n"
				  "+0 < S 0:0(0) win 1000\n"
				  "+0 > S. 0:0(0) ack 1 <...>\n"
				  "+0 < . 1:1(0) ack 1 win 1000\n"
				  "+0 accept(3, ..., ...) = 4\n"
				  "+.1 < . 1:1(0) ack 1001 win 1000 // was never sent\n"
				  "// to be: > . 1:1(0) ack 1\n"
				  "+.1 < P. 1:6(5) ack 1 win 1000   // good data\n"
				  "+0 > . 1:1(0) ack 6\n",
		},
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * established-unacceptable - what is wrong in ESTABLISHED is answered by an ACK, not by a RST.
 *
 * RFC 9293, 3.5.2, group 3: in a synchronized state an unacceptable segment is answered by an empty
 * acknowledgement, and the connection stays. Before it is synchronized the same bad ACK is answered
 * by a RST (group 2). RFC 5961 makes the same of a SYN in the window, once a reason to reset, and
 * RFC 7323, 5.3, of a segment with an old timestamp.
 *
 * The peer is an address that nobody owns, with a connection made by hand, timestamps included.
 */
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
	{ UNSENT, "ACK", 0, FAR, 0, NULL },        { TOO_OLD, "ACK", 0, -FAR, 0, NULL },
	{ OLD_TS, "PSH,ACK", 0, 0, -FAR, "Old." }, { SYN_IN, "SYN", 10, 0, 0, NULL },
	{ GOOD, "PSH,ACK", 0, 0, 0, "Good." },
};

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Sends @segment with a Timestamps option. */
static void say(struct lab *lab, struct raw_segment segment, uint32_t ts_val, uint32_t ts_ecr)
{
	uint8_t option[12] = { 1, 1, 8, 10 }; /* NOP, NOP, TS */
	put32(option + 4, ts_val);
	put32(option + 8, ts_ecr);
	segment.option = option;
	segment.option_size = sizeof(option);
	raw_send(lab, &segment);
}

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	struct raw_segment ghost = { .to = "server",
				     .sport = GHOST_PORT,
				     .dport = SERVICE_PORT,
				     .flags = "SYN",
				     .seq = ISS,
				     .window = 1000 };
	host_sysctl(lab, "server", "ipv4/tcp_invalid_ratelimit", "0");
	ghost_beside(lab, "client");
	say(lab, ghost, TS_VAL, 0);
	struct heard answer = await_sent(lab, "server", "SYN,ACK");
	ghost.flags = "ACK";
	ghost.seq = ISS + 1;
	ghost.ack = answer.next;
	say(lab, ghost, TS_VAL, answer.ts_val);
	struct sock *s = tcp_accept(listener);

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct raw_segment bad = ghost;
		bad.flags = said[i].flags;
		bad.seq += (uint32_t)said[i].seq;
		bad.ack += (uint32_t)said[i].ack;
		bad.data = said[i].data;
		chapter(lab, said[i].title);
		say(lab, bad, TS_VAL + (uint32_t)said[i].ts, answer.ts_val);
		settle(lab);
	}
	look(lab, "server", "after all that");
	tcp_recv(s);
}

static const struct change challenge = {
	"6.18.33 7.0.10 7.1",
	"42726ec644cb (tcp: send a challenge ACK on SEG.ACK > SND.NXT)",
};

static const struct promise promises[] = {
	{ WIRE, "server",
	  "SEG.ACK > SND.NXT: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 9293, 3.10.7.4, fifth)",
	  .known_broken = true, .mended = &challenge,
	  .wire = { .flags = "ACK",
		    .chapter = UNSENT,
		    .count = IS(1),
		    .rel_seq = IS(1),
		    .rel_ack = IS(1),
		    .len = IS(0) } },
	{ WIRE, "server",
	  "SEG.ACK < SND.UNA - MAX.SND.WND: discarded, an ACK sent back (RFC 5961, 5.2)",
	  .wire = { .flags = "ACK",
		    .chapter = TOO_OLD,
		    .count = IS(1),
		    .rel_seq = IS(1),
		    .rel_ack = IS(1),
		    .len = IS(0) } },
	{ WIRE, "server", "PAWS: dropped, and acknowledged all the same (RFC 7323, 5.3, R1)",
	  .wire = { .flags = "ACK",
		    .chapter = OLD_TS,
		    .count = IS(1),
		    .rel_seq = IS(1),
		    .rel_ack = IS(1),
		    .len = IS(0) } },
	{ WIRE, "server", "a SYN in a synchronized state: challenge ACK (RFC 5961, 4.2)",
	  .wire = { .flags = "ACK", .chapter = SYN_IN, .count = IS(1), .len = IS(0) } },
	{ WIRE, "server", "no RST for any of them", .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "server", "the connection stays in the same state (RFC 9293, 3.5.2, group 3)",
	  .look = { "after all that", "ESTABLISHED", GHOST_PORT, .count = 1 } },
	{ SOCKET, "server", "and takes good data, and those alone",
	  .call = { "recv", .chapter = GOOD, .ret = IS(5) } },
	{ COUNTER, "server", "tcp_send_challenge_ack(): both bad ACKs and the SYN",
	  .known_broken = true, .mended = &challenge, .counter = { "TcpExtTCPChallengeACK", 3 } },
	{ COUNTER, "server", "tcp_validate_incoming(): the SYN",
	  .counter = { "TcpExtTCPSYNChallenge", 1 } },
	{ COUNTER, "server", "tcp_validate_incoming(): the old timestamp",
	  .counter = { "TcpExtPAWSEstab", 1 } },
	{ COUNTER, "server", "no connection was reset", .counter = { "TcpEstabResets", 0 } },
	{ COUNTER, "server", "no RST was sent", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "what SYN-RECEIVED would say to the first ACK",
	  .reason = { "TCP_ACK_UNSENT_DATA", .count = IS(0) } },
	{ REASON, "server", "and to the second", .reason = { "TCP_TOO_OLD_ACK", .count = IS(0) } },
	{ 0 },
};

SCENARIO(established_unacceptable) = {
	.name = "established-unacceptable",
	.title = "bad ACKs, an old timestamp and a SYN in ESTABLISHED: no RST",
	.rfc = "RFC 9293, 3.5.2",
	.tags = "life raw control",
	.proves =
		"A connection that is established cannot be reset by wrong numbers: each segment with a "
		"bad acknowledgement, an old timestamp or a SYN is answered by an empty ACK, and good "
		"data still pass.",
	.story =
		"An address that nobody owns connects to the service by hand. It acknowledges what was "
		"never sent, and what is long gone; it sends data with an old timestamp, and a SYN. Then "
		"it sends good data, and the server reads.",
	.play = play,
	.promises = promises,
	.known_issue =
		"tcp: in ESTABLISHED, an ACK of data that were never sent is dropped without an answer. "
		"RFC 9293, 3.10.7.4, fifth: if SEG.ACK > SND.NXT, then send an ACK, drop the segment, and "
		"return; RFC 5961, 5.2, says the same as a MUST. tcp_ack() returned "
		"-SKB_DROP_REASON_TCP_ACK_UNSENT_DATA in silence, while it sent a challenge ACK for "
		"SEG.ACK < SND.UNA - MAX.SND.WND. Mended by 42726ec644cb \"tcp: send a challenge ACK on "
		"SEG.ACK > SND.NXT\", also in stable kernels of 2026; older ones depart.",
};

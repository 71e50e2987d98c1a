/* SPDX-License-Identifier: GPL-2.0-only */
/* rst-forged - somebody on the way sends RSTs in the name of both ends. */
#include "scenario.h"

/* Returns the server's acknowledgement of what the client has said. */
static struct heard use(struct lab *lab, const struct talk *talk)
{
	ghost_beside(lab, "router");

	chapter(lab, "the connection is used");
	tcp_send(talk->c, "Hello.\n");
	tcp_recv(talk->s);
	return await_sent(lab, "server", "ACK");
}

static const struct promise no_rst[] = {
	SENDS("client", NO("~RST"), "no RST from the client"),
	SENDS("server", NO("~RST"), "none from the server"),
	{ 0 },
};
#define LIVES "the connection lives"

/* ---- The next number ----------------------------------------------------------------------------
 */

enum { WINDOW = 1000 };

static void play_exact(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct heard answer = use(lab, &talk);

	chapter(lab, "a RST to the server");
	forge(talk.c, &(struct raw_segment){ .flags = "RST", .seq = answer.ack, .window = WINDOW });
	settle(lab);
	tcp_send(talk.s, "Hello?\n");

	chapter(lab, "a RST to the client");
	forge(talk.s, &(struct raw_segment){ .flags = "RST", .seq = answer.seq, .window = WINDOW });
	settle(lab);
	tcp_send(talk.c, "Hello?\n");
}

#define FORGED ONE(.flags = "RST", .seq = SEG_ACK, .win = IS(WINDOW), .ttl = IS(64), .forged = true)
#define EXACT  "SEG.SEQ = RCV.NXT: reset (RFC 9293, 3.10.7.4; RFC 5961, 3.2)"

static const struct promise exact[] = {
	SENDS("client", SOME(.flags = "PSH,ACK", .ttl = IS(63)),
	      "the server's own segments have passed a router (RFC 1812, 5.3.1)"),

	WHILE("a RST to the server"),
	SENDS("router", FORGED,
	      "forged: the next sequence number that the server expects from "
	      "the client"),
	CALL_FAILS("server", "send", ECONNRESET, EXACT),

	WHILE("a RST to the client"),
	SENDS("router", FORGED,
	      "forged: the next sequence number that the client expects from "
	      "the server"),
	CALL_FAILS("client", "send", ECONNRESET, EXACT),

	IN_ALL,
	ROWS_OF(no_rst),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, "the client's TCP sent none"),
	COUNTS("server", "TcpOutRsts", 0, "neither did the server's"),
	NO_RESET(ANY_HOST, "no tcp_send_reset anywhere: the mark of a forgery"),
	{ 0 },
};

SCENARIO(rst_forged_exact) = {
	.name = "rst-forged-exact",
	.title = "an on-path attacker forges a RST to each end",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw life",
	.cause = "middlebox-inject",
	.proves = "A RST with the right sequence number ends the connection, whoever sent it: both "
		  "sides get ECONNRESET, and neither has sent a RST. No kernel counts it and no "
		  "tracepoint reports it; that gives the forgery away.",
	.why = "A device that sees the segments knows the numbers, and a RST whose sequence "
	       "number is exactly RCV.NXT must be accepted (RFC 9293, 3.10.7.4; RFC 5961, 3.2). "
	       "This forger is careless: the RSTs do not have window 0, as every RST in reply "
	       "does, and their TTL is not that of the other end, which the router has "
	       "decremented. The TTL alone proves nothing: a genuine RST in reply has the "
	       "kernel's (ip_default_ttl), even if the application has set IP_TTL.",
	.topology = "routed",
	.play = play_exact,
	.promises = exact,
};

/* ---- Within the window --------------------------------------------------------------------------
 */

static void play_in_window(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct heard answer = use(lab, &talk);

	chapter(lab, "a RST one number off");
	forge(talk.c, &(struct raw_segment){ .flags = "RST", .seq = answer.ack + 1 });
	settle(lab);

	chapter(lab, "the connection goes on");
	tcp_send(talk.c, "Still here.\n");
	tcp_recv(talk.s);
	tcp_send(talk.s, "Me too.\n");
	tcp_recv(talk.c);
}

static const struct promise in_window[] = {
	SENDS("router", ONE(.flags = "RST", .rel_seq = IS(9), .forged = true),
	      "forged: in the window, one beyond the number that the server expects"),

	WHILE("a RST one number off"),
	SENDS("server", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "challenge ACK: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 5961, 3.2)"),
	SENDS("client", NOTHING, "its data is already acknowledged: it sends nothing"),

	WHILE("the connection goes on"),
	CALL_RETURNS("server", "recv", 12, LIVES),
	CALL_RETURNS("client", "recv", 8, "in both directions"),

	IN_ALL,
	ROWS_OF(no_rst),
	COUNTS("server", "TcpExtTCPChallengeACK", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, "and none is reported"),
	{ 0 },
};

SCENARIO(rst_forged_in_window) = {
	.name = "rst-forged-in-window",
	.title = "a forged in-window RST, one number off: challenge ACK",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw life control",
	.cause = "forged",
	.proves = "A RST that is in the window but does not have the next number does no harm: "
		  "the receiver answers with a challenge ACK, and the connection continues. "
		  "Where data is missing, one other number does reset: rst-sack-edge.",
	.why = "An off-path attacker has to guess. RFC 5961, 3.2 (RFC 9293, 3.10.7.4): a RST "
	       "within the window that is not exactly RCV.NXT must be answered with a challenge "
	       "ACK: tcp_validate_incoming(), tcp_send_challenge_ack(). A peer that has really "
	       "forgotten the connection would answer with the right RST; this one has sent none.",
	.topology = "routed",
	.play = play_in_window,
	.promises = in_window,
};

/* ---- Outside of it ------------------------------------------------------------------------------
 */

static const struct {
	const char *title;
	uint32_t offset; /* from RCV.NXT; no window is as large (RFC 7323, 2.3) */
} guesses[] = {
	{ "a RST before the window", 0xC0000000 },
	{ "a RST beyond the window", 0x40000000 },
};

static void play_out_of_window(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct heard answer = use(lab, &talk);

	for (int i = 0; i < 2; i++) {
		chapter(lab, guesses[i].title);
		forge(talk.c, &(struct raw_segment){ .flags = "RST",
						     .seq = answer.ack + guesses[i].offset });
		settle(lab);
	}

	chapter(lab, "the connection goes on");
	tcp_send(talk.c, "Still here.\n");
	tcp_recv(talk.s);
}

static const struct promise out_of_window[] = {
	WHILE_EACH("a RST before the window", "a RST beyond the window"),
	SENDS("router", ONE(.flags = "RST", .forged = true), "forged: a wrong guess"),
	SENDS("server", NOTHING, "silently dropped (RFC 5961, 3.2; RFC 9293, 3.10.7.4)"),

	WHILE("the connection goes on"),
	CALL_RETURNS("server", "recv", 12, LIVES),

	IN_ALL,
	ROWS_OF(no_rst),
	COUNTS("server", "TcpExtTCPChallengeACK", 0, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, "and none is reported"),
	{ 0 },
};

SCENARIO(rst_forged_out_of_window) = {
	.name = "rst-forged-out-of-window",
	.title = "a forged RST outside the window: nothing happens",
	.rfc = "RFC 5961, 3.2",
	.tags = "way raw life control",
	.cause = "forged",
	.proves = "A RST outside the window is silently dropped: no answer, no error, and the "
		  "connection continues.",
	.why = "RFC 5961, 3.2, and RFC 9293, 3.10.7.4, require this. Any other segment there "
	       "would be answered with an ACK; tcp_validate_incoming() makes an exception for "
	       "RST.",
	.topology = "routed",
	.play = play_out_of_window,
	.promises = out_of_window,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * segments-to-closed-port - what a port scanner sends, to a port that nobody has.
 *
 * RFC 9293, 3.10.7.1: everything but a RST is answered by a RST. One that has an ACK gives the RST
 * its sequence number; else the RST has number 0 and acknowledges what came, SYN and FIN counted:
 * tcp_v4_send_reset() does both, after it has let go any segment with RST.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000, ANSWER = 77000 };

static const struct {
	const char *title, *flags, *data;
} strays[] = {
	{ "ACK", "ACK", NULL },
	{ "SYN,ACK", "SYN,ACK", NULL },
	{ "FIN,ACK", "FIN,ACK", NULL },
	{ "data", "PSH,ACK", "Hello.\n" },
	{ "FIN", "FIN", NULL },
	{ "no flag", "", NULL },
	{ "data without ACK", "PSH", "Hello.\n" },
	{ "FIN,PSH,URG", "FIN,PSH,URG", NULL },
	{ "RST", "RST", NULL },
	{ "RST,ACK", "RST,ACK", NULL },
};

static void play(struct lab *lab)
{
	ghost_beside(lab, "client");

	for (size_t i = 0; i < sizeof(strays) / sizeof(*strays); i++) {
		chapter(lab, strays[i].title);
		raw_send(lab, &(struct raw_segment){ .to = "server",
						     .sport = GHOST_PORT,
						     .dport = SERVICE_PORT,
						     .flags = strays[i].flags,
						     .seq = SEQ,
						     .ack = ANSWER,
						     .window = 1000,
						     .data = strays[i].data });
		settle(lab);
	}
	look(lab, "server", "after the scan");
}

#define WITH_ACK(title)                                                                          \
	{                                                                                        \
		WIRE, "server", "an ACK in CLOSED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)", \
			.wire = {                                                                \
				RST_REPLY,                                                       \
				.chapter = title,                                                \
				.count = IS(1)                                                   \
			}                                                                        \
	}
#define WITHOUT_ACK(title)                                                                        \
	{                                                                                         \
		WIRE, "server",                                                                   \
			"no ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)", \
			.wire = {                                                                 \
				RST_ACK_REPLY,                                                    \
				.chapter = title,                                                 \
				.count = IS(1)                                                    \
			}                                                                         \
	}
#define SILENCE(title)                                                                             \
	{                                                                                          \
		WIRE, "server", "a RST is never answered by a RST (RFC 9293, 3.10.7.1)", .wire = { \
			.chapter = title,                                                          \
			.count = IS(0)                                                             \
		}                                                                                  \
	}

static const struct promise promises[] = {
	WITH_ACK("ACK"),
	WITH_ACK("SYN,ACK"),
	WITH_ACK("FIN,ACK"),
	WITH_ACK("data"),
	WITHOUT_ACK("FIN"),
	WITHOUT_ACK("no flag"),
	WITHOUT_ACK("data without ACK"),
	WITHOUT_ACK("FIN,PSH,URG"),
	SILENCE("RST"),
	SILENCE("RST,ACK"),
	{ WIRE, "client", "the story's own",
	  .wire = { .flags = "RST", .chapter = "RST", .count = IS(1), .forged = true } },
	{ WIRE, "client", "the story's own",
	  .wire = { .flags = "RST,ACK", .chapter = "RST,ACK", .count = IS(1), .forged = true } },
	{ SOCKET, "server", "nobody is there", .look = { "after the scan", "LISTEN", .count = 0 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 8 } },
	{ REASON, "server", "no socket, whatever the flags",
	  .reason = { "NO_SOCKET", "NONE", .count = IS(8) } },
	{ 0 },
};

SCENARIO(segments_to_closed_port) = {
	.name = "segments-to-closed-port",
	.title = "stray segments of all kinds to a port that nobody has",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up raw",
	.proves =
		"The shape of a RST tells what it answers: RST with a sequence number and without ACK "
		"answers a segment that had an ACK; RST,ACK with sequence number 0 one that had none. A "
		"RST is answered by nothing.",
	.story = "An address that nobody owns sends segments with various flags to a closed port, "
		 "as a port scanner does: ACK, SYN-ACK, FIN, none, FIN-PSH-URG, data, RST.",
	.play = play,
	.promises = promises,
};

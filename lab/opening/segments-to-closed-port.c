/* SPDX-License-Identifier: GPL-2.0-only */
/* segments-to-closed-port - what a port scanner sends, to a port that nobody has. */
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

static const struct promise promises[] = {
	WHILE_EACH("ACK", "SYN,ACK", "FIN,ACK", "data"),
	SENDS("server", ONE(RST_REPLY), "an ACK: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	WHILE_EACH("FIN", "no flag", "data without ACK", "FIN,PSH,URG"),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"),

	WHILE("RST"),
	SENDS("client", ONE(.flags = "RST", .forged = true), "forged by the scenario"),

	WHILE("RST,ACK"),
	SENDS("client", ONE(.flags = "RST,ACK", .forged = true), "forged by the scenario"),

	WHILE_EACH("RST", "RST,ACK"),
	SENDS("server", NOTHING, "a RST is never answered with a RST (RFC 9293, 3.10.7.1)"),

	IN_ALL,
	HAS_SOCKETS("server", 0, "after the scan", "LISTEN", "there is no listener"),
	COUNTS("server", "TcpOutRsts", 8, AS_EVER),
	RESETS("server", 8, "NO_SOCKET", "NONE", "no socket, whatever the flags"),
	{ 0 },
};

SCENARIO(segments_to_closed_port) = {
	.name = "segments-to-closed-port",
	.title = "stray segments of all kinds to a closed port",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up raw",
	.cause = "stray-segment",
	.causes = { { .who = "client", .cause = "crafted" } },
	.proves = "The form of a RST tells what it answers: a RST with a sequence number and "
		  "without ACK answers a segment that had an ACK; a RST,ACK with sequence number 0 "
		  "answers one that had none. A RST is never answered.",
	.why = "RFC 9293, 3.10.7.1: every segment but a RST is answered with a RST. A segment "
	       "with an ACK gives the RST its sequence number; otherwise the RST has number 0 "
	       "and acknowledges what arrived, counting SYN and FIN. tcp_v4_send_reset() does "
	       "both, after ignoring any segment with RST.",
	.play = play,
	.promises = promises,
};

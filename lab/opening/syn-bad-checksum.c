/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syn-bad-checksum - control: a SYN whose checksum is wrong, to a closed port.
 *
 * RFC 9293, 3.1: the receiver must check it (MUST-3). tcp_v4_rcv() does so before it looks for a
 * socket, so that no state is asked, and nothing is answered.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000 };

static void play(struct lab *lab)
{
	struct raw_segment segment = { .to = "server",
				       .sport = GHOST_PORT,
				       .dport = SERVICE_PORT,
				       .flags = "SYN",
				       .seq = SEQ,
				       .window = 1000,
				       .bad_checksum = true };
	ghost_beside(lab, "client");

	chapter(lab, "a bad checksum");
	raw_send(lab, &segment);
	settle(lab);

	chapter(lab, "a good one");
	segment.bad_checksum = false;
	raw_send(lab, &segment);
	settle(lab);
	look(lab, "server", "at the end");
}

static const struct promise promises[] = {
	{ WIRE, "server", "what is damaged is dropped (RFC 9293, 3.1, MUST-3)",
	  .wire = { .chapter = "a bad checksum", .count = IS(0) } },
	{ WIRE, "server", "the same SYN, whole (RFC 9293, 3.10.7.1)",
	  .wire = { RST_ACK_REPLY, .chapter = "a good one", .count = IS(1) } },
	{ SOCKET, "server", "nobody has the port", .look = { "at the end", .count = 0 } },
	{ COUNTER, "server", "tcp_v4_rcv(): csum_error", .counter = { "TcpInCsumErrors", 1 } },
	{ COUNTER, "server", "which is an error (RFC 4022, tcpInErrs)",
	  .counter = { "TcpInErrs", 1 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts one", .counter = { "TcpOutRsts", 1 } },
	{ REASON, "server", "only the whole one was looked up", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(syn_bad_checksum) = {
	.name = "syn-bad-checksum",
	.title = "control: a SYN with a bad checksum to a closed port",
	.rfc = "RFC 9293, 3.1",
	.tags = "set-up control raw",
	.proves =
		"A closed port that does not answer may be answering nobody who damages segments on the "
		"way. The counter InCsumErrors tells.",
	.story =
		"An address that nobody owns sends a SYN with a bad checksum to a closed port, and "
		"then the same SYN with a good one.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-bad-checksum - control: a SYN whose checksum is wrong, to a closed port. */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000 };

/* More than CHECKSUM_BREAK (76 bytes) with its headers. */
#define LONG "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "

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

	chapter(lab, "a long segment");
	segment.data = LONG;
	raw_send(lab, &segment);
	settle(lab);
	segment.data = NULL;

	chapter(lab, "a good checksum");
	segment.bad_checksum = false;
	raw_send(lab, &segment);
	settle(lab);
	look(lab, "server", "at the end");
}

static const struct promise promises[] = {
	WHILE("a bad checksum"),
	SENDS("server", NOTHING, "a damaged segment is dropped (RFC 9293, 3.1, MUST-3)"),

	WHILE("a long segment"),
	SENDS("server", NOTHING,
	      "the same where the checksum is computed only before the answer: no_tcp_socket"),

	WHILE("a good checksum"),
	SENDS("server", ONE(RST_ACK_REPLY), "the same SYN, undamaged (RFC 9293, 3.10.7.1)"),
	HAS_SOCKETS("server", 0, "at the end", ANY_STATE, "the port is free"),

	IN_ALL,
	COUNTS("server", "TcpInCsumErrors", 2, "tcp_v4_rcv(): csum_error"),
	COUNTS("server", "TcpInErrs", 2, "which is an error (RFC 4022, tcpInErrs)"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", "only the undamaged one is answered"),
	{ 0 },
};

SCENARIO(syn_bad_checksum) = {
	.name = "syn-bad-checksum",
	.title = "control: a SYN with a bad checksum to a closed port",
	.rfc = "RFC 9293, 3.1",
	.tags = "set-up control raw",
	.cause = "no-listener",
	.proves = "A closed port that does not answer may be reacting to segments that were "
		  "damaged on the path. The counter InCsumErrors tells.",
	.why = "The receiver must check the checksum (RFC 9293, 3.1, MUST-3). tcp_v4_rcv() does "
	       "so for segments of up to 76 bytes before it looks for a socket, so the state does "
	       "not matter. For longer ones it does so last, just before it would answer.",
	.play = play,
	.promises = promises,
};

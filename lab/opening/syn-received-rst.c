/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syn-received-rst - a RST meets a handshake that is under way.
 *
 * RFC 9293, 3.10.7.4, second: at RCV.NXT it ends the handshake, elsewhere in the window it asks for
 * a challenge ACK (RFC 5961, 3.2), outside of it it is dropped. tcp_check_req() ended the handshake
 * for any RST in the window, but for one whose acknowledgement number was wrong, until it followed
 * the RFC: whoever guesses a window can then hinder a connection from being made.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000, WITHIN = 10, OUTSIDE = 0x40000000 };

#define WITHIN_THE_WINDOW "RST in the window"
#define EXACT             "RST at RCV.NXT"
#define EXACT_BAD_ACK     "RST,ACK at RCV.NXT, with a wrong ACK"
#define OUT_OF_THE_WINDOW "RST out of the window"

static const struct {
	const char *title, *flags;
	uint32_t ahead; /* of RCV.NXT */
} resets[] = {
	{ WITHIN_THE_WINDOW, "RST", WITHIN },
	{ EXACT, "RST", 0 },
	{ EXACT_BAD_ACK, "RST,ACK", 0 },
	{ OUT_OF_THE_WINDOW, "RST", OUTSIDE },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	for (int i = 0; i < 4; i++) {
		chapter(lab, "a handshake begins");
		struct raw_segment segment =
			raw_syn(lab, "server", (uint16_t)(GHOST_PORT + i), SERVICE_PORT);

		chapter(lab, resets[i].title);
		segment.flags = resets[i].flags;
		segment.seq += resets[i].ahead;
		segment.ack += OUTSIDE;
		raw_send(lab, &segment);
		settle(lab);
		look(lab, "server", resets[i].title);
	}
}

static const struct change challenged = {
	"6.1.191 6.6.153 6.12.105 6.18.42 7.1.6 7.2",
	"a28c4fcbf774 (tcp: challenge ACK for non-exact RST in SYN-RECEIVED)",
};

static const struct promise promises[] = {
	{ WIRE, "client", "the RSTs are the story's own",
	  .wire = { .flags = "~RST", .count = IS(4), .forged = true } },
	{ WIRE, "server", "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 9293, 3.10.7.4, second)",
	  .with = &challenged,
	  .wire = { .flags = "ACK",
		    .chapter = WITHIN_THE_WINDOW,
		    .count = IS(1),
		    .seq = SND_NXT,
		    .ack = RCV_NXT,
		    .len = IS(0) } },
	{ SOCKET, "server", "and the request stays", .with = &challenged,
	  .look = { WITHIN_THE_WINDOW, "SYN-RECEIVED", GHOST_PORT, .count = 1 } },
	{ WIRE, "server", "tcp_check_req() says nothing", .without = &challenged,
	  .wire = { .flags = "ACK", .chapter = WITHIN_THE_WINDOW, .count = IS(0) } },
	{ SOCKET, "server", "and drops the request", .without = &challenged,
	  .look = { WITHIN_THE_WINDOW, "SYN-RECEIVED", GHOST_PORT, .count = 0 } },
	{ SOCKET, "server", "return to LISTEN (RFC 9293, 3.10.7.4, second)",
	  .look = { EXACT, "SYN-RECEIVED", GHOST_PORT + 1, .count = 0 } },
	{ SOCKET, "server",
	  "the RST counts, whatever it acknowledges (3.10.7.4: second, then fifth)",
	  .with = &challenged,
	  .look = { EXACT_BAD_ACK, "SYN-RECEIVED", GHOST_PORT + 2, .count = 0 } },
	{ SOCKET, "server", "tcp_check_req() ignores a wrong ACK, and the RST with it",
	  .without = &challenged,
	  .look = { EXACT_BAD_ACK, "SYN-RECEIVED", GHOST_PORT + 2, .count = 1 } },
	{ SOCKET, "server", "silently drop the segment (RFC 9293, 3.10.7.4, second)",
	  .look = { OUT_OF_THE_WINDOW, "SYN-RECEIVED", GHOST_PORT + 3, .count = 1 } },
	{ WIRE, "server", "a RST is never answered by a RST (RFC 9293, 3.5.2)",
	  .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "server", "nothing was reset by it", .counter = { "TcpOutRsts", 0 } },
	{ 0 },
};

SCENARIO(syn_received_rst) = {
	.name = "syn-received-rst",
	.title = "control: a RST in SYN-RECEIVED, exact, in the window and outside of it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up control raw",
	.proves =
		"A handshake is ended only by a RST whose sequence number is exactly the next one "
		"expected; another one in the window gets a challenge ACK, so that who guesses cannot "
		"keep a connection from being made. Older kernels took any RST in the window.",
	.story =
		"An address that nobody owns begins four handshakes, and sends a RST into each: a few "
		"bytes ahead; exact; exact, with an ACK of nothing that was sent; from far away.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received-rst - a RST meets a request: a handshake under way, of a listener. */
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
	SENDS("client", TIMES(4, .flags = "~RST", .forged = true), "the scenario forges the RSTs"),

	WHILE(WITHIN_THE_WINDOW),
	SENDS("server", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 9293, 3.10.7.4, second)",
	      .with = &challenged),
	HAS_SOCKETS("server", 1, WITHIN_THE_WINDOW, AT_PORT(GHOST_PORT, "SYN-RECEIVED"),
		    "and the request stays", .with = &challenged),
	SENDS("server", NO("ACK"), "tcp_check_req() answers nothing", .without = &challenged),
	HAS_SOCKETS("server", 0, WITHIN_THE_WINDOW, AT_PORT(GHOST_PORT, "SYN-RECEIVED"),
		    "and drops the request", .without = &challenged),

	WHILE(EXACT),
	HAS_SOCKETS("server", 0, EXACT, AT_PORT(GHOST_PORT + 1, "SYN-RECEIVED"),
		    "return to LISTEN (RFC 9293, 3.10.7.4, second)"),

	WHILE(EXACT_BAD_ACK),
	HAS_SOCKETS("server", 0, EXACT_BAD_ACK, AT_PORT(GHOST_PORT + 2, "SYN-RECEIVED"),
		    "the RST counts, whatever it acknowledges (3.10.7.4: second, then fifth)",
		    .with = &challenged),
	HAS_SOCKETS("server", 1, EXACT_BAD_ACK, AT_PORT(GHOST_PORT + 2, "SYN-RECEIVED"),
		    "tcp_check_req() ignores a wrong ACK, and the RST with it",
		    .without = &challenged),

	WHILE(OUT_OF_THE_WINDOW),
	HAS_SOCKETS("server", 1, OUT_OF_THE_WINDOW, AT_PORT(GHOST_PORT + 3, "SYN-RECEIVED"),
		    "silently drop the segment (RFC 9293, 3.10.7.4, second)"),

	IN_ALL,
	SENDS("server", NO("~RST"), "a RST is never answered with a RST (RFC 9293, 3.5.2)"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	{ 0 },
};

SCENARIO(syn_received_rst) = {
	.name = "syn-received-rst",
	.title = "control: a RST for a listener's request, exact, in the window and outside it",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up control raw",
	.cause = "crafted",
	.proves = "Only a RST whose sequence number is exactly the next one expected ends a "
		  "handshake. Any other in-window RST gets a challenge ACK, so that blind guessing "
		  "cannot prevent a connection. Older kernels accepted any in-window RST.",
	.why = "RFC 9293, 3.10.7.4, second: a RST at RCV.NXT ends the handshake, elsewhere in "
	       "the window it triggers a challenge ACK (RFC 5961, 3.2), outside the window it is "
	       "dropped. Before it followed the RFC, tcp_check_req() ended the handshake for any "
	       "in-window RST, except one with a wrong acknowledgement number.\n"
	       "\n"
	       "This applies to the request that a listener keeps for a handshake. A full socket "
	       "in SYN-RECEIVED, after crossed SYNs, has a user who learns of the RST: "
	       "syn-received-rst-active. With TCP Fast Open it differs again.",
	.play = play,
	.promises = promises,
};

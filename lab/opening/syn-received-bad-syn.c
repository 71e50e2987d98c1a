/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syn-received-bad-syn - a second SYN, inside the window of a handshake that is under way.
 *
 * RFC 9293, 3.10.7.4, fourth, SYN-RECEIVED after a passive OPEN: return to LISTEN. tcp_check_req()
 * drops the request and, as RFC 793 had it, resets, reason INVALID_SYN. A SYN outside the window is
 * not acceptable (first): it gets an ACK, and the request stays.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000, WITHIN = 10, OUTSIDE = 0x40000000 };

#define SYN_WITHIN     "SYN in the window"
#define SYN_ACK_WITHIN "SYN,ACK in the window"
#define SYN_OUTSIDE    "SYN out of the window"

static const struct {
	const char *title, *flags;
	uint32_t ahead; /* of RCV.NXT */
} seconds[] = {
	{ SYN_WITHIN, "SYN", WITHIN },
	{ SYN_ACK_WITHIN, "SYN,ACK", WITHIN },
	{ SYN_OUTSIDE, "SYN", OUTSIDE },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	struct raw_segment third_ack;
	ghost_beside(lab, "client");

	for (int i = 0; i < 3; i++) {
		chapter(lab, "a handshake begins");
		third_ack = raw_syn(lab, "server", (uint16_t)(GHOST_PORT + i), SERVICE_PORT);

		chapter(lab, seconds[i].title);
		struct raw_segment second = third_ack;
		second.flags = seconds[i].flags;
		second.seq += seconds[i].ahead;
		raw_send(lab, &second);
		settle(lab);
		look(lab, "server", seconds[i].title);
	}

	chapter(lab, "the third ACK");
	raw_send(lab, &third_ack);
	tcp_accept(listener);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "server", "no ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.5.2)",
	  .wire = { RST_ACK_REPLY, .chapter = SYN_WITHIN, .count = IS(1) } },
	{ SOCKET, "server", "the request is gone: back to LISTEN (RFC 9293, 3.10.7.4, fourth)",
	  .look = { SYN_WITHIN, "SYN-RECEIVED", .count = 0 } },
	{ WIRE, "server", "an ACK: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.5.2)",
	  .wire = { RST_REPLY, .chapter = SYN_ACK_WITHIN, .count = IS(1) } },
	{ SOCKET, "server", "the request is gone: back to LISTEN (RFC 9293, 3.10.7.4, fourth)",
	  .look = { SYN_ACK_WITHIN, "SYN-RECEIVED", .count = 0 } },
	{ WIRE, "server", "not acceptable: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (3.10.7.4, first)",
	  .wire = { .flags = "ACK", .chapter = SYN_OUTSIDE, .count = IS(1), .len = IS(0) } },
	{ SOCKET, "server", "and the request stays",
	  .look = { SYN_OUTSIDE, "SYN-RECEIVED", .count = 1 } },
	{ SOCKET, "server", "its handshake ends as if nothing had been", .call = { "accept" } },
	{ WIRE, "server", "no other is reset", .wire = { .flags = "~RST", .count = IS(2) } },
	{ COUNTER, "server", "tcp_check_req(): embryonic_reset",
	  .counter = { "TcpExtEmbryonicRsts", 2 } },
	{ COUNTER, "server", "SYN-RECEIVED to LISTEN (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 2 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 2 } },
	{ REASON, "server", "tcp_check_req()",
	  .reason = { "INVALID_SYN", "LISTEN", .count = IS(2) } },
	{ 0 },
};

SCENARIO(syn_received_bad_syn) = {
	.name = "syn-received-bad-syn",
	.title = "a second SYN within the window while the handshake is under way",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.proves =
		"A handshake that another SYN of the same endpoints breaks into, with a number inside "
		"the window, is reset and forgotten: who reuses a port while its last SYN is still being "
		"answered sees that. Outside the window the SYN only gets an ACK.",
	.story =
		"An address that nobody owns begins three handshakes. Into the first comes another SYN, "
		"into the second a SYN,ACK, both a few bytes ahead; into the third a SYN from far away, "
		"and then the third ACK.",
	.play = play,
	.promises = promises,
};

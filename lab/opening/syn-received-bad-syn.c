/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-received-bad-syn - a second SYN, inside the window of a handshake under way. */
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

#define RETURN "the request is gone: back to LISTEN (RFC 9293, 3.10.7.4, fourth)"

static const struct promise promises[] = {
	WHILE(SYN_WITHIN),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.5.2)"),
	HAS_SOCKETS("server", 0, SYN_WITHIN, "SYN-RECEIVED", RETURN),

	WHILE(SYN_ACK_WITHIN),
	SENDS("server", ONE(RST_REPLY), "an ACK: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.5.2)"),
	HAS_SOCKETS("server", 0, SYN_ACK_WITHIN, "SYN-RECEIVED", RETURN),

	WHILE(SYN_OUTSIDE),
	SENDS("server", ONE(.flags = "ACK", .len = IS(0)),
	      "not acceptable: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (3.10.7.4, first)"),
	HAS_SOCKETS("server", 1, SYN_OUTSIDE, "SYN-RECEIVED", "and the request stays"),

	IN_ALL,
	CALL_WORKS("server", "accept", "its handshake completes normally"),
	SENDS("server", TIMES(2, .flags = "~RST"), "no other is reset"),
	COUNTS("server", "TcpExtEmbryonicRsts", 2, AS_EVER),
	COUNTS("server", "TcpAttemptFails", 2,
	       "SYN-RECEIVED to LISTEN (RFC 4022, tcpAttemptFails)"),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	RESETS("server", 2, "INVALID_SYN", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(syn_received_bad_syn) = {
	.name = "syn-received-bad-syn",
	.title = "a second SYN within the window during the handshake",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.cause = "syn-in-window",
	.proves = "A second SYN from the same endpoints, with a sequence number inside the window, "
		  "resets a handshake in progress, and the request is dropped. A client that "
		  "reuses a port while its last SYN is still being answered runs into this. A SYN "
		  "outside the window only gets an ACK.",
	.why = "RFC 9293, 3.10.7.4, fourth, SYN-RECEIVED after a passive OPEN: return to LISTEN. "
	       "tcp_check_req() drops the request and resets, as in RFC 793, with the reason "
	       "INVALID_SYN. A SYN outside the window is not acceptable (first): it gets an ACK, "
	       "and the request stays.",
	.play = play,
	.promises = promises,
};

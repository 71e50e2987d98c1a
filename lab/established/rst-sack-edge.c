/* SPDX-License-Identifier: GPL-2.0-only */
/* rst-sack-edge - a RST behind a gap: at the right edge of the last SACK block it is believed. */
#include "scenario.h"

enum { GHOST_PORT = 4000, ISS = 5000, GAP = 100 };

#define DATA        "Twelve bytes"
#define FIRST_EDGE  "a RST at the end of the first block"
#define BESIDE      "a RST one before the end of the last block"
#define LAST_EDGE   "a RST at the end of the last block"
#define SACK_LENGTH 12

static const uint8_t sack_permitted[] = { 1, 1, 4, 2 }; /* RFC 2018, 2 */

/* The ghost's connection, in which SACK is permitted. */
static struct raw_segment connect_with_sack(struct lab *lab)
{
	struct raw_segment peer = { .to = "server",
				    .sport = GHOST_PORT,
				    .dport = SERVICE_PORT,
				    .flags = "SYN",
				    .seq = ISS,
				    .window = 1000,
				    .option = sack_permitted,
				    .option_size = sizeof(sack_permitted) };
	raw_send(lab, &peer);
	peer.ack = await_sent(lab, "server", "SYN,ACK").next;
	peer.flags = "ACK";
	peer.seq++;
	peer.option = NULL;
	peer.option_size = 0;
	raw_send(lab, &peer);
	return peer;
}

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	host_sysctl(lab, "server", "ipv4/tcp_invalid_ratelimit", "0");
	ghost_beside(lab, "client");

	chapter(lab, "a connection");
	const struct raw_segment next = connect_with_sack(lab);
	struct sock *s = tcp_accept(listener);

	/* RCV.NXT, a gap, a block, a gap, a block. */
	chapter(lab, "data behind gaps");
	struct raw_segment data = next;
	data.flags = "PSH,ACK";
	data.data = DATA;
	for (int i = 0; i < 2; i++) {
		data.seq += GAP;
		raw_send(lab, &data);
		settle(lab);
	}

	const struct {
		const char *title;
		uint32_t seq;
	} resets[] = {
		{ FIRST_EDGE, next.seq + GAP + SACK_LENGTH },
		{ BESIDE, data.seq + SACK_LENGTH - 1 },
		{ LAST_EDGE, data.seq + SACK_LENGTH },
	};
	for (int i = 0; i < 3; i++) {
		chapter(lab, resets[i].title);
		struct raw_segment reset = next;
		reset.flags = "RST";
		reset.seq = resets[i].seq;
		reset.ack = 0;
		raw_send(lab, &reset);
		settle(lab);
		look(lab, "server", resets[i].title);
	}
	tcp_recv(s);
}

static const struct promise promises[] = {
	WHILE("data behind gaps"),
	SENDS("server", TIMES(2, .flags = "ACK", .rel_ack = IS(1)),
	      "it acknowledges the data it has in order, and no more (RFC 2018, 4)"),

	WHILE_EACH(FIRST_EDGE, BESIDE),
	SENDS("server", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "in the window, but not RCV.NXT: challenge ACK (RFC 5961, 3.2)"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(GHOST_PORT, "ESTABLISHED"),
		    "and the connection "
		    "stays"),

	WHILE(LAST_EDGE),
	SENDS("server", NOTHING, "it is accepted: no challenge ACK"),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(GHOST_PORT, ANY_STATE),
		    "tcp_validate_incoming(): the end of the right-most SACK block is as good as "
		    "RCV.NXT"),
	CALL_FAILS("server", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	SENDS("client", TIMES(3, .flags = "RST", .forged = true), "the scenario forges the RSTs"),
	SENDS("server", NO("~RST"), "a RST is never answered with a RST (RFC 9293, 3.5.2)"),
	COUNTS("server", "TcpExtTCPChallengeACK", 2, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET("server", AS_EVER),
	{ 0 },
};

SCENARIO(rst_sack_edge) = {
	.name = "rst-sack-edge",
	.title = "a RST behind a gap, at the end of the last data received",
	.rfc = "RFC 5961, 3.2",
	.tags = "life raw",
	.cause = "crafted",
	.proves = "Where data is missing, a second number besides RCV.NXT resets: the end of the "
		  "last data received. A peer that aborts sends its RST there if earlier data was "
		  "lost. RSTs at the ends of other blocks, or one number off, get a challenge ACK.",
	.why = "A RST carries its sender's SND.NXT, which is beyond RCV.NXT if data was lost. "
	       "RFC 5961, 3.2, requires a challenge ACK; a peer that has closed answers that "
	       "with the right RST, if it can. Linux deliberately goes further than the RFC: "
	       "tcp_validate_incoming() also accepts the right edge of the right-most SACK "
	       "block, if SACK was negotiated.",
	.play = play,
	.promises = promises,
};

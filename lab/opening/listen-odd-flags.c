/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listen-odd-flags - control: segments without ACK to a listening port, none of them a SYN alone.
 *
 * RFC 9293, 3.10.7.2: a RST is ignored (first), other segments without ACK and SYN are dropped
 * (fourth). A SYN with FIN is dropped too, by tcp_rcv_state_process(), case TCP_LISTEN; the RFC
 * would take the SYN. A closed port answers most of these by RST (segments-to-closed-port), by
 * which a scanner tells the two apart.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000, ANSWER = 77000 };

static const struct {
	const char *title, *flags, *data;
} strays[] = {
	{ "FIN", "FIN", NULL },
	{ "no flag", "", NULL },
	{ "FIN,PSH,URG", "FIN,PSH,URG", NULL },
	{ "data without ACK", "PSH", "Hello.\n" },
	{ "SYN,FIN", "SYN,FIN", NULL },
	{ "RST", "RST", NULL },
	{ "RST,ACK", "RST,ACK", NULL },
};

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
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

	chapter(lab, "a client connects");
	talk_connect(&talk);
	settle(lab);
}

#define SILENCE(title, reason)                                                      \
	{                                                                           \
		WIRE, "server", reason, .wire = {.chapter = title, .count = IS(0) } \
	}
#define STRAY "no ACK, no SYN: dropped (RFC 9293, 3.10.7.2, fourth)"
#define RESET "a RST in LISTEN is ignored (RFC 9293, 3.10.7.2, first)"

static const struct promise promises[] = {
	SILENCE("FIN", STRAY),
	SILENCE("no flag", STRAY),
	SILENCE("FIN,PSH,URG", STRAY),
	SILENCE("data without ACK", STRAY),
	SILENCE("SYN,FIN", "tcp_rcv_state_process() drops a SYN with FIN"),
	SILENCE("RST", RESET),
	SILENCE("RST,ACK", RESET),
	{ WIRE, "client", "the story's own",
	  .wire = { .flags = "RST", .chapter = "RST", .count = IS(1), .forged = true } },
	{ WIRE, "client", "the story's own",
	  .wire = { .flags = "RST,ACK", .chapter = "RST,ACK", .count = IS(1), .forged = true } },
	{ WIRE, "server", "no RST at all", .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "client", "the listener is well", .call = { "connect" } },
	{ SOCKET, "server", "and accepts", .call = { "accept" } },
	{ COUNTER, "server", "no RST is counted", .counter = { "TcpOutRsts", 0 } },
	{ 0 },
};

SCENARIO(listen_odd_flags) = {
	.name = "listen-odd-flags",
	.title = "control: odd segments without ACK to a listening port",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up control raw",
	.proves =
		"A listener answers no segment that has neither ACK nor a SYN alone: FIN, no flag at "
		"all, FIN-PSH-URG, SYN-FIN and RST meet silence.",
	.story =
		"An address that nobody owns sends such segments to a listening port. Then a client "
		"connects.",
	.play = play,
	.promises = promises,
};

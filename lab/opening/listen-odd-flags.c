/* SPDX-License-Identifier: GPL-2.0-only */
/* listen-odd-flags - control: segments without ACK to a listener, none a SYN alone. */
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

#define STRAY "no ACK, no SYN: dropped (RFC 9293, 3.10.7.2, fourth)"
#define RESET "a RST in LISTEN is ignored (RFC 9293, 3.10.7.2, first)"

#define SILENCE(title, reason) WHILE(title), SENDS("server", NOTHING, reason)
#define STRAY                  "no ACK, no SYN: dropped (RFC 9293, 3.10.7.2, fourth)"
#define RESET                  "a RST in LISTEN is ignored (RFC 9293, 3.10.7.2, first)"

static const struct promise promises[] = {
	SILENCE("FIN", STRAY),
	SILENCE("no flag", STRAY),
	SILENCE("FIN,PSH,URG", STRAY),
	SILENCE("data without ACK", STRAY),
	SILENCE("SYN,FIN", "tcp_rcv_state_process() drops a SYN with FIN"),
	SILENCE("RST", RESET),
	SENDS("client", ONE(.flags = "RST", .forged = true), "forged by the scenario"),
	SILENCE("RST,ACK", RESET),
	SENDS("client", ONE(.flags = "RST,ACK", .forged = true), "forged by the scenario"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST at all"),
	CALL_WORKS("client", "connect", "the listener still works"),
	CALL_WORKS("server", "accept", "and accepts"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	{ 0 },
};

SCENARIO(listen_odd_flags) = {
	.name = "listen-odd-flags",
	.title = "control: odd segments without ACK to a listening port",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up control raw",
	.cause = "crafted",
	.proves = "A listener ignores every segment that has neither ACK nor a SYN alone: FIN, "
		  "no flags at all, FIN-PSH-URG, SYN-FIN and RST are met with silence.",
	.why = "RFC 9293, 3.10.7.2: a RST is ignored (first), other segments without ACK and SYN "
	       "are dropped (fourth). tcp_rcv_state_process(), case TCP_LISTEN, also drops a SYN "
	       "with FIN; the RFC would accept the SYN. A closed port answers most of these with "
	       "a RST (segments-to-closed-port), which lets a scanner tell the two apart.",
	.play = play,
	.promises = promises,
};

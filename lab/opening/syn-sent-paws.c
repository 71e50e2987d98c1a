/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-sent-paws - the right number, and the echo of a timestamp never sent. */
#include "scenario.h"

enum { TS_VAL = 500, FAR = 1000000 /* ms */ };

static const struct {
	const char *title;
	uint32_t later; /* TSecr, after the SYN's TSval */
} answers[] = {
	{ "an echo from the past", (uint32_t)-FAR },
	{ "an echo from the future", FAR },
	{ "the echo of the SYN", 0 },
};

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the client sends its SYN");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	struct heard syn = await_sent(lab, "client", "SYN");
	struct raw_segment answer = raw_answer(lab, "client");

	for (int i = 0; i < 3; i++) {
		chapter(lab, answers[i].title);
		answer.timestamps = (uint32_t[]){ TS_VAL, syn.ts_val + answers[i].later };
		raw_send(lab, &answer);
		settle(lab);
		look(lab, "client", answers[i].title);
	}
	tcp_connect_end(c);
}

static const struct promise promises[] = {
	WHILE_EACH("an echo from the past", "an echo from the future"),
	SENDS("client", ONE(RST_REPLY), "tcp_rcv_synsent_state_process(): no echo of this SYN"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-SENT"), "and it keeps waiting"),

	WHILE("the echo of the SYN"),
	HAS_SOCKETS("client", 1, "the echo of the SYN", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the same SYN-ACK with the right echo"),

	IN_ALL,
	CALL_WORKS("client", "connect", "connect() does not notice the resets"),
	COUNTS("client", "TcpOutRsts", 2, AS_EVER),
	COUNTS("client", "TcpExtPAWSActive", 2, "PAWS, in an active open"),
	RESETS("client", 2, "TCP_RFC7323_PAWS", "SYN-SENT", "the timestamp is out of range"),
	{ 0 },
};

SCENARIO(syn_sent_paws) = {
	.name = "syn-sent-paws",
	.title = "a SYN-ACK that echoes a timestamp which was never sent",
	.rfc = "RFC 7323, 3.2",
	.tags = "set-up raw",
	.cause = "unacceptable-timestamp",
	.proves = "A Linux host in connect() resets a SYN-ACK that is correct except for the "
		  "timestamp it echoes. This happens behind a middlebox that rewrites timestamps "
		  "in one direction only. The counter PAWSActive shows it.",
	.why = "RFC 7323, 3.2: TSecr echoes a timestamp value that was sent to the peer. In "
	       "SYN-SENT only those of the SYN are possible. tcp_rcv_synsent_state_process() "
	       "treats a TSecr before the first SYN or after now as a sign of an old duplicate: "
	       "RST, reason TCP_RFC7323_PAWS, counter PAWSActive. The check is specific to "
	       "Linux; RFC 9293, 3.10.7.3, looks at the acknowledgement only.",
	.play = play,
	.promises = promises,
};

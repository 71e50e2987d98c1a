/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syn-sent-paws - a SYN-ACK with the right number and an echo of a timestamp never sent.
 *
 * RFC 7323, 3.2: TSecr echoes a timestamp value that was sent to the peer. In SYN-SENT only those
 * of the SYN are possible, and tcp_rcv_synsent_state_process() takes a TSecr before the first SYN
 * or after now for the sign of an old duplicate: RST, reason TCP_RFC7323_PAWS, counter PAWSActive.
 * The check is Linux's own; RFC 9293, 3.10.7.3 looks at the acknowledgement alone.
 */
#include "scenario.h"

enum { ISS = 77000, TS_VAL = 500, FAR = 1000000 /* ms */ };

static const struct {
	const char *title;
	uint32_t later; /* TSecr, after the SYN's TSval */
} answers[] = {
	{ "an echo from the past", (uint32_t)-FAR },
	{ "an echo from the future", FAR },
	{ "the echo of the SYN", 0 },
};

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the client asks");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	struct heard syn = await_sent(lab, "client", "SYN");

	for (int i = 0; i < 3; i++) {
		uint8_t option[12] = { 1, 1, 8, 10 }; /* NOP, NOP, TS */
		put32(option + 4, TS_VAL);
		put32(option + 8, syn.ts_val + answers[i].later);

		chapter(lab, answers[i].title);
		raw_send(lab, &(struct raw_segment){ .to = "client",
						     .sport = SERVICE_PORT,
						     .dport = syn.sport,
						     .flags = "SYN,ACK",
						     .seq = ISS,
						     .ack = syn.next,
						     .window = 1000,
						     .option = option,
						     .option_size = sizeof(option) });
		settle(lab);
		look(lab, "client", answers[i].title);
	}
	tcp_connect_end(c);
}

#define REFUSED(title)                                                            \
	{ WIRE, "client", "tcp_rcv_synsent_state_process(): no echo of this SYN", \
	  .wire = { RST_REPLY, .chapter = title, .count = IS(1) } },              \
	{                                                                         \
		SOCKET, "client", "and it still waits", .look = {                 \
			title,                                                    \
			"SYN-SENT",                                               \
			SERVICE_PORT,                                             \
			.count = 1                                                \
		}                                                                 \
	}

static const struct promise promises[] = {
	REFUSED("an echo from the past"),
	REFUSED("an echo from the future"),
	{ SOCKET, "client", "the same SYN-ACK with the right echo",
	  .look = { "the echo of the SYN", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "connect() knows nothing of the resets", .call = { "connect" } },
	{ COUNTER, "client", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 2 } },
	{ COUNTER, "client", "PAWS, in an active open", .counter = { "TcpExtPAWSActive", 2 } },
	{ REASON, "client", "the timestamp is out of its time",
	  .reason = { "TCP_RFC7323_PAWS", "SYN-SENT", .count = IS(2) } },
	{ 0 },
};

SCENARIO(syn_sent_paws) = {
	.name = "syn-sent-paws",
	.title = "a SYN-ACK that echoes a timestamp which was never sent",
	.rfc = "RFC 7323, 3.2",
	.tags = "set-up raw",
	.proves =
		"A connecting Linux host resets a SYN-ACK that is right in all its numbers but for the "
		"timestamp it echoes: what one sees behind a middlebox that rewrites timestamps one way. "
		"The counter PAWSActive tells.",
	.story = "A client connects to an address that nobody owns. Its SYN is answered by three "
		 "SYN-ACKs: with a TSecr long before the SYN's, long after it, and right.",
	.play = play,
	.promises = promises,
};

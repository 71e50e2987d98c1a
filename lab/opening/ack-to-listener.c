/* SPDX-License-Identifier: GPL-2.0-only */
/* ack-to-listener - an acknowledgement that a listener never asked for. */
#include "scenario.h"

enum { GHOST_PORT = 4000, SEQ = 1000, ANSWER = 77000 };

static const char *const stray[] = { "ACK", "SYN,ACK", "FIN,ACK", "PSH,ACK" };

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	for (int i = 0; i < 4; i++) {
		chapter(lab, stray[i]);
		raw_send(lab, &(struct raw_segment){ .to = "server",
						     .sport = GHOST_PORT,
						     .dport = SERVICE_PORT,
						     .flags = stray[i],
						     .seq = SEQ,
						     .ack = ANSWER,
						     .window = 1000 });
		await_sent(lab, "server", "RST");
	}
	settle(lab);
}

static const struct promise promises[] = {
	WHILE_EACH("ACK", "SYN,ACK", "FIN,ACK", "PSH,ACK"),
	SENDS("server", ONE(RST_REPLY), "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 4, AS_EVER),
	RESETS("server", 4, "TCP_FLAGS", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(ack_to_listener) = {
	.name = "ack-to-listener",
	.title = "a stray ACK, SYN-ACK or FIN-ACK to a listening port",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "set-up raw",
	.cause = "stray-segment",
	.proves = "A listener answers any segment with an ACK with a RST that has the acknowledged "
		  "sequence number. This shows up with port scans, with a peer whose SYN-ACK comes "
		  "late, and with half-open connections after the service was restarted.",
	.why = "\"Any acknowledgment is bad if it arrives on a connection still in the LISTEN "
	       "state\" (RFC 9293, 3.10.7.2, second). tcp_rcv_state_process() rejects it with "
	       "SKB_DROP_REASON_TCP_FLAGS, whatever other flags it has, and the listener resets "
	       "with the reason TCP_FLAGS.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * simultaneous-open - control: two connect to one another at the same time, and nobody is reset.
 *
 * RFC 9293, 3.5, figure 7: each side answers the other's SYN by SYN,ACK, and each of these is the
 * acknowledgement that the other waits for. TCP must support it (MUST-10); in Linux a SYN without
 * ACK takes SYN-SENT to SYN-RECEIVED, and the SYN,ACK, though a SYN, takes that to ESTABLISHED.
 */
#include "scenario.h"

enum { ISS = 77000 };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the SYNs cross");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	struct heard syn = await_sent(lab, "client", "SYN");
	struct raw_segment segment = { .to = "client",
				       .sport = SERVICE_PORT,
				       .dport = syn.sport,
				       .flags = "SYN",
				       .seq = ISS,
				       .window = 1000 };
	raw_send(lab, &segment);
	await_sent(lab, "client", "SYN,ACK");
	settle(lab);
	look(lab, "client", "crossed");

	chapter(lab, "the SYN-ACKs cross");
	segment.flags = "SYN,ACK";
	segment.ack = syn.next;
	raw_send(lab, &segment);
	settle(lab);
	look(lab, "client", "crossed again");

	chapter(lab, "the other side speaks");
	segment.flags = "PSH,ACK";
	segment.seq = ISS + 1;
	segment.data = "Hello.\n";
	raw_send(lab, &segment);
	tcp_connect_end(c);
	tcp_recv(c);
	settle(lab);
}

static const struct change syn_ack_taken = {
	"6.1.110 6.6.51 6.10.10 6.11",
	"23e89e8ee7be (tcp: Don't drop SYN+ACK for simultaneous connect().)",
};

static const struct promise promises[] = {
	{ WIRE, "client", "a SYN in SYN-SENT: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> (3.10.7.3)",
	  .wire = { .flags = "SYN,ACK", .chapter = "the SYNs cross", .ack = SEG_END } },
	{ SOCKET, "client", "enter SYN-RECEIVED (RFC 9293, 3.10.7.3)",
	  .look = { "crossed", "SYN-RECEIVED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "both become ESTABLISHED (RFC 9293, 3.5, figure 7)",
	  .with = &syn_ack_taken,
	  .look = { "crossed again", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "tcp_validate_incoming() drops the SYN-ACK for its SYN",
	  .without = &syn_ack_taken,
	  .look = { "crossed again", "SYN-RECEIVED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "which is what connect() waits for", .call = { "connect" } },
	{ SOCKET, "client", "and it works", .call = { "recv", .ret = IS(7) } },
	{ WIRE, "client", "nobody is reset", .wire = { .flags = "~RST", .count = IS(0) } },
	{ COUNTER, "client", "no RST is counted", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "no attempt has failed", .counter = { "TcpAttemptFails", 0 } },
	{ 0 },
};

SCENARIO(simultaneous_open) = {
	.name = "simultaneous-open",
	.title = "control: two connect to one another at the same time",
	.rfc = "RFC 9293, 3.5",
	.tags = "set-up control raw",
	.proves =
		"A SYN that is answered by a SYN is no error: crossed SYNs make one connection, and no "
		"RST.",
	.story =
		"A client connects to an address that nobody owns, which connects to it at the same "
		"time and follows figure 7 of the RFC: SYN, then SYN-ACK, then data.",
	.play = play,
	.promises = promises,
};

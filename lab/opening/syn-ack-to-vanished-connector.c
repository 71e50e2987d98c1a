/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syn-ack-to-vanished-connector - the SYN-ACK comes, and who had asked for it is gone.
 *
 * A socket in SYN-SENT ends in silence: by RFC 9293, 3.10.4, a CLOSE there deletes the TCB and
 * sends nothing. The SYN-ACK that comes late finds state CLOSED (3.10.7.1); the RST tells the
 * server to forget its request.
 */
#include "scenario.h"

enum { ISS = 77000 };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the client asks");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	struct heard syn = await_sent(lab, "client", "SYN");

	chapter(lab, "the client is killed");
	actor_kill(client);
	settle(lab);
	look(lab, "client", "killed");

	chapter(lab, "the SYN-ACK comes late");
	raw_send(lab, &(struct raw_segment){ .to = "client",
					     .sport = SERVICE_PORT,
					     .dport = syn.sport,
					     .flags = "SYN,ACK",
					     .seq = ISS,
					     .ack = syn.next,
					     .window = 1000 });
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "client", "a CLOSE in SYN-SENT deletes the TCB, no more (RFC 9293, 3.10.4)",
	  .wire = { .flags = "~RST", .chapter = "the client is killed", .count = IS(0) } },
	{ SOCKET, "client", "and leaves nothing", .look = { "killed", .count = 0 } },
	{ WIRE, "client", "an ACK in CLOSED: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)",
	  .wire = { RST_REPLY, .chapter = "the SYN-ACK comes late", .count = IS(1) } },
	{ COUNTER, "client", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "tcp_done() counts failed attempts, and close() came before it",
	  .counter = { "TcpAttemptFails", 0 } },
	{ REASON, "client", "the SYN-ACK found no socket", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(syn_ack_to_vanished_connector) = {
	.name = "syn-ack-to-vanished-connector",
	.title = "a late SYN-ACK for a client that has gone meanwhile",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up raw",
	.proves =
		"A RST from the client's side right after the SYN-ACK means that the client has given "
		"up: killed, or out of patience. Giving up makes no packet; the RST comes with the late "
		"SYN-ACK, from a kernel that knows nothing of it any more.",
	.story =
		"A client connects to an address that does not answer at once, and is killed. Then "
		"the SYN-ACK comes.",
	.play = play,
	.promises = promises,
};

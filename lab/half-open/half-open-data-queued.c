/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-data-queued - the client has sent while the server was away.
 *
 * Its data are lost on the way and stay in its queue. That the server is back nobody tells it: the
 * next retransmission (RFC 9293, 3.10.8) finds out, and that comes when the retransmission timer
 * says so (RFC 6298), with a backoff that has grown with the outage. Only then the RST.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);
	tcp_linger(s, true, 0);

	chapter(lab, "the server is unplugged");
	link_down(lab, "server");
	actor_kill(talk.server);
	await_gone(s);
	look(lab, "server", "service killed");
	talk_restart(lab, &talk);
	settle(lab);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends into the void");
	tcp_send(c, "Are you still there?\n");
	settle(lab);
	look(lab, "client", "after it has sent");

	chapter(lab, "the server is plugged in again");
	link_up(lab, "server");
	await_segment(lab, "client", "RST");
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the kernel has forgotten the connection",
	  .look = { "service killed", .port = SERVICE_PORT, .count = 0 } },
	{ WIRE, "client", "nobody has told the client: it says nothing",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ WIRE, "server", "and nothing is said to it",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "before it sends", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "send() succeeds: the data are in the queue",
	  .call = { "send", .chapter = "the client sends into the void", .ret = IS(21) } },
	{ WIRE, "client", "they leave, and the switch has no port for them",
	  .wire = { .flags = "PSH,ACK",
		    .chapter = "the client sends into the void",
		    .rel_seq = IS(16),
		    .len = IS(21),
		    .lost = true } },
	{ WIRE, "server", "nobody answers",
	  .wire = { .chapter = "the client sends into the void", .count = IS(0) } },
	{ SOCKET, "client", "and the client waits",
	  .look = { "after it has sent", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "client", "a retransmission arrives (RFC 9293, 3.10.8)",
	  .wire = { .flags = "PSH,ACK",
		    .chapter = "the server is plugged in again",
		    .rel_seq = IS(16),
		    .len = IS(21) } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "the server is plugged in again", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the server is plugged in again", .err = ECONNRESET } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the server is plugged in again", .err = EPIPE } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "one was counted when the service was killed, one was sent",
	  .counter = { "TcpOutRsts", 2 } },
	{ REASON, "server", "killed while unplugged: this one could not leave",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ REASON, "server", "the old segment met the new listener",
	  .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(half_open_data_queued) = {
	.name = "half-open-data-queued",
	.title = "half-open, and the client had sent meanwhile: the RST waits for a retransmission",
	.rfc = "RFC 9293, 3.10.8",
	.tags = "life half-open timer",
	.proves =
		"Data sent while the server is away make the RST later, not sooner: when the server is "
		"back, nothing happens until the client's retransmission timer fires. The longer the "
		"outage, the longer that takes.",
	.story = "As half-open, but the client sends while the server is still unplugged. Then the "
		 "interface comes up, and the client does nothing more.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-keepalive - the survivor has nothing to say, but its keepalive asks.
 *
 * RFC 9293, 3.8.4: the probe has SEG.SEQ = SND.NXT-1 and no data. It acknowledges something, so at
 * the restarted service's listener it is as bad as data would be (3.10.7.2): TCP_FLAGS. Keepalive
 * does here what it is for: it finds out, in time, that a connection is half-open.
 *
 * The timer is started when all else is done: how long the rest takes is then no matter.
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

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
	link_up(lab, "server");
	settle(lab);
	look(lab, "client", "before it probes");

	chapter(lab, "the client is idle, with keepalive");
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPIDLE), 1);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPINTVL), 75);
	tcp_set(c, TCP_OPTION(SOL_SOCKET, SO_KEEPALIVE), 1);
	tcp_recv(c);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the kernel has forgotten the connection",
	  .look = { "service killed", .port = SERVICE_PORT, .count = 0 } },
	{ WIRE, "client", "nobody has told the client: it says nothing",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ WIRE, "server", "and nothing is said to it",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "before it probes", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "client", "a keepalive probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)",
	  .wire = { .flags = "ACK",
		    .chapter = "the client is idle, with keepalive",
		    .count = IS(1),
		    .rel_seq = IS(15),
		    .rel_ack = IS(6),
		    .len = IS(0) } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "the client is idle, with keepalive", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client is idle, with keepalive", .err = ECONNRESET } },
	{ COUNTER, "client", "tcp_keepalive_timer() counts its probe",
	  .counter = { "TcpExtTCPKeepAlive", 1 } },
	{ COUNTER, "client", "it was answered: no timeout",
	  .counter = { "TcpExtTCPAbortOnTimeout", 0 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "one was counted when the service was killed, one was sent",
	  .counter = { "TcpOutRsts", 2 } },
	{ REASON, "server", "killed while unplugged: this one could not leave",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ REASON, "server", "the probe met the new listener", .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(half_open_keepalive) = {
	.name = "half-open-keepalive",
	.title = "half-open, and the client's keepalive finds it out",
	.rfc = "RFC 9293, 3.8.4",
	.tags = "life half-open timer",
	.proves =
		"A client that never writes learns of a half-open connection by its keepalive: the "
		"probe is answered by RST as data would be, and a waiting recv() fails with ECONNRESET, "
		"not ETIMEDOUT. Without keepalive it would wait for ever.",
	.story =
		"As half-open: the server is unplugged, its service dies without a trace and is "
		"restarted. The client sends nothing; it sets SO_KEEPALIVE with TCP_KEEPIDLE 1 and waits "
		"in recv().",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

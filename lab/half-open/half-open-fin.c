/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-fin - the survivor of a half-open connection closes it.
 *
 * Its FIN carries an acknowledgement and meets the restarted service's listener: a RST (RFC 9293,
 * 3.10.7.2; TCP_FLAGS). The client is in FIN-WAIT-1 then and goes to CLOSED at once. Its
 * application, which has closed already, never learns that the peer was gone.
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
	link_up(lab, "server");
	settle(lab);
	look(lab, "client", "before it closes");

	chapter(lab, "the client closes");
	tcp_close(c);
	await_segment(lab, "client", "RST");
	settle(lab);
	look(lab, "client", "after the close");
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the kernel has forgotten the connection",
	  .look = { "service killed", .port = SERVICE_PORT, .count = 0 } },
	{ WIRE, "client", "nobody has told the client: it says nothing",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ WIRE, "server", "and nothing is said to it",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "before it closes", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "client", "close() sends FIN, as ever (RFC 9293, 3.10.4)",
	  .wire = { .flags = "FIN,ACK", .chapter = "the client closes", .count = IS(1) } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "the client closes", .count = IS(1) } },
	{ SOCKET, "client", "close() has returned before: nobody is told",
	  .call = { "close", .chapter = "the client closes", .ret = IS(0) } },
	{ SOCKET, "client", "a RST in FIN-WAIT-1: CLOSED, no TIME-WAIT (RFC 9293, 3.10.7.4)",
	  .look = { "after the close", .port = SERVICE_PORT, .count = 0 } },
	{ COUNTER, "client", "from FIN-WAIT-1, not ESTABLISHED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 0 } },
	{ COUNTER, "server", "one was counted when the service was killed, one was sent",
	  .counter = { "TcpOutRsts", 2 } },
	{ REASON, "server", "killed while unplugged: this one could not leave",
	  .reason = { "TCP_STATE", "CLOSED" } },
	{ REASON, "server", "the FIN met the new listener", .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(half_open_fin) = {
	.name = "half-open-fin",
	.title = "half-open, and the client closes: FIN is answered by RST",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "life half-open",
	.proves =
		"A FIN on a half-open connection is answered by RST. The closing side skips FIN-WAIT-2 "
		"and TIME-WAIT, its close() has returned 0, and no counter of established connections "
		"moves: captures show a FIN followed by a RST, and nobody complains.",
	.story = "As half-open: the server is unplugged, its service dies without a trace and is "
		 "restarted. The client, still ESTABLISHED, closes.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

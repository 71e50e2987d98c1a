/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-unread - the service dies while unplugged, and had not read all.
 *
 * A close with unread data sends RST instead of FIN (RFC 9293, 3.6.1; TCP_ABORT_ON_CLOSE) and
 * leaves no orphan behind. With the interface down that RST cannot leave: half-open, without any
 * socket option that somebody would have to set. A busy service makes this likely.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);

	chapter(lab, "the client asks once more");
	tcp_send(c, "And now?\n");
	await_unread(s, 9);
	await_segment(lab, "client", "ACK");

	chapter(lab, "the server is unplugged");
	link_down(lab, "server");
	actor_kill(talk.server);
	await_gone(s);
	look(lab, "server", "service killed");
	talk_restart(lab, &talk);
	link_up(lab, "server");
	settle(lab);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	tcp_send(c, "Are you still there?\n");
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
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client sends", .err = ECONNRESET } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the client sends", .nth = 2, .err = EPIPE } },
	{ COUNTER, "server", "__tcp_close() with unread data",
	  .counter = { "TcpExtTCPAbortOnClose", 1 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "one was counted when the service was killed, one was sent",
	  .counter = { "TcpOutRsts", 2 } },
	{ REASON, "server", "killed while unplugged: this one could not leave",
	  .reason = { "TCP_ABORT_ON_CLOSE", "CLOSED" } },
	{ REASON, "server", "the old segment met the new listener",
	  .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(half_open_unread) = {
	.name = "half-open-unread",
	.title = "half-open: killed with unread data while the server was unplugged",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "life half-open",
	.proves =
		"The document's recipe for half-open does work, without SO_LINGER, if the service has "
		"unread data when it is killed: the kernel aborts instead of leaving an orphan, its RST "
		"is lost with the link, and nothing of the connection is left.",
	.story =
		"The connection is up and was used; one more request waits unread. The server's "
		"interface goes down; the service is killed and restarted; the interface comes up. The "
		"client, still ESTABLISHED, sends.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open - document section 1.3: one side has forgotten the connection, the other has not
 * noticed.
 *
 * RFC 9293, 3.5.1, and 3.10.7.2: "any acknowledgment is bad if it arrives on a connection still in
 * the LISTEN state": a RST <SEQ=SEG.ACK><CTL=RST>. So, with the service restarted, the kernel's
 * reason is TCP_FLAGS at the new listener and not NO_SOCKET: tcp_rcv_state_process(), case
 * TCP_LISTEN.
 *
 * The document's recipe, taken literally, leaves the old socket alive (see half-open-orphan). Here
 * the service has SO_LINGER {1, 0} set when it is killed: its kernel aborts the connection while
 * the interface is down, so that the RST it owes is counted and cannot leave, and nothing is left.
 * A switch between the two lets the client keep its carrier, as between real machines.
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
	look(lab, "client", "before it sends");
	look(lab, "server", "service restarted");

	chapter(lab, "the client sends");
	tcp_send(c, "Are you still there?\n");
	settle(lab);
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static const struct promise promises[] = {
	{ SOCKET, "server", "the kernel has forgotten the connection",
	  .look = { "service killed", .port = SERVICE_PORT, .count = 0 } },
	{ SOCKET, "server", "only the new listener is there",
	  .look = { "service restarted", .port = SERVICE_PORT, .count = 1 } },
	{ WIRE, "client", "nobody has told the client: it says nothing",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ WIRE, "server", "and nothing is said to it",
	  .wire = { .chapter = "the server is unplugged", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "before it sends", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "it sends as if nothing had happened",
	  .call = { "send", .chapter = "the client sends", .nth = 1, .ret = IS(21) } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client sends", .err = ECONNRESET } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the client sends", .nth = 2, .err = EPIPE } },
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

SCENARIO(half_open) = {
	.name = "half-open",
	.title = "the server was unplugged and its service restarted; the client did not notice",
	.section = "1.3",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open",
	.proves =
		"A client whose server has forgotten the connection notices nothing until it sends: then "
		"the server's kernel answers by RST, because the old segment meets a listener "
		"(TCP_FLAGS). The client reads ECONNRESET, and its next write fails with EPIPE.",
	.story =
		"The connection is up and was used. The server's interface goes down; the service dies "
		"(SIGKILL) and leaves no old socket; it is restarted; the interface comes up. Nothing of "
		"that reaches the client, which is still ESTABLISHED. Then the client sends.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

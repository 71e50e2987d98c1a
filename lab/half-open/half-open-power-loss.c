/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-power-loss - document section 1.3, as a power cut makes it.
 *
 * The server vanishes with its link, its processes and its kernel state (its namespace), and comes
 * back as a machine that has just booted: same addresses, same MAC, no memory. Nothing of the
 * connection is left to say anything, so the only RST is the reply to the client's data.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);

	chapter(lab, "the power fails");
	host_power_off(lab, "server");
	look(lab, "client", "power failed");

	chapter(lab, "the power is back");
	host_power_on(lab, "server");
	talk_restart(lab, &talk);
	settle(lab);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	tcp_send(talk.c, "Are you still there?\n");
	await_segment(lab, "client", "RST");
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");
}

static const struct promise promises[] = {
	{ WIRE, "server", "a host without power says nothing, no FIN and no RST",
	  .wire = { .chapter = "the power fails", .count = IS(0) } },
	{ WIRE, "client", "the client notices nothing",
	  .wire = { .chapter = "the power fails", .count = IS(0) } },
	{ WIRE, "client", "nor when the server is back",
	  .wire = { .chapter = "the power is back", .count = IS(0) } },
	{ SOCKET, "client", "half-open: the client's side still stands",
	  .look = { "power failed", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "and still does",
	  .look = { "before it sends", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server",
	  "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)",
	  .wire = { RST_REPLY, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "client", "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client sends", .err = ECONNRESET } },
	{ SOCKET, "client", "the error is told once, then the pipe is broken: sk_stream_error()",
	  .call = { "send", .chapter = "the client sends", .nth = 2, .err = EPIPE } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "in both its lives it sends one", .counter = { "TcpOutRsts", 1 } },
	{ REASON, "server", "the old segment met the new listener",
	  .reason = { "TCP_FLAGS", "LISTEN" } },
	{ 0 },
};

SCENARIO(half_open_power_loss) = {
	.name = "half-open-power-loss",
	.title = "the server lost power and booted again; the client did not notice",
	.section = "1.3",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open",
	.proves =
		"A server that lost power and came back with the same addresses and MAC resets the "
		"client's next segment, as in half-open, but nothing of the old connection was ever "
		"there to abort.",
	.story =
		"The connection is up and was used. The server's link, processes and namespace vanish and "
		"come back; the service is started. The client is still ESTABLISHED. Then it sends.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

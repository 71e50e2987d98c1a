/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * time-wait-assassination - an old segment ends TIME-WAIT, by way of a RST; tcp_rfc1337 prevents
 * it.
 *
 * RFC 1337, 1: an old duplicate reaches TIME-WAIT and is answered by ACK (RFC 9293, 3.10.7.4,
 * first). The other side has forgotten the connection and answers that ACK by RST, and a RST ends
 * TIME-WAIT (3.10.7.4, second), whose whole purpose was to outlive old duplicates. RFC 1337, 3 (F1)
 * ignores RSTs there: sysctl tcp_rfc1337, off by default; tcp_timewait_state_process().
 */
#include "scenario.h"

#define DATA_OFF "old data, rfc1337=0"
#define SYN_OFF  "old SYN, rfc1337=0"
#define DATA_ON  "old data, rfc1337=1"
#define SYN_ON   "old SYN, rfc1337=1"

static const struct {
	const char *title, *flags, *data, *rfc1337;
	uint32_t before;
} old[] = {
	{ DATA_OFF, "PSH,ACK", "Hello world.\n", "0", 0 },
	{ SYN_OFF, "SYN", NULL, "0", 1 },
	{ DATA_ON, "PSH,ACK", "Hello world.\n", "1", 0 },
	{ SYN_ON, "SYN", NULL, "1", 1 },
};

/* A connection that the server closed first; returns the client's only data segment. */
static struct heard use_and_close(struct lab *lab, struct talk *talk)
{
	chapter(lab, "a connection");
	talk_connect(talk);
	tcp_send(talk->c, "Hello world.\n");
	tcp_recv(talk->s);
	struct heard hello = await_sent(lab, "client", "PSH,ACK");
	tcp_close(talk->s);
	tcp_recv(talk->c);
	tcp_close(talk->c);
	await_state(talk->s, "TIME-WAIT");
	await_gone(talk->c);
	settle(lab);
	return hello;
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "client");

	for (int i = 0; i < 4; i++) {
		host_sysctl(lab, "server", "ipv4/tcp_rfc1337", old[i].rfc1337);
		struct heard hello = use_and_close(lab, &talk);
		chapter(lab, old[i].title);
		raw_send(lab, &(struct raw_segment){ .from = "client",
						     .to = "server",
						     .sport = hello.sport,
						     .dport = hello.dport,
						     .flags = old[i].flags,
						     .seq = hello.seq - old[i].before,
						     .ack = old[i].before ? 0 : hello.ack,
						     .window = 1000,
						     .data = old[i].data });
		settle(lab);
		look(lab, "server", old[i].title);
	}
}

#define ANSWERED(title)                                                                      \
	{ WIRE, "server", "an old duplicate in TIME-WAIT: ACK (RFC 9293, 3.10.7.4, first)",  \
	  .wire = { "ACK", title, IS(1), .len = IS(0) } },                                   \
	{                                                                                    \
		WIRE, "client",                                                              \
			"an ACK for no socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)", \
			.wire = {                                                            \
				RST_REPLY,                                                   \
				.chapter = title,                                            \
				.count = IS(1)                                               \
			}                                                                    \
	}

static const struct promise promises[] = {
	ANSWERED(DATA_OFF),
	{ SOCKET, "server", "a RST in TIME-WAIT: delete the TCB (RFC 9293, 3.10.7.4, second)",
	  .look = { DATA_OFF, "TIME-WAIT", SERVICE_PORT, .count = 0 } },
	ANSWERED(SYN_OFF),
	{ SOCKET, "server", "the same by an old SYN",
	  .look = { SYN_OFF, "TIME-WAIT", SERVICE_PORT, .count = 0 } },
	ANSWERED(DATA_ON),
	{ SOCKET, "server", "ignored (RFC 1337, 3, F1): TIME-WAIT stays",
	  .look = { DATA_ON, "TIME-WAIT", SERVICE_PORT, .count = 1 } },
	ANSWERED(SYN_ON),
	{ SOCKET, "server", "and so does the second",
	  .look = { SYN_ON, "TIME-WAIT", SERVICE_PORT, .count = 2 } },
	{ SOCKET, "client", "no application sees anything of it",
	  .call = { "recv", .ret = IS(0) } },
	{ COUNTER, "client", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 4 } },
	{ COUNTER, "server", "the side that is reset sends none", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "nor was a connection reset (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 0 } },
	{ REASON, "client", "the client has forgotten the connection",
	  .reason = { "NO_SOCKET", "NONE", .count = IS(4) } },
	{ 0 },
};

SCENARIO(time_wait_assassination) = {
	.name = "time-wait-assassination",
	.title = "an old duplicate, and the RST that it causes, end TIME-WAIT",
	.rfc = "RFC 1337, 1",
	.tags = "after raw",
	.proves =
		"A segment of the past that reaches TIME-WAIT brings the other side to reset it, and "
		"TIME-WAIT is over long before its time. With tcp_rfc1337 = 1 the RST is sent just the "
		"same, and TIME-WAIT stays.",
	.story =
		"The server closes first and is in TIME-WAIT; the client has forgotten all. A segment "
		"that the client once sent comes again: its data, or a SYN. The same again with "
		"tcp_rfc1337 = 1.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* time-wait-assassination - an old segment ends TIME-WAIT, by way of a RST. */
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
	talk_end(lab, talk);
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
		forge(talk.c, &(struct raw_segment){ .flags = old[i].flags,
						     .seq = hello.seq - old[i].before,
						     .ack = old[i].before ? 0 : hello.ack,
						     .window = 1000,
						     .data = old[i].data });
		settle(lab);
		look(lab, "server", old[i].title);
	}
}

static const struct promise answered[] = {
	SENDS("server", ONE(.flags = "ACK", .len = IS(0)),
	      "an old duplicate in TIME-WAIT: ACK (RFC 9293, 3.10.7.4, first)"),
	SENDS("client", ONE(RST_REPLY),
	      "an ACK for no socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE(DATA_OFF),
	ROWS_OF(answered),
	HAS_SOCKETS("server", 0, DATA_OFF, AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "a RST in TIME-WAIT: delete the TCB (RFC 9293, 3.10.7.4, second)"),

	WHILE(SYN_OFF),
	ROWS_OF(answered),
	HAS_SOCKETS("server", 0, SYN_OFF, AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "the same through an old SYN"),

	WHILE(DATA_ON),
	ROWS_OF(answered),
	HAS_SOCKETS("server", 1, DATA_ON, AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "ignored (RFC 1337, 3, F1): TIME-WAIT stays"),

	WHILE(SYN_ON),
	ROWS_OF(answered),
	HAS_SOCKETS("server", 2, SYN_ON, AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "and so does the second"),

	IN_ALL,
	CALL_RETURNS("client", "recv", 0, "no application notices"),
	COUNTS("client", "TcpOutRsts", 4, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the side that is reset sends none"),
	COUNTS("server", "TcpEstabResets", 0,
	       "and no connection was reset (RFC 4022, tcpEstabResets)"),
	RESETS("client", 4, "NO_SOCKET", "NONE", "the client has forgotten the connection"),
	{ 0 },
};

SCENARIO(time_wait_assassination) = {
	.name = "time-wait-assassination",
	.title = "an old duplicate, and the RST that it causes, end TIME-WAIT",
	.rfc = "RFC 1337, 1",
	.tags = "after raw",
	.cause = "segment-after-forgotten",
	.proves = "An old segment that reaches TIME-WAIT makes the other side send a RST, and "
		  "TIME-WAIT ends long before its time. With tcp_rfc1337 = 1 the RST is still "
		  "sent, but TIME-WAIT stays.",
	.why = "RFC 1337, 1: an old duplicate reaches TIME-WAIT and is answered with an ACK (RFC "
	       "9293, 3.10.7.4, first). The other side has forgotten the connection and answers "
	       "that ACK with a RST, and a RST ends TIME-WAIT (3.10.7.4, second), whose whole "
	       "purpose was to outlive old duplicates. RFC 1337, 3 (F1) ignores RSTs there: "
	       "sysctl tcp_rfc1337, off by default; tcp_timewait_state_process().",
	.play = play,
	.promises = promises,
};

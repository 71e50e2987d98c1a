/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open-data-queued - the client has sent while the server was away */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	tcp_linger(talk.s, true, 0);

	chapter(lab, "the server is unplugged");
	talk_half_open(lab, &talk, RESTARTED, UNPLUGGED);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends into the void");
	tcp_send(talk.c, "Are you still there?\n");
	settle(lab);
	look(lab, "client", "after it has sent");

	chapter(lab, "the server is plugged in again");
	link_up(lab, "server");
	await_segment(lab, "client", "RST");
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");
}

static const struct promise promises[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 0, "service killed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection"),
	SENDS("client", NOTHING, "the client does not know and sends nothing"),
	SENDS("server", NOTHING, "and the server sends nothing"),
	HAS_SOCKETS("client", 1, "before it sends", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side still exists"),

	WHILE("the client sends into the void"),
	CALL_RETURNS("client", "send", 21, "send() succeeds: the data is in the queue"),
	SENDS("client", SOME(.flags = "PSH,ACK", .rel_seq = IS(16), .len = IS(21), .lost = true),
	      "the data leaves, and the switch has no port for it"),
	SENDS("server", NOTHING, "no host answers"),
	HAS_SOCKETS("client", 1, "after it has sent", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "and the client waits"),

	WHILE("the server is plugged in again"),
	SENDS("client", SOME(.flags = "PSH,ACK", .rel_seq = IS(16), .len = IS(21)),
	      "a retransmission arrives (RFC 9293, 3.10.8)"),
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	CALL_FAILS("client", "send", EPIPE, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, "one was counted at the kill, one was sent"),
	RESETS("server", 1, "TCP_STATE", "CLOSED",
	       "killed while unplugged: the RST could not "
	       "leave"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the old segment met the new listener"),
	{ 0 },
};

SCENARIO(half_open_data_queued) = {
	.name = "half-open-data-queued",
	.title = "half-open, and the client had sent meanwhile: the RST waits for a retransmission",
	.rfc = "RFC 9293, 3.10.8",
	.tags = "life half-open timer",
	.cause = "half-open",
	.waits_for_timer = true,
	.proves = "Data sent while the server is away makes the RST later, not sooner: when the "
		  "server is back, nothing happens until the client's retransmission timer fires. "
		  "The longer the outage, the longer that takes.",
	.why = "The data is lost on the way and stays in the client's queue. Nothing tells the "
	       "client that the server is back; the next retransmission finds out (RFC 9293, "
	       "3.10.8). It comes when the retransmission timer fires (RFC 6298), whose backoff "
	       "has grown with the outage. Only then comes the RST.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

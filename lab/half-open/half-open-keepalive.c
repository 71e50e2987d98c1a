/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open-keepalive - the survivor has nothing to say, but its keepalive asks */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	tcp_linger(talk.s, true, 0);

	chapter(lab, "the server is unplugged");
	talk_half_open(lab, &talk, RESTARTED, PLUGGED_IN);
	look(lab, "client", "before it probes");

	chapter(lab, "the client is idle, with keepalive");
	tcp_keepalive(talk.c);
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 0, "service killed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection"),
	SENDS("client", NOTHING, "the client does not know and sends nothing"),
	SENDS("server", NOTHING, "and the server sends nothing"),
	HAS_SOCKETS("client", 1, "before it probes", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side still exists"),

	WHILE("the client is idle, with keepalive"),
	SENDS("client", ONE(.flags = "ACK", .rel_seq = IS(15), .rel_ack = IS(6), .len = IS(0)),
	      "a keepalive probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)"),
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpExtTCPKeepAlive", 1, "tcp_keepalive_timer() counts its probe"),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 0, "it was answered: no timeout"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, "one was counted at the kill, one was sent"),
	RESETS("server", 1, "TCP_STATE", "CLOSED",
	       "killed while unplugged: the RST could not "
	       "leave"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the probe met the new listener"),
	{ 0 },
};

SCENARIO(half_open_keepalive) = {
	.name = "half-open-keepalive",
	.title = "half-open, and the client's keepalive finds it out",
	.rfc = "RFC 9293, 3.8.4",
	.tags = "life half-open timer",
	.cause = "half-open",
	.waits_for_timer = true,
	.proves = "A client that never writes learns of a half-open connection through keepalive: "
		  "the probe is answered with a RST as data would be, and a waiting recv() fails "
		  "with ECONNRESET, not ETIMEDOUT. Without keepalive it would wait forever.",
	.why = "The probe has SEG.SEQ = SND.NXT-1 and no data. It carries an acknowledgement, so "
	       "at the restarted service's listener it is as bad as data would be (RFC 9293, "
	       "3.10.7.2): TCP_FLAGS.\n"
	       "\n"
	       "The timer is started when everything else is done, so it does not matter how "
	       "long the rest takes.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open-fin - the survivor of a half-open connection closes it */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	tcp_linger(talk.s, true, 0);

	chapter(lab, "the server is unplugged");
	talk_half_open(lab, &talk, RESTARTED, PLUGGED_IN);
	look(lab, "client", "before it closes");

	chapter(lab, "the client closes");
	tcp_close(talk.c);
	await_segment(lab, "client", "RST");
	settle(lab);
	look(lab, "client", "after the close");
}

static const struct promise promises[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 0, "service killed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection"),
	SENDS("client", NOTHING, "the client does not know and sends nothing"),
	SENDS("server", NOTHING, "and the server sends nothing"),
	HAS_SOCKETS("client", 1, "before it closes", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side still exists"),

	WHILE("the client closes"),
	SENDS("client", ONE(.flags = "FIN,ACK"), "close() sends a FIN as usual (RFC 9293, 3.10.4)"),
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_RETURNS("client", "close", 0,
		     "close() has already returned: the application does "
		     "not learn of it"),
	HAS_SOCKETS("client", 0, "after the close", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "a RST in FIN-WAIT-1: CLOSED, no TIME-WAIT (RFC 9293, 3.10.7.4)"),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 0,
	       "from FIN-WAIT-1, not ESTABLISHED (RFC 4022, tcpEstabResets)"),
	COUNTS("server", "TcpOutRsts", 2, "one was counted at the kill, one was sent"),
	RESETS("server", 1, "TCP_STATE", "CLOSED",
	       "killed while unplugged: the RST could not "
	       "leave"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the FIN met the new listener"),
	{ 0 },
};

SCENARIO(half_open_fin) = {
	.name = "half-open-fin",
	.title = "half-open, and the client closes: its FIN is answered with a RST",
	.rfc = "RFC 9293, 3.10.7.2",
	.tags = "life half-open",
	.cause = "half-open",
	.proves = "A FIN on a half-open connection is answered with a RST. The closing side skips "
		  "FIN-WAIT-2 and TIME-WAIT, its close() has returned 0, and no counter of "
		  "established connections grows: captures show a FIN followed by a RST, and no "
		  "application reports an error.",
	.why = "The FIN carries an acknowledgement, and meets the restarted service's listener: "
	       "a RST (RFC 9293, 3.10.7.2; TCP_FLAGS). The client is then in FIN-WAIT-1 and goes "
	       "to CLOSED at once. Its application never learns that the peer was gone.",
	.topology = "switched",
	.play = play,
	.promises = promises,
	.unsent = 1,
};

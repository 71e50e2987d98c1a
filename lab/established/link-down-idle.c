/* SPDX-License-Identifier: GPL-2.0-only */
/* link-down-idle - a cable is pulled and put back under an idle connection. */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);

	chapter(lab, "the cable is out");
	link_down(lab, "server");
	look(lab, "client", "unplugged");
	look(lab, "server", "unplugged");
	link_up(lab, "server");
	settle(lab);

	chapter(lab, "the cable is in, the client sends");
	tcp_send(c, "Are you still there?\n");
	tcp_recv(s);
	tcp_send(s, "Why not?\n");
	tcp_recv(c);
}

static const struct promise promises[] = {
	WHILE("the cable is out"),
	SENDS("client", NOTHING, "the client sends nothing"),
	SENDS("server", NOTHING, "neither does the server"),
	HAS_SOCKETS("client", 1, "unplugged", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "TCP does not track the link"),
	HAS_SOCKETS("server", 1, "unplugged", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "on either side"),

	WHILE("the cable is in, the client sends"),
	CALL_RETURNS("server", "recv", 21, "the connection goes on"),
	CALL_RETURNS("client", "recv", 9, "both ways"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 0, "no RST was attempted"),
	COUNTS("server", "TcpOutRsts", 0, "on either side"),
	NO_RESET(ANY_HOST, "nothing was aborted"),
	{ 0 },
};

SCENARIO(link_down_idle) = {
	.name = "link-down-idle",
	.title = "a cable is pulled and put back under an idle connection: no RST",
	.rfc = "RFC 9293, 3.8.4",
	.tags = "life control",
	.proves = "A link that goes down and up does not disturb an idle connection, even if both "
		  "ends lose their carrier: nothing is sent, nothing is aborted, and data flows "
		  "afterwards. If a RST follows an outage, look for something that forgot the "
		  "connection.",
	.why = "TCP is not told about links. While neither side sends, a connection needs no "
	       "network at all: RFC 9293, 3.8.4, has keepalives off by default, and RFC 1122, "
	       "4.2.3.6, explains why.",
	.play = play,
	.promises = promises,
};

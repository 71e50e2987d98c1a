/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * link-down-idle - a cable is pulled and put back under an idle connection: nothing happens.
 *
 * TCP is not told of links. As long as nobody sends, a connection needs no network at all: RFC
 * 9293, 3.8.4 has keepalives off by default, and RFC 1122, 4.2.3.6 tells why. With a direct cable
 * both ends lose their carrier, and still neither FIN nor RST is sent, and the connection goes on
 * as if nothing had been.
 */
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
	{ WIRE, "client", "the client says nothing",
	  .wire = { .chapter = "the cable is out", .count = IS(0) } },
	{ WIRE, "server", "nor does the server",
	  .wire = { .chapter = "the cable is out", .count = IS(0) } },
	{ SOCKET, "client", "a link is not TCP's business",
	  .look = { "unplugged", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "server", "on either side",
	  .look = { "unplugged", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "server", "the connection goes on",
	  .call = { "recv", .chapter = "the cable is in, the client sends", .ret = IS(21) } },
	{ SOCKET, "client", "both ways",
	  .call = { "recv", .chapter = "the cable is in, the client sends", .ret = IS(9) } },
	{ COUNTER, "client", "no RST was tried", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "on either side", .counter = { "TcpOutRsts", 0 } },
	{ REASON, "server", "nothing was aborted", .reason = { "TCP_STATE", .count = IS(0) } },
	{ 0 },
};

SCENARIO(link_down_idle) = {
	.name = "link-down-idle",
	.title = "a cable is pulled and put back under an idle connection: no RST",
	.rfc = "RFC 9293, 3.8.4",
	.tags = "life control",
	.proves =
		"A link that goes down and up does not disturb an idle connection, not even where both "
		"ends see the carrier go: nothing is sent, nothing is aborted, and data flow afterwards. "
		"Who sees a RST after an outage must look for something that forgot the connection.",
	.story =
		"The connection is up and was used. The server's interface goes down and comes up again. "
		"Then both sides send.",
	.play = play,
	.promises = promises,
};

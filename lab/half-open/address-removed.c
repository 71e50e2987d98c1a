/* SPDX-License-Identifier: GPL-2.0-only */
/* address-removed - the server loses its address in the middle of a connection: no RST */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);

	chapter(lab, "the server loses its address");
	host_remove_address(lab, "server");
	settle(lab);
	look(lab, "server", "address removed");
	look(lab, "client", "address removed");

	chapter(lab, "the client sends");
	tcp_send(talk.c, "Are you still there?\n");
	await_segment(lab, "server", "PSH");
	settle(lab);

	chapter(lab, "and again");
	await_segment(lab, "server", "PSH");
	settle(lab);
	look(lab, "client", "after it has sent");
	look(lab, "server", "after it has sent");
}

static const struct promise promises[] = {
	WHILE("the server loses its address"),
	SENDS("server", NO("~ACK"), "the kernel does not abort what was bound to it"),
	HAS_SOCKETS("server", 1, "address removed", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the connection stays"),
	HAS_SOCKETS("client", 1, "address removed", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the client knows nothing"),

	WHILE("the client sends"),
	CALL_RETURNS("client", "send", 21, "send() succeeds: the data are in the queue"),
	SENDS("client", SOME(.flags = "PSH,ACK", .len = IS(21)),
	      "they come as far as the server's wire"),
	SENDS("server", NO("~ACK"), "and are dropped: neither ACK nor RST"),

	WHILE("and again"),
	SENDS("client", SOME(.flags = "PSH,ACK", .len = IS(21)),
	      "so it sends them again (RFC 9293, 3.10.8)"),
	SENDS("server", NO("~ACK"), "in vain"),
	HAS_SOCKETS("client", 1, "after it has sent", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "it will retransmit for minutes"),
	HAS_SOCKETS("server", 1, "after it has sent", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the server's side never saw the data"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST, in any shape"),
	COUNTS("server", "TcpOutRsts", 0, "no RST was tried"),
	COUNTS("server", "TcpEstabResets", 0, "nor was the connection aborted"),
	NO_RESET("server", "TCP was not asked"),
	{ 0 },
};

SCENARIO(address_removed) = {
	.name = "address-removed",
	.title = "the server's address is removed under a live connection: no RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "life control timer",
	.waits_for_timer = true,
	.proves =
		"Taking an address away resets nothing: no RST when it goes, and none when the client "
		"sends to where it was. Failover of a floating address therefore leaves clients waiting, "
		"until the address is somewhere again; only then somebody can answer by RST.",
	.why = "RFC 9293 knows no such event, and Linux tells TCP nothing of it: the socket "
	       "stays where it is. What the client sends is then for no host at all; it is "
	       "dropped before TCP is asked, and so not even a RST comes (3.10.7.1 speaks of "
	       "segments that have arrived).",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * address-removed - the server loses its address in the middle of a connection: no RST.
 *
 * RFC 9293 knows no such event, and Linux tells TCP nothing of it: the socket stays where it is.
 * What the client sends is then for no host at all; it is dropped before TCP is asked, and so not
 * even a RST comes (3.10.7.1 speaks of segments that have arrived).
 */
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
	{ WIRE, "server", "the kernel does not abort what was bound to it",
	  .wire = { .flags = "~ACK", .chapter = "the server loses its address", .count = IS(0) } },
	{ SOCKET, "server", "the connection stays",
	  .look = { "address removed", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "the client knows nothing",
	  .look = { "address removed", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "send() succeeds: the data are in the queue",
	  .call = { "send", .chapter = "the client sends", .ret = IS(21) } },
	{ WIRE, "client", "they come as far as the server's wire",
	  .wire = { .flags = "PSH,ACK", .chapter = "the client sends", .len = IS(21) } },
	{ WIRE, "server", "and are dropped: neither ACK nor RST",
	  .wire = { .flags = "~ACK", .chapter = "the client sends", .count = IS(0) } },
	{ WIRE, "client", "so it sends them again (RFC 9293, 3.10.8)",
	  .wire = { .flags = "PSH,ACK", .chapter = "and again", .len = IS(21) } },
	{ WIRE, "server", "in vain",
	  .wire = { .flags = "~ACK", .chapter = "and again", .count = IS(0) } },
	{ WIRE, "server", "no RST, in any shape", .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "client", "it will retransmit for minutes",
	  .look = { "after it has sent", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "server", "the server's side never saw the data",
	  .look = { "after it has sent", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "server", "no RST was tried", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "nor was the connection aborted", .counter = { "TcpEstabResets", 0 } },
	{ REASON, "server", "TCP was not asked", .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(address_removed) = {
	.name = "address-removed",
	.title = "the server's address is removed under a live connection: no RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "life control timer",
	.proves =
		"Taking an address away resets nothing: no RST when it goes, and none when the client "
		"sends to where it was. Failover of a floating address therefore leaves clients waiting, "
		"until the address is somewhere again; only then somebody can answer by RST.",
	.story = "The connection is up and was used. The server's only address is removed from its "
		 "interface. Then the client sends, and its kernel sends again.",
	.play = play,
	.promises = promises,
};

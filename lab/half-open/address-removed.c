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

	chapter(lab, "the client retransmits");
	await_segment(lab, "server", "PSH");
	settle(lab);
	look(lab, "client", "after it has sent");
	look(lab, "server", "after it has sent");
}

static const struct promise promises[] = {
	WHILE("the server loses its address"),
	SENDS("server", NO("~ACK"), "the kernel does not abort the sockets bound to it"),
	HAS_SOCKETS("server", 1, "address removed", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the connection stays"),
	HAS_SOCKETS("client", 1, "address removed", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the client does not notice"),

	WHILE("the client sends"),
	CALL_RETURNS("client", "send", 21, "send() succeeds: the data is in the queue"),
	SENDS("client", SOME(.flags = "PSH,ACK", .len = IS(21)), "it reaches the server's wire"),
	SENDS("server", NO("~ACK"), "and is dropped: neither ACK nor RST"),

	WHILE("the client retransmits"),
	SENDS("client", SOME(.flags = "PSH,ACK", .len = IS(21)),
	      "so the client retransmits it (RFC 9293, 3.10.8)"),
	SENDS("server", NO("~ACK"), "still no answer"),
	HAS_SOCKETS("client", 1, "after it has sent", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "it will retransmit for minutes"),
	HAS_SOCKETS("server", 1, "after it has sent", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the server's side never saw the data"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST of any form"),
	COUNTS("server", "TcpOutRsts", 0, "no RST was attempted"),
	COUNTS("server", "TcpEstabResets", 0, "and the connection was not aborted"),
	NO_RESET("server", "the segments did not reach TCP"),
	{ 0 },
};

SCENARIO(address_removed) = {
	.name = "address-removed",
	.title = "the server's address is removed under a live connection: no RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "life control timer",
	.waits_for_timer = true,
	.proves = "Removing an address resets nothing: no RST when it goes, and none when the "
		  "client sends to it. Failover of a floating address therefore leaves clients "
		  "waiting until some host has the address again; only then can a RST answer them.",
	.why = "RFC 9293 has no such event, and Linux does not tell TCP about it: the socket "
	       "stays as it is. The client's segments then have no local destination and are "
	       "dropped before they reach TCP, so not even a RST is sent (3.10.7.1 applies to "
	       "segments that TCP receives).",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* orphan-retries-control - a FIN that nobody acknowledges, of a connection that nobody holds. */
#include "scenario.h"

#define CLOSES "the server falls silent, the client closes"
#define GONE   "the orphan is given up"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	host_sysctl(lab, "client", "ipv4/tcp_orphan_retries", "1");

	chapter(lab, CLOSES);
	link_down(lab, "server");
	tcp_close(talk.c);
	look(lab, "client", "closed");

	chapter(lab, GONE);
	await_gone(talk.c);
	look(lab, "client", "given up");
	look(lab, "server", "given up");
}

static const struct promise promises[] = {
	WHILE(CLOSES),
	CALL_RETURNS("client", "close", 0, "close() does not wait"),
	HAS_SOCKETS("client", 1, "closed", AT_PORT(SERVICE_PORT, "FIN-WAIT-1"),
		    "no process holds it, and it waits for the ACK of its FIN (RFC 9293, 3.10.4)"),

	WHILE(GONE),
	HAS_SOCKETS("client", 0, "given up", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "tcp_orphan_retries is reached: tcp_write_timeout()"),
	HAS_SOCKETS("server", 1, "given up", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the server does not know: half-open"),

	IN_ALL,
	SENDS("client", SOME(.flags = "FIN,ACK", .rel_seq = IS(16), .lost = true),
	      "a retransmitted FIN, which is lost"),
	SENDS("client", NO("~RST"), "giving up sends nothing (RFC 9293, 3.10.8)"),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnMemory", 0, "memory was not the cause"),
	COUNTS("client", "TcpEstabResets", 0, "FIN-WAIT-1 does not count (RFC 4022)"),
	COUNTS("client", "TcpOutRsts", 0, "no RST was attempted"),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(orphan_retries_control) = {
	.name = "orphan-retries-control",
	.title = "an orphan in FIN-WAIT-1 is given up (tcp_orphan_retries): no RST",
	.rfc = "RFC 9293, 3.10.8",
	.tags = "close timer control",
	.cause = "data-unanswered",
	.waits_for_timer = true,
	.proves = "If the application has closed a connection and the peer does not acknowledge "
		  "the FIN, the kernel gives up in silence after tcp_orphan_retries: no error, "
		  "as no process holds the socket, and no RST. Only TCPAbortOnTimeout shows it. "
		  "The peer, if alive, stays ESTABLISHED; its later segments are reset, see "
		  "half-open-orphan.",
	.why = "tcp_write_timeout() asks tcp_orphan_retries() how long an orphan may retry, "
	       "where other sockets have tcp_retries2, and ends it with tcp_write_err(). 0, the "
	       "default, means 8: nearly two minutes. A RST is sent only if memory is short: "
	       "tcp_out_of_resources(), see orphans-exceeded.\n"
	       "\n"
	       "The server's cable is unplugged, behind a switch: the client's segments leave "
	       "and never arrive.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

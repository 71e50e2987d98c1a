/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open-idle - connections that were opened in advance, and never used before the server went
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *speaks = talk.c, *closes, *asks;
	talk_connect(&talk);
	closes = talk.c;
	talk_connect(&talk);
	asks = talk.c;
	settle(lab);

	chapter(lab, "the server loses power, and is back");
	host_power_off(lab, "server");
	host_power_on(lab, "server");
	settle(lab);
	look(lab, "client", "before it sends");
	look(lab, "server", "booted");

	chapter(lab, "the client sends");
	tcp_send(speaks, "Are you there?\n");
	settle(lab);
	tcp_send(speaks, "Hello?\n");

	chapter(lab, "the client closes another connection");
	tcp_close(closes);
	settle(lab);
	look(lab, "client", "after the close");

	chapter(lab, "the client's keepalive asks");
	tcp_keepalive(asks);
	tcp_recv(asks);
}

static const struct promise promises[] = {
	WHILE("the server loses power, and is back"),
	SENDS("server", NOTHING,
	      "a host without power sends nothing, and after booting it knows "
	      "nothing"),
	SENDS("client", NOTHING, "the client notices nothing"),
	HAS_SOCKETS("client", 3, "before it sends", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's sides still exist"),
	HAS_SOCKETS("server", 0, "booted", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "no listener, and no connection left"),

	WHILE_EACH("the client sends", "the client closes another connection",
		   "the client's keepalive asks"),
	SENDS("client", ONE(.flags = "~ACK"), "its first segment, and its last"),
	SENDS("server", ONE(RST_REPLY), "no socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),

	WHILE("the client sends"),
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),

	WHILE("the client closes another connection"),
	SENDS("client", ONE(.flags = "FIN,ACK"), "close() sends a FIN as usual (RFC 9293, 3.10.4)"),
	CALL_RETURNS("client", "close", 0,
		     "close() has already returned: the application does "
		     "not learn of it"),
	HAS_SOCKETS("client", 1, "after the close", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "a RST in FIN-WAIT-1: CLOSED, no TIME-WAIT; one is left to probe"),

	WHILE("the client's keepalive asks"),
	SENDS("client", ONE(.flags = "ACK", .rel_seq = IS(0), .rel_ack = IS(1), .len = IS(0)),
	      "a keepalive probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpExtTCPKeepAlive", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 2,
	       "the one that sent and the one that probed; the other was in FIN-WAIT-1"),
	COUNTS("server", "TcpOutRsts", 3, "three in total, before and after the reboot"),
	RESETS("server", 3, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(half_open_idle) = {
	.name = "half-open-idle",
	.title = "half-open connections that were never used: a pool, and a server that rebooted",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open timer",
	.cause = "half-open",
	.waits_for_timer = true,
	.proves = "Connections that a client keeps in a pool die with the server, and each finds "
		  "out by itself: by its first data, its FIN or its keepalive probe. All get the "
		  "same RST, from a host without a listener (NO_SOCKET). The one that is closed "
		  "reports no error.",
	.why = "The client's segment carries an acknowledgement, and finds neither connection "
	       "nor listener at the server, which has just booted: <SEQ=SEG.ACK><CTL=RST> (RFC "
	       "9293, 3.10.7.1). Nothing was ever sent on these connections, so nothing else "
	       "reveals the loss, and one failed connection does not affect the others.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* smc-fallback-unread - sockets of SMC on hosts that have no device for it: TCP, and its RSTs. */
#include "scenario.h"

#define CONNECTS "two SMC sockets connect"
#define SPEAKS   "the client sends"
#define CLOSES   "the server closes"

enum { DECLINE = 28 };

static const bool reads = true, reads_not = false;

static void play(struct lab *lab)
{
	const bool *does_read = lab_parameter(lab);

	chapter(lab, CONNECTS);
	struct talk talk = talk_begin(lab, SMC);
	settle(lab);

	chapter(lab, SPEAKS);
	tcp_send(talk.c, "Hello world.\n");
	await_unread(talk.s, 13);
	settle(lab);
	if (*does_read)
		tcp_recv(talk.s);

	chapter(lab, CLOSES);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
	tcp_close(talk.c);
	settle(lab);
}

static const struct promise falls_back[] = {
	WHILE(CONNECTS),
	SENDS("client", ONE(.flags = "PSH,ACK", .rel_seq = IS(1), .len = IS(DECLINE)),
	      "it has no SMC device, and declines (CLC Decline: RFC 7609, 3.2)"),
	SENDS("server", NO("PSH,ACK"), "which is not answered"),
	WHILE(SPEAKS),
	SENDS("client", ONE(.flags = "PSH,ACK", .rel_seq = IS(1 + DECLINE), .len = IS(13)),
	      "and continues over TCP"),
	{ 0 },
};

static const struct promise promises[] = {
	GROUPS_OF(falls_back),

	WHILE(CLOSES),
	SENDS("server", ONE(RST_ABORT),
	      "close() with unread data (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	SENDS("server", NO("~FIN"), "a RST replaces the FIN"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(smc_fallback_unread) = {
	.name = "smc-fallback-unread",
	.title = "two SMC sockets without a device fall back to TCP; one closes with unread data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "Two SMC sockets on hosts without RDMA exchange 28 bytes that no application "
		  "sent, the client's CLC Decline, and use TCP from then on: close() with unread "
		  "data sends a RST, and the peer gets ECONNRESET. A capture of such a connection "
		  "starts with those bytes; they are not application data.",
	.why = "__smc_connect() finds no device (SMC_CLC_DECL_NOSMCDEV) and sends CLC Decline in "
	       "the connection; smc_listen_work() receives it and falls back as well. "
	       "__smc_release() of a socket that has fallen back closes its TCP socket.",
	.needs = "smc",
	.play = play,
	.parameter = &reads_not,
	.promises = promises,
};

static const struct promise promises_read[] = {
	GROUPS_OF(falls_back),

	WHILE(SPEAKS),
	CALL_RETURNS("server", "recv", 13, "and the Decline is not part of it"),

	WHILE(CLOSES),
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "everything was read: FIN (RFC 9293, 3.6)"),
	CALL_RETURNS("client", "recv", 0, "the end of the stream"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(smc_fallback_unread_control) = {
	.name = "smc-fallback-unread-control",
	.title = "control: two SMC sockets without a device; one closes when everything was "
		 "read: FIN",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.proves = "Declining SMC resets nothing: the connection continues over TCP, and ends "
		  "with a FIN.",
	.why = "smc_connect_decline_fallback(), and smc_listen_decline() for a Decline from the "
	       "peer, switch to TCP; close() is tcp_close().",
	.needs = "smc",
	.play = play,
	.parameter = &reads,
	.promises = promises_read,
};

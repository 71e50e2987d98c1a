/* SPDX-License-Identifier: GPL-2.0-only */
/* smc-fallback-unread - sockets of SMC on hosts that have no device for it: TCP, and its RSTs. */
#include "scenario.h"

#define CONNECTS "two sockets of SMC connect"
#define SPEAKS   "the client speaks"
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
	      "it has no device for SMC, and declines (CLC Decline: RFC 7609, 3.2)"),
	SENDS("server", NO("PSH,ACK"), "which is not answered"),
	WHILE(SPEAKS),
	SENDS("client", ONE(.flags = "PSH,ACK", .rel_seq = IS(1 + DECLINE), .len = IS(13)),
	      "and goes on by TCP"),
	{ 0 },
};

static const struct promise promises[] = {
	GROUPS_OF(falls_back),

	WHILE(CLOSES),
	SENDS("server", ONE(RST_ABORT),
	      "close() with unread data (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	SENDS("server", NO("~FIN"), "a RST takes the FIN's place"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(smc_fallback_unread) = {
	.name = "smc-fallback-unread",
	.title =
		"two sockets of SMC without a device fall back to TCP; one closes with unread data",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves =
		"Two sockets of SMC on hosts without RDMA say 28 bytes to each other that no application "
		"has sent, the client's CLC Decline, and are TCP from then on: close() with unread data is "
		"a RST, and the peer reads ECONNRESET. A capture of such a connection begins with those "
		"bytes; they are nobody's data.",
	.why = "__smc_connect() finds no device (SMC_CLC_DECL_NOSMCDEV) and sends CLC Decline in the "
	       "connection; smc_listen_work() gets it and falls back as well. __smc_release() of a "
	       "socket that has fallen back closes its TCP socket.",
	.needs = "smc",
	.play = play,
	.parameter = &reads_not,
	.promises = promises,
};

static const struct promise promises_read[] = {
	GROUPS_OF(falls_back),

	WHILE(SPEAKS),
	CALL_RETURNS("server", "recv", 13, "and the Decline is not among them"),

	WHILE(CLOSES),
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "all was read: FIN (RFC 9293, 3.6)"),
	CALL_RETURNS("client", "recv", 0, "the end of the stream"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(smc_fallback_unread_control) = {
	.name = "smc-fallback-unread-control",
	.title = "control: two sockets of SMC without a device; one closes when all was read: FIN",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.proves = "To decline SMC resets nothing: the connection goes on by TCP, and ends by FIN.",
	.why = "smc_connect_decline_fallback(), and smc_listen_decline() for a Decline of the peer, switch "
	       "to TCP; close() is tcp_close().",
	.needs = "smc",
	.play = play,
	.parameter = &reads,
	.promises = promises_read,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* tls-unread - close() of a socket with TLS in the kernel, whose records were read or not. */
#include "scenario.h"

#define OF_CLIENT "of the client"
#define OF_SERVER "of the server"

#define CLOSES "the server closes"

/* A record of TLS 1.2 with AES-128-GCM: header, explicit nonce, 13 bytes, tag. */
enum { RECORD = 5 + 8 + 13 + 16 };

/* How much of those 13 bytes the server reads. */
static const size_t nothing = 0, a_part = 5, all = 13;

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	const size_t *reads = lab_parameter(lab);

	tcp_tls(talk.c, OF_CLIENT, OF_SERVER);
	tcp_tls(talk.s, OF_SERVER, OF_CLIENT);
	chapter(lab, "the client sends");
	tcp_send(talk.c, "Hello world.\n");
	settle(lab);
	if (*reads)
		tcp_recv_some(talk.s, *reads);

	chapter(lab, CLOSES);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
	tcp_close(talk.c);
	settle(lab);
}

static const struct promise encrypted[] = {
	SENDS("client", ONE(.flags = "PSH,ACK", .rel_seq = IS(1), .len = IS(RECORD)),
	      "one send(), one record (RFC 5246, 6.2.3; RFC 5288)"),
	{ 0 },
};

/* Before it, records were taken out of TCP's queue as they came, and were TCP's no more. */
static const struct change own_parser = {
	"6.0",
	"84c61fe1a75b (tls: rx: do not use the standard strparser)",
};

#define TAKEN "the records were already removed from TCP's queue: nothing is unread"

static const struct promise promises[] = {
	ROWS_OF(encrypted),
	WHILE(CLOSES),
	SENDS("server", ONE(RST_ABORT),
	      "close() with unread data (RFC 9293, 3.6.1; RFC 2525, 2.17)", .with = &own_parser),
	SENDS("server", NO("~FIN"), "a RST replaces the FIN", .with = &own_parser),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER, .with = &own_parser),
	SENDS("server", ONE(.flags = "FIN,ACK"), TAKEN, .without = &own_parser),
	CALL_RETURNS("client", "recv", 0, TAKEN, .without = &own_parser),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER, .with = &own_parser),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER, .with = &own_parser),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER, .with = &own_parser),
	COUNTS("server", "TcpOutRsts", 0, TAKEN, .without = &own_parser),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER, .with = &own_parser),
	{ 0 },
};

SCENARIO(tls_unread) = {
	.name = "tls-unread",
	.title = "close() of a kTLS socket with an unread record",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "abort-unread",
	.proves = "A server with TLS in the kernel (kTLS) that closes before reading a received "
		  "record sends a RST instead of a FIN, as without TLS. The client gets "
		  "ECONNRESET. The kernel does not send close_notify either: that is up to the "
		  "application.",
	.why = "Since Linux 6.0 a record stays in TCP's receive queue until it is read "
	       "(tls_strp_read_sock(), tls_strp_msg_done()). tls_sk_proto_close() frees its own "
	       "data and calls tcp_close(), which finds unread data there. Before, the parser "
	       "removed records from that queue as they arrived (tcp_read_sock()), and close() "
	       "sent a FIN, although the same data was lost.",
	.needs = "tls",
	.play = play,
	.parameter = &nothing,
	.promises = promises,
};

/* ---- No unread record ---------------------------------------------------------------------------
 */

#define FIN_ALONE \
	SENDS("server", ONE(.flags = "FIN,ACK", .seq = SND_NXT, .ack = RCV_NXT), NONE_UNREAD)
#define NONE_UNREAD "for TCP everything was read: FIN (RFC 9293, 3.6)"

static const struct promise no_rst[] = {
	CALL_RETURNS("client", "recv", 0, "the end of the stream"),
	SENDS("server", NO("~RST"), "no RST"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

static const struct promise promises_part[] = {
	ROWS_OF(encrypted),
	CALL_RETURNS("server", "recv", 5, "of 13"),
	WHILE(CLOSES),
	FIN_ALONE,
	IN_ALL,
	ROWS_OF(no_rst),
	{ 0 },
};

SCENARIO(tls_unread_part_control) = {
	.name = "tls-unread-part-control",
	.title = "close() of a kTLS socket with a partly read record: FIN",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close control",
	.proves = "A server that closes after reading part of a record sends a FIN, although the "
		  "rest is lost: its kernel holds the rest decrypted, and TCP does not know. "
		  "Without TLS this is a RST. TLS libraries, which read whole records, behave the "
		  "same: the peer cannot tell from the end of the connection what was read.",
	.why = "tls_sw_recvmsg() decrypts a whole record and removes it from TCP's queue "
	       "(tls_rx_rec_done()). What the caller has no room for waits in kTLS's rx_list, "
	       "which close() discards. RFC 9293, 3.6.1, requires a RST where TCP loses received "
	       "data, but TCP has handed over everything.",
	.needs = "tls",
	.play = play,
	.parameter = &a_part,
	.promises = promises_part,
};

static const struct promise promises_all[] = {
	ROWS_OF(encrypted),
	CALL_RETURNS("server", "recv", 13, "both have the keys"),
	WHILE(CLOSES),
	FIN_ALONE,
	IN_ALL,
	ROWS_OF(no_rst),
	{ 0 },
};

SCENARIO(tls_unread_control) = {
	.name = "tls-unread-control",
	.title = "control: close() of a kTLS socket when everything was read: FIN",
	.rfc = "RFC 9293, 3.6",
	.tags = "close control",
	.proves = "A server that has read everything and closes sends a FIN, with or without TLS "
		  "in the kernel.",
	.why = "tls_sk_proto_close() calls tcp_close(), whose queue is empty.",
	.needs = "tls",
	.play = play,
	.parameter = &all,
	.promises = promises_all,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* tls-bad-record - a record that does not authenticate, at a socket with TLS in the kernel. */
#include "scenario.h"

#define OF_CLIENT "of the client"
#define OF_SERVER "of the server"

#define BAD    "a record that fails authentication"
#define CLOSES "the server closes"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	tcp_tls(talk.c, OF_CLIENT, OF_SERVER);
	tcp_tls(talk.s, OF_SERVER, "of somebody else");
	chapter(lab, BAD);
	tcp_send(talk.c, "Hello world.\n");
	tcp_recv(talk.s);
	settle(lab);
	look(lab, "client", BAD);
	look(lab, "server", BAD);

	chapter(lab, CLOSES);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
	tcp_close(talk.c);
	settle(lab);
}

static const struct change own_parser = {
	"6.0",
	"84c61fe1a75b (tls: rx: do not use the standard strparser)",
};

#define TAKEN "the record was already removed from TCP's queue: nothing is unread"
#define STAYS(host) \
	HAS_SOCKETS(host, 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"), "TCP does not notice")

static const struct promise promises[] = {
	WHILE(BAD),
	CALL_FAILS("server", "recv", EBADMSG, "its tag is wrong (RFC 5288, 3)"),
	SENDS("server", NO("~RST"), "this stays between TLS and the application: no RST"),
	SENDS("server", NO("PSH,ACK"), "and no alert, which the application has to send"),
	STAYS("server"),
	STAYS("client"),

	WHILE(CLOSES),
	SENDS("server", ONE(RST_ABORT), "the record was never read (RFC 9293, 3.6.1)",
	      .with = &own_parser),
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

SCENARIO(tls_bad_record) = {
	.name = "tls-bad-record",
	.title = "a record fails authentication with kTLS: EBADMSG, and a RST only at close()",
	.rfc = "RFC 5246, 7.2.2",
	.tags = "life close",
	.cause = "tls-bad-record",
	.proves = "A record that fails authentication resets nothing: recv() fails with EBADMSG, "
		  "the connection stays ESTABLISHED, and the peer, which is not told, may keep "
		  "sending. The RST comes when the application closes, because the record was "
		  "never read. The peer's log shows ECONNRESET where TLS would have sent "
		  "bad_record_mac, an alert that the application must send itself.",
	.why = "tls_sw_recvmsg() calls tls_err_abort(), which sets the socket's error and sends "
	       "nothing. Since Linux 6.0 the record stays in TCP's receive queue, so tcp_close() "
	       "finds unread data (TCP_ABORT_ON_CLOSE). Here the server has another key than the "
	       "client sends with; on a real network the cause is an altered segment whose "
	       "checksum still fits, or a failed key update.",
	.needs = "tls",
	.play = play,
	.promises = promises,
};

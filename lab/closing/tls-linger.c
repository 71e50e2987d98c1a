/* SPDX-License-Identifier: GPL-2.0-only */
/* tls-linger - SO_LINGER {1, 0} and connect(AF_UNSPEC) on a socket with TLS in the kernel. */
#include "scenario.h"

#define OF_CLIENT "of the client"
#define OF_SERVER "of the server"

#define CLOSES    "the server closes"
#define DISSOLVES "the server dissolves the connection"

static struct talk begin(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	tcp_tls(talk.c, OF_CLIENT, OF_SERVER);
	tcp_tls(talk.s, OF_SERVER, OF_CLIENT);
	tcp_send(talk.c, "Hello world.\n");
	tcp_recv(talk.s);
	return talk;
}

static void play(struct lab *lab)
{
	struct talk talk = begin(lab);

	tcp_linger(talk.s, true, 0);
	chapter(lab, CLOSES);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE(CLOSES),
	SENDS("server", ONE(RST_ABORT),
	      "close() is ABORT with a linger time of 0 (RFC 9293, 3.9.1.6)"),
	SENDS("server", NO("~FIN"), "and no FIN"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	CALL_RETURNS("server", "recv", 13, "everything that arrived was read"),
	COUNTS("server", "TcpExtTCPAbortOnData", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnClose", 0, "no data was unread"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(tls_linger) = {
	.name = "tls-linger",
	.title = "close() with SO_LINGER {1, 0} on a kTLS socket",
	.rfc = "RFC 9293, 3.9.1.6",
	.tags = "close",
	.cause = "abort-linger",
	.proves = "SO_LINGER with a time of 0 turns close() into a RST, with or without TLS in the "
		  "kernel. The peer cannot tell it from a truncation attack: there was no "
		  "close_notify.",
	.why = "tls_sk_proto_close() restores TCP's own functions before it calls tcp_close(), "
	       "so tcp_disconnect() is reached, which kTLS otherwise forbids "
	       "(tls-linger-disconnect-control).",
	.needs = "tls",
	.play = play,
	.promises = promises,
};

/* ---- connect(AF_UNSPEC) -------------------------------------------------------------------------
 */

static void play_disconnect(struct lab *lab)
{
	struct talk talk = begin(lab);

	chapter(lab, DISSOLVES);
	tcp_disconnect(talk.s);
	settle(lab);
	look(lab, "client", DISSOLVES);
}

/* Stable lines took it as well. */
static const struct change disallowed = {
	"5.10.237 5.15.181 6.1.135 6.6.88 6.12.24 6.13.12 6.14.3 6.15",
	"5071a1e606b3 (net: tls: explicitly disallow disconnect)",
};

static const struct promise promises_disconnect[] = {
	WHILE(DISSOLVES),
	CALL_FAILS("server", "disconnect", EOPNOTSUPP, "tls_disconnect()", .with = &disallowed),
	SENDS("server", NO("~RST"), "no RST", .with = &disallowed),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"), "the connection is up",
		    .with = &disallowed),
	CALL_WORKS("server", "disconnect", "as without TLS", .without = &disallowed),
	SENDS("server", ONE(RST_ABORT), "tcp_disconnect() aborts (RFC 9293, 3.10.5)",
	      .without = &disallowed),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 0, AS_EVER, .with = &disallowed),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER, .without = &disallowed),
	NO_RESET(ANY_HOST, AS_EVER, .with = &disallowed),
	{ 0 },
};

SCENARIO(tls_linger_disconnect_control) = {
	.name = "tls-linger-disconnect-control",
	.title = "connect(AF_UNSPEC) on a kTLS socket: refused, and no RST",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "life control",
	.cause = "disconnected",
	.proves = "connect(AF_UNSPEC), which dissolves a TCP connection with a RST, fails on a "
		  "socket with TLS in the kernel: EOPNOTSUPP, and the connection stays up. Kernels "
		  "before 6.15, and stable kernels without the backport, reset.",
	.why = "tls_disconnect() replaces tcp_disconnect() in the functions of a kTLS socket, "
	       "whatever its directions (tls_build_proto()).",
	.needs = "tls",
	.play = play_disconnect,
	.promises = promises_disconnect,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* linger - close() as the ABORT call */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;

	tcp_send(c, "Hello world.\r\n");
	tcp_recv(s);

	chapter(lab, "the client closes");
	tcp_linger(c, true, 0);
	tcp_close(c);
	settle(lab);
	look(lab, "client", "after the close");
	tcp_recv(s);

	chapter(lab, "the same port again");
	tcp_connect_from(talk.client, tcp_local_port(c), NO_REUSE, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	WHILE("the client closes"),
	SENDS("client", ONE(RST_ABORT),
	      "close() is an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	CALL_FAILS("server", "recv", ECONNRESET, AS_EVER),
	HAS_SOCKETS("client", 0, "after the close", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the side that resets keeps no TIME-WAIT"),

	WHILE("the same port again"),
	CALL_WORKS("client", "connect", "its port is free at once"),

	IN_ALL,
	SENDS("client", NO("~FIN"), "an ABORT sends no FIN"),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnData", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnLinger", 0, "that counter belongs to TCP_LINGER2"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	RESETS("client", 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(linger) = {
	.name = "linger",
	.title = "close with SO_LINGER {1, 0}",
	.section = "1.2",
	.rfc = "RFC 9293, 3.9.1.6",
	.tags = "close",
	.cause = "abort-linger",
	.proves = "With l_onoff = 1 and l_linger = 0, close() sends a RST at once instead of a "
		  "FIN. The peer gets ECONNRESET, the closing side keeps no TIME-WAIT, and its "
		  "port can be reused at once, which is why people do this.",
	.why = "The socket option turns close() into the ABORT call of RFC 9293, 3.9.1.6: at a "
	       "zero linger time __tcp_close() calls tcp_disconnect(), which sends a RST in any "
	       "state that needs one. The kernel's reason is therefore TCP_STATE and the counter "
	       "TCPAbortOnData; TCP_ABORT_ON_LINGER and TCPAbortOnLinger belong to TCP_LINGER2.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* disconnect - connect(AF_UNSPEC) dissolves a connection. */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct sock *c = talk.c, *s = talk.s;
	talk_exchange(lab, &talk);

	chapter(lab, "the client disconnects");
	tcp_disconnect(c);
	settle(lab);
	tcp_recv(s);
	tcp_error(c);

	chapter(lab, "and connects again, with the same socket");
	tcp_connect_to(c, "server", SERVICE_PORT);
	s = tcp_accept(talk.listener);
	tcp_send(c, "It is me.\n");
	tcp_recv(s);
}

static const struct promise promises[] = {
	WHILE("the client disconnects"),
	CALL_RETURNS("client", "disconnect", 0, "the call succeeds"),
	SENDS("client", ONE(RST_ABORT), "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	CALL_FAILS("server", "recv", ECONNRESET, AS_EVER),
	CALL_FAILS("client", "so_error", ECONNRESET, "tcp_disconnect() leaves an error behind"),

	WHILE("and connects again, with the same socket"),
	CALL_RETURNS("client", "connect", 0, "the socket is as good as new"),
	CALL_RETURNS("server", "recv", 10, "and works"),

	IN_ALL,
	SENDS("client", NO("~FIN"), "an ABORT sends no FIN"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnData", 0, "only close() with zero linger counts"),
	RESETS("client", 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(disconnect) = {
	.name = "disconnect",
	.title = "connect(AF_UNSPEC) on a connected socket",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "life",
	.cause = "disconnected",
	.proves = "connect() with AF_UNSPEC resets the connection and leaves a socket that can "
		  "connect again. The peer gets ECONNRESET. The RST looks like that of SO_LINGER "
		  "{1, 0}, without its counter.",
	.why = "connect(2) documents it for datagrams and TCP alike. On a TCP socket it is the "
	       "ABORT call (RFC 9293, 3.10.5): tcp_disconnect() sends a RST wherever the state "
	       "needs one (TCP_STATE). SO_LINGER {1, 0} takes the same path, but counts "
	       "TCPAbortOnData and closes the socket for good.",
	.play = play,
	.promises = promises,
};

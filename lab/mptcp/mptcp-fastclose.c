/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-fastclose - an MPTCP connection is closed with unread data, or dissolved */
#include "scenario.h"

static void connect_unread(struct talk *talk)
{
	talk_connect(talk);
	tcp_send(talk->c, "Hello");
	tcp_recv(talk->s);
	tcp_send(talk->s, "Reply");
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, MPTCP);
	connect_unread(&talk);
	settle(lab);

	chapter(lab, "close() with unread data");
	tcp_close(talk.c);
	tcp_recv(talk.s);
	tcp_send(talk.s, "x");

	chapter(lab, "another connection");
	connect_unread(&talk);
	tcp_recv(talk.c);

	chapter(lab, "connect(AF_UNSPEC)");
	tcp_disconnect(talk.c);
	tcp_recv(talk.s);
	tcp_send(talk.s, "x");
	settle(lab);
	look(lab, "client", "at the end");
}

static const struct promise fast_closed[] = {
	SENDS("client", ONE(RST_ABORT, .tcprst = IS(0)),
	      "a RST with MP_FASTCLOSE on each subflow (RFC 8684, 3.5, option R)"),
	CALL_FAILS("server", "recv", ECONNRESET,
		   "the peer gets the error: "
		   "mptcp_check_fastclose()"),
	CALL_FAILS("server", "send", EPIPE, "and its connection is closed"),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE("close() with unread data"),
	ROWS_OF(fast_closed),

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(fast_closed),
	HAS_SOCKETS("client", 0, "at the end", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "nothing is left of either connection"),

	IN_ALL,
	SENDS("client", NO("~FIN"), "there is no FIN and no DATA_FIN to wait for"),
	COUNTS("client", "TcpOutRsts", 2, AS_EVER),
	COUNTS("client", "MPTcpExtMPFastcloseTx", 2, "both paths lead to mptcp_do_fastclose()"),
	COUNTS("client", "TcpExtTCPAbortOnClose", 0,
	       "__tcp_close() did not find the unread data, __mptcp_close() did"),
	COUNTS("server", "MPTcpExtMPFastcloseRx", 2,
	       "mptcp_incoming_options() counts it: a fastclose, not just a RST"),
	COUNTS("server", "TcpEstabResets", 2,
	       "ESTABLISHED to CLOSED, each subflow (RFC 4022, tcpEstabResets)"),
	RESETS("client", 2, "TCP_ABORT_ON_CLOSE", "ESTABLISHED",
	       "mptcp_do_fastclose() gives this reason for all its RSTs"),
	{ 0 },
};

SCENARIO(mptcp_fastclose) = {
	.name = "mptcp-fastclose",
	.title = "close an MPTCP connection with unread data, or with connect(AF_UNSPEC)",
	.rfc = "RFC 8684, 3.5",
	.tags = "close mptcp",
	.cause = "mptcp-abort",
	.proves = "A RST alone would end an MPTCP subflow, not the connection. To abort, MPTCP "
		  "sends a RST with MP_FASTCLOSE, and the peer gets ECONNRESET as with plain TCP. "
		  "The counter, the option and the socket's state at the tracepoint distinguish it "
		  "from plain TCP.",
	.why = "To end the whole connection at once RFC 8684, 3.5, defines the option "
	       "MP_FASTCLOSE. Linux sends it in a RST on every subflow (its option R): "
	       "mptcp_do_fastclose(), called for close() with unread data, connect(AF_UNSPEC) "
	       "and SO_LINGER (mptcp-linger). The reason is always TCP_ABORT_ON_CLOSE, and the "
	       "subflow is still ESTABLISHED at the tracepoint; the counter is MPFastcloseTx, "
	       "not TCPAbortOnClose.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

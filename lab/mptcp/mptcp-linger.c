/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-linger - close() of an MPTCP socket with SO_LINGER {1, 0} */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello world.\r\n");
	tcp_recv(talk.s);

	chapter(lab, "the client closes");
	tcp_linger(talk.c, true, 0);
	tcp_close(talk.c);
	tcp_recv(talk.s);
	settle(lab);
	look(lab, "client", "after the close");
}

static const struct change lingers = {
	"6.1.176 6.6.140 6.12.88 6.18.30 7.0.7 7.1",
	"f14d6e9c3678 (mptcp: fastclose msk when linger time is 0)",
};

static const struct promise promises[] = {
	WHILE("the client closes"),
	SENDS("client", ONE(RST_ABORT, .tcprst = IS(0)),
	      "a RST with MP_FASTCLOSE (RFC 8684, 3.5, option R)", .with = &lingers),
	CALL_FAILS("server", "recv", ECONNRESET,
		   "the connection was aborted: mptcp_check_fastclose()", .with = &lingers),
	HAS_SOCKETS("client", 0, "after the close", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the side that resets keeps no TIME-WAIT", .with = &lingers),
	CALL_RETURNS("server", "recv", 0, "the end of the stream", .without = &lingers),
	HAS_SOCKETS("client", 1, "after the close", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "a subflow waits for the other side's DATA_FIN", .without = &lingers),

	IN_ALL,
	SENDS("client", NO("~FIN"), "an ABORT sends no FIN"),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER, .with = &lingers),
	COUNTS("client", "MPTcpExtMPFastcloseTx", 1, "mptcp_do_fastclose()", .with = &lingers),
	COUNTS("client", "TcpExtTCPAbortOnData", 0,
	       "plain TCP counts a zero linger here; the subflow has none"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER, .with = &lingers),
	RESETS("client", 1, "TCP_ABORT_ON_CLOSE", "ESTABLISHED",
	       "mptcp_do_fastclose() gives this reason for all its RSTs", .with = &lingers),
	SENDS("client", NO("~RST"), "the option is ignored: a DATA_FIN, and no RST",
	      .without = &lingers),
	COUNTS("client", "TcpOutRsts", 0, AS_EVER, .without = &lingers),
	{ 0 },
};

SCENARIO(mptcp_linger) = {
	.name = "mptcp-linger",
	.title = "close an MPTCP socket with SO_LINGER {1, 0}",
	.rfc = "RFC 8684, 3.5",
	.tags = "close mptcp",
	.cause = "mptcp-abort",
	.proves = "SO_LINGER {1, 0} aborts an MPTCP connection as it aborts a TCP connection, but "
		  "with a fast close: the option MP_FASTCLOSE, another reason, another counter.",
	.why = "The MPTCP counterpart of \"linger\": the ABORT of a whole MPTCP connection is a "
	       "fast close (RFC 8684, 3.5), so the kernel's reason is TCP_ABORT_ON_CLOSE where "
	       "plain TCP gives TCP_STATE, and no TCPAbort* counter grows: __mptcp_close(). "
	       "Older kernels close with a DATA_FIN, as if the option were not set.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

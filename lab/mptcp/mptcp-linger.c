/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-linger - close() of an MPTCP socket with SO_LINGER {1, 0}.
 *
 * The twin of "linger": the ABORT of a whole MPTCP connection is a fast close (RFC 8684, 3.5), so
 * the kernel's reason is TCP_ABORT_ON_CLOSE where plain TCP gives TCP_STATE, and no TCPAbort*
 * counter moves: __mptcp_close(). Older kernels close by DATA_FIN, as if the option were not set.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_socket(server, MPTCP);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	struct sock *c = tcp_socket(client, MPTCP);
	tcp_connect_to(c, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(listener);
	tcp_send(c, "Hello world.\r\n");
	tcp_recv(s);

	chapter(lab, "the client closes");
	tcp_linger(c, true, 0);
	tcp_close(c);
	tcp_recv(s);
	settle(lab);
	look(lab, "client", "after the close");
}

static const struct change lingers = {
	"6.1.176 6.6.140 6.12.88 6.18.30 7.0.7 7.1",
	"f14d6e9c3678 (mptcp: fastclose msk when linger time is 0)",
};

static const struct promise promises[] = {
	{ WIRE, "client", "a RST with MP_FASTCLOSE (RFC 8684, 3.5, option R)", .with = &lingers,
	  .wire = { RST_ABORT, .chapter = "the client closes", .count = IS(1) } },
	{ WIRE, "client", "an ABORT sends no FIN", .wire = { .flags = "~FIN", .count = IS(0) } },
	{ SOCKET, "server", "the connection was aborted: mptcp_check_fastclose()", .with = &lingers,
	  .call = { "recv", .chapter = "the client closes", .err = ECONNRESET } },
	{ SOCKET, "client", "the side that resets has no TIME-WAIT", .with = &lingers,
	  .look = { "after the close", .port = SERVICE_PORT, .count = 0 } },
	{ COUNTER, "client", "tcp_send_active_reset() counts it", .with = &lingers,
	  .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "mptcp_do_fastclose()", .with = &lingers,
	  .counter = { "MPTcpExtMPFastcloseTx", 1 } },
	{ COUNTER, "client", "plain TCP counts a zero linger here; the subflow has none",
	  .counter = { "TcpExtTCPAbortOnData", 0 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)", .with = &lingers,
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "client", "mptcp_do_fastclose() gives this reason for all its RSTs",
	  .with = &lingers, .reason = { "TCP_ABORT_ON_CLOSE", "ESTABLISHED" } },
	{ WIRE, "client", "the option is not looked at: a DATA_FIN, and no RST",
	  .without = &lingers, .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "server", "the end of the stream", .without = &lingers,
	  .call = { "recv", .chapter = "the client closes", .ret = IS(0) } },
	{ SOCKET, "client", "a subflow waits for the other side's DATA_FIN", .without = &lingers,
	  .look = { "after the close", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "nothing was reset", .without = &lingers,
	  .counter = { "TcpOutRsts", 0 } },
	{ 0 },
};

SCENARIO(mptcp_linger) = {
	.name = "mptcp-linger",
	.title = "close an MPTCP socket with SO_LINGER {1, 0}",
	.rfc = "RFC 8684, 3.5",
	.tags = "close mptcp",
	.proves =
		"SO_LINGER {1, 0} aborts an MPTCP connection as it aborts a TCP one, but by a fast "
		"close: the option MP_FASTCLOSE, another reason, another counter.",
	.story = "The connection is used once. The client sets SO_LINGER {1, 0} and closes; the "
		 "server reads.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

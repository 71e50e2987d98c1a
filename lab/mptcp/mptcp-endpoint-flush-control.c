/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-endpoint-flush-control - an administrator takes a path away: FIN and no RST.
 *
 * RFC 8684, 3.4.2 and 3.3.3: an address that is no longer used is announced by REMOVE_ADDR, and a
 * subflow is closed by FIN like any TCP connection. mptcp_pm_nl_flush_addrs_doit() does so even
 * with the subflow in mid-connection; the peer closes its end in the MPTCP worker.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	struct sock *c = talk.c, *s = talk.s;
	tcp_send(c, "Hello");
	tcp_recv(s);
	settle(lab);
	host_add_address(lab, "client");
	chapter(lab, "a second subflow");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_count(lab, "server", "ESTABLISHED", 2);
	settle(lab);
	look(lab, "client", "two subflows");

	chapter(lab, "ip mptcp endpoint flush");
	mptcp_flush(lab, "client");
	await_segment(lab, "server", "FIN");
	await_segment(lab, "client", "FIN");
	settle(lab);
	look(lab, "client", "one subflow");

	chapter(lab, "the connection goes on");
	tcp_send(c, "Hello again");
	tcp_recv(s);
}

static const struct promise promises[] = {
	{ SOCKET, "client", "both paths are in use",
	  .look = { "two subflows", "ESTABLISHED", SERVICE_PORT, .count = 2 } },
	{ WIRE, "client", "a subflow ends by FIN (RFC 8684, 3.3.3)",
	  .wire = { .flags = "FIN,ACK", .chapter = "ip mptcp endpoint flush", .count = IS(1) } },
	{ WIRE, "server", "on both sides",
	  .wire = { .flags = "FIN,ACK", .chapter = "ip mptcp endpoint flush", .count = IS(1) } },
	{ WIRE, "client", "no need for a RST", .wire = { .flags = "~RST", .count = IS(0) } },
	{ WIRE, "server", "nor here", .wire = { .flags = "~RST", .count = IS(0) } },
	{ SOCKET, "client", "the first path is untouched",
	  .look = { "one subflow", "ESTABLISHED", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "the other ends as any TCP connection does",
	  .look = { "one subflow", "TIME-WAIT", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "the connection has noticed nothing",
	  .call = { "send", .chapter = "the connection goes on", .ret = IS(11) } },
	{ SOCKET, "server", "at either end",
	  .call = { "recv", .chapter = "the connection goes on", .ret = IS(11) } },
	{ COUNTER, "client", "nothing was reset", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "nor here", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "nor lost", .counter = { "TcpEstabResets", 0 } },
	{ REASON, "client", "no tcp_send_reset for this",
	  .reason = { "MPTCP_RST_EUNSPEC", .count = IS(0) } },
	{ 0 },
};

SCENARIO(mptcp_endpoint_flush_control) = {
	.name = "mptcp-endpoint-flush-control",
	.title = "ip mptcp endpoint flush in mid-connection: FIN, no RST",
	.rfc = "RFC 8684, 3.4.2",
	.tags = "life mptcp control",
	.proves = "To take a path away from a living MPTCP connection resets nothing: the subflow "
		  "ends by FIN on both sides, and the connection goes on without it.",
	.story = "The connection has two subflows. All endpoints of the client are flushed. Then "
		 "it sends.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

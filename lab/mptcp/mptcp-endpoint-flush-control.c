/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-endpoint-flush-control - an administrator takes a path away: FIN and no RST */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
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
	tcp_send(talk.c, "Hello again");
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	WHILE("a second subflow"),
	HAS_SOCKETS("client", 2, "two subflows", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "both paths are in use"),

	WHILE("ip mptcp endpoint flush"),
	SENDS("client", ONE(.flags = "FIN,ACK"), "a subflow ends with a FIN (RFC 8684, 3.3.3)"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "on both sides"),
	HAS_SOCKETS("client", 1, "one subflow", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the first path is unaffected"),
	HAS_SOCKETS("client", 1, "one subflow", AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "the other ends as any TCP connection does"),

	WHILE("the connection goes on"),
	CALL_RETURNS("client", "send", 11, "the connection does not notice"),
	CALL_RETURNS("server", "recv", 11, "at either end"),

	IN_ALL,
	SENDS("client", NO("~RST"), "no RST is needed"),
	SENDS("server", NO("~RST"), "nor here"),
	COUNTS("client", "TcpOutRsts", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	NO_RESET(ANY_HOST, "no tcp_send_reset for this"),
	{ 0 },
};

SCENARIO(mptcp_endpoint_flush_control) = {
	.name = "mptcp-endpoint-flush-control",
	.title = "ip mptcp endpoint flush in mid-connection: FIN, no RST",
	.rfc = "RFC 8684, 3.4.2",
	.tags = "life mptcp control",
	.proves = "Removing a path from a live MPTCP connection resets nothing: the subflow ends "
		  "with FINs from both sides, and the connection continues without it.",
	.why = "An address that is no longer used is announced with REMOVE_ADDR (RFC 8684, "
	       "3.4.2), and a subflow is closed with a FIN like any TCP connection (3.3.3). "
	       "mptcp_pm_nl_flush_addrs_doit() does so even in the middle of a connection; the "
	       "peer closes its end in the MPTCP worker.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

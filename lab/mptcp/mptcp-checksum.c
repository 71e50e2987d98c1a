/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-checksum - somebody changes data on one of two paths, and mends the TCP checksum.
 *
 * An application level gateway does so. TCP cannot notice; the checksum of the DSS option can, if
 * either host has asked for it (RFC 8684, 3.1). RFC 8684, 3.7: with more than one subflow, the
 * bad one is closed by a RST with MP_FAIL. subflow_check_data_avail() with MAPPING_BAD_CSUM.
 *
 * The data are changed on their way out of the client's host, before its TCP checksum is made: on
 * the wire all is well but the DSS checksum.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, MPTCP);
	host_sysctl(lab, "client", "mptcp/checksum_enabled", "1");
	host_sysctl(lab, "server", "mptcp/checksum_enabled", "1");
	talk_connect(&talk);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);
	host_add_address(lab, "client");
	chapter(lab, "a second subflow");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_count(lab, "server", "ESTABLISHED", 2);
	settle(lab);
	firewall(lab, "client",
		 "add table inet gateway\n"
		 "add chain inet gateway output { type filter hook output priority 0; }\n"
		 "add rule inet gateway output $ip saddr $client tcp dport 8080 "
		 "tcp flags & psh == psh @ih,0,8 set 0x4a\n");

	chapter(lab, "the client sends");
	tcp_send(talk.c, "Hello again");
	await_segment(lab, "client", "RST");
	tcp_recv(talk.s);
	settle(lab);
	look(lab, "client", "one subflow");
}

static const struct promise promises[] = {
	{ WIRE, "server", "MP_FAIL, and the subflow is closed (RFC 8684, 3.7)",
	  .wire = { RST_ABORT, .chapter = "the client sends", .count = IS(1) } },
	{ SOCKET, "server", "the data come unharmed by the other path",
	  .call = { "recv", .chapter = "the client sends", .ret = IS(11) } },
	{ SOCKET, "client", "one path is left",
	  .look = { "one subflow", .port = SERVICE_PORT, .count = 1 } },
	{ COUNTER, "server", "validate_data_csum()", .counter = { "MPTcpExtDataCsumErr", 1 } },
	{ COUNTER, "server", "MP_FAIL was sent", .counter = { "MPTcpExtMPFailTx", 1 } },
	{ COUNTER, "client", "and read from the RST", .counter = { "MPTcpExtMPFailRx", 1 } },
	{ COUNTER, "server", "tcp_send_active_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "TCP itself found nothing wrong",
	  .counter = { "TcpInCsumErrors", 0 } },
	{ COUNTER, "client", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ REASON, "server", "middlebox interference (RFC 8684, 3.6)",
	  .reason = { "MPTCP_RST_EMIDDLEBOX", "CLOSED" } },
	{ 0 },
};

SCENARIO(mptcp_checksum) = {
	.name = "mptcp-checksum",
	.title = "data that were changed on one of two paths fail the MPTCP checksum",
	.rfc = "RFC 8684, 3.7",
	.tags = "way life mptcp firewall",
	.proves =
		"With net.mptcp.checksum_enabled a host notices data that a middlebox has changed "
		"behind TCP's back. It resets that subflow, with MP_FAIL, and takes the data from the "
		"other one.",
	.story =
		"Both hosts use MPTCP checksums; the connection has two subflows. The first byte of "
		"what the client's first address sends is changed. The client sends.",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

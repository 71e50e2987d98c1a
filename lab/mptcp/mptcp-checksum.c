/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-checksum - somebody changes data on one of two paths, and mends the TCP checksum */
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
	WHILE("the client sends"),
	SENDS("server", ONE(RST_ABORT, .tcprst = IS(6)),
	      "MP_FAIL, and the subflow is closed (RFC 8684, 3.7)"),
	CALL_RETURNS("server", "recv", 11, "the data arrives undamaged over the other path"),
	HAS_SOCKETS("client", 1, "one subflow", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "one path is left"),

	IN_ALL,
	COUNTS("server", "MPTcpExtDataCsumErr", 1, "validate_data_csum()"),
	COUNTS("server", "MPTcpExtMPFailTx", 1, "MP_FAIL was sent"),
	COUNTS("client", "MPTcpExtMPFailRx", 1, "and read from the RST"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpInCsumErrors", 0, "TCP itself found nothing wrong"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "MPTCP_RST_EMIDDLEBOX", "CLOSED",
	       "middlebox interference (RFC 8684, 3.6)"),
	{ 0 },
};

SCENARIO(mptcp_checksum) = {
	.name = "mptcp-checksum",
	.title = "data that was changed on one of two paths fails the MPTCP checksum",
	.rfc = "RFC 8684, 3.7",
	.tags = "way life mptcp firewall",
	.cause = "mptcp-checksum",
	.proves =
		"With net.mptcp.checksum_enabled a host notices data that a middlebox has changed "
		"behind TCP's back. It resets that subflow, with MP_FAIL, and takes the data from the "
		"other one.",
	.why = "An application level gateway changes data this way, and fixes the TCP checksum. "
	       "TCP cannot notice; the checksum in the DSS option can, if either host has asked "
	       "for it (RFC 8684, 3.1). With more than one subflow, the bad one is closed with a "
	       "RST with MP_FAIL (RFC 8684, 3.7): subflow_check_data_avail() with "
	       "MAPPING_BAD_CSUM.\n"
	       "\n"
	       "Here the data is changed on its way out of the client's host, before its TCP "
	       "checksum is computed: on the wire only the DSS checksum is wrong.",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-rst-answered - a known issue: a RST is answered by a RST when MP_JOIN was rejected */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, MPTCP);
	mptcp_limits(lab, "server", 0, 0);
	talk_connect(&talk);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);
	host_add_address(lab, "client");

	chapter(lab, "a second subflow is rejected");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "client", "RST");
	settle(lab);
	look(lab, "client", "afterwards");
}

static const struct promise promises[] = {
	WHILE("a second subflow is rejected"),
	SENDS("server", ONE(RST_REPLY, .tcprst = IS(3)), "it rejects the subflow (RFC 8684, 3.2)"),
	HAS_SOCKETS("client", 1, "afterwards", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the subflow is gone, whatever was sent"),

	IN_ALL,
	SENDS("client", NO("~RST"), "a RST is not answered (RFC 9293, 3.10.7.4)",
	      .known_broken = true),
	COUNTS("client", "TcpOutRsts", 0, "it has nothing to reset", .known_broken = true),
	COUNTS("server", "TcpOutRsts", 1, "one RST was enough"),
	RESETS("server", 1, "MPTCP_RST_EPROHIBIT", "LISTEN",
	       "prohibited by the sender's policy (RFC 8684, 3.6)"),
	RESETS("client", 0, "MPTCP_RST_EUNSPEC", ANY_STATE,
	       "mptcp_subflow_reset() is not called for a RST", .known_broken = true),
	{ 0 },
};

SCENARIO(mptcp_rst_answered) = {
	.name = "mptcp-rst-answered",
	.title = "the RST that rejects a second subflow is answered with a RST",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up mptcp",
	.cause = "mptcp-join-refused",
	.proves = "A segment with RST must never be answered with a RST. Linux does so in one "
		  "place: a client whose MP_JOIN was rejected after the third ACK resets the "
		  "subflow that has just been reset.",
	.why = "In ESTABLISHED an acceptable RST deletes the connection, and nothing is sent "
	       "(RFC 9293, 3.10.7.4, \"second, check the RST bit\"). tcp_reset() first lets "
	       "MPTCP read the options of the RST: mptcp_incoming_options(), "
	       "check_fully_established(). That function takes the RST for a segment of the "
	       "handshake, finds no DATA_ACK in it, and resets the subflow: "
	       "mptcp_subflow_reset().",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
	.known_issue =
		"A client opens a further MPTCP subflow; the server refuses it at the third ACK, "
		"with a RST with MP_TCPRST. By then the client's subflow is ESTABLISHED, but not "
		"fully established in the MPTCP sense. It answers the RST with a RST with "
		"MP_TCPRST, reason 0. The same happens if a middlebox strips MP_JOIN from the "
		"third ACK.\n"
		"\n"
		"Usually this is harmless, as the server has no socket left that could answer. "
		"But the second RST is counted (TcpOutRsts, MPRstTx), and looks like a second "
		"failure in a trace.",
	.upstream =
		&(const struct upstream){
			.list = "mptcp@lists.linux.dev",
			.subject = "mptcp: a RST is answered with a RST when MP_JOIN is rejected",
			.wants = "RFC 9293, 3.10.7.4, second: an acceptable RST in ESTABLISHED "
				 "deletes the connection; nothing is sent. 3.5.2: a RST is never "
				 "sent in answer to a RST.",
			.since = "Linux 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4, over both "
				 "IPv4 and IPv6. Debian's 5.10 is built without MPTCP.",
			.function =
				"tcp_reset() calls mptcp_incoming_options() before it looks at "
				"the state. check_fully_established() finds "
				"subflow->fully_established unset, SEG.SEQ equal to ssn_offset + "
				"1, and no DSS with a DATA_ACK. As the subflow is an mp_join "
				"one, it goes to the label `reset`: mptcp_subflow_reset(), "
				"tcp_send_active_reset(). The tracepoint tcp:tcp_send_reset "
				"shows reason MPTCP_RST_EUNSPEC in state ESTABLISHED, in the "
				"softirq that received the RST.\n"
				"\n"
				"Checking the RST bit in check_fully_established() before the "
				"label `reset`, or in mptcp_incoming_options(), would fix it: "
				"the caller is about to close the subflow.",
			.no_script =
				"packetdrill does not support MPTCP options, and its fork that "
				"does cannot configure the other end's path manager. Between two "
				"machines: on the server `ip mptcp limits set subflows 0`; on "
				"the client one MPTCP connection that has exchanged data, and "
				"then `ip mptcp endpoint add ADDRESS subflow`. `tcpdump` shows "
				"SYN, SYN,ACK and ACK, each with MP_JOIN, the server's RST, and "
				"the client's RST,ACK.",
		},
};

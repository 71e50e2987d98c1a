/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-join-half-closed - the server has said all, and takes no further subflow */
#include "scenario.h"

#include <sys/socket.h>

#define OPEN "a second subflow while the connection is open"
#define CLOSED \
	"the first path fails, the server has ended its stream, and the client joins over another"
#define BACK "the first path is back"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);
	host_add_address(lab, "client");
	host_add_address(lab, "client");

	chapter(lab, OPEN);
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_count(lab, "server", "ESTABLISHED", 2);
	settle(lab);
	look(lab, "server", OPEN);
	mptcp_flush(lab, "client");
	await_segment(lab, "server", "FIN");
	await_segment(lab, "client", "FIN");
	settle(lab);

	chapter(lab, CLOSED);
	firewall(lab, "client",
		 "add table inet path\n"
		 "add chain inet path input { type filter hook input priority 0; }\n"
		 "add rule inet path input $ip daddr $client tcp sport 8080 drop\n");
	tcp_shutdown(talk.s, SHUT_WR);
	mptcp_endpoint(lab, "client", 2, ENDPOINT_SUBFLOW);
	await_segment(lab, "client", "RST");
	settle(lab);

	chapter(lab, BACK);
	firewall(lab, "client", "delete table inet path\n");
	tcp_send(talk.c, "Hello again");
	tcp_recv(talk.s);
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE(OPEN),
	HAS_SOCKETS("server", 2, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "no limit prevents it"),
	SENDS("server", NO("~RST"), "nor does anything else"),

	WHILE(CLOSED),
	CALL_WORKS("server", "shutdown", "its DATA_FIN does not arrive (RFC 8684, 3.3.3)"),
	SENDS("server", ONE(RST_REPLY, .tcprst = IS(3)),
	      "the third ACK is refused, as for a limit: subflow_syn_recv_sock()"),

	WHILE(BACK),
	CALL_RETURNS("server", "recv", 11, "the connection continues over the first path"),
	CALL_RETURNS("client", "recv", 0, "where the end of the stream is sent again"),

	IN_ALL,
	COUNTS("server", "MPTcpExtMPJoinSynRx", 2, "both SYNs were answered"),
	COUNTS("server", "MPTcpExtMPJoinAckRx", 1, "the second handshake was not accepted"),
	COUNTS("server", "MPTcpExtMPJoinRejected", 1, "mptcp_can_accept_new_subflow() refused"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpAttemptFails", 1,
	       "SYN-RECEIVED to CLOSED (RFC 4022, tcpAttemptFails)"),
	RESETS("server", 1, "MPTCP_RST_EPROHIBIT", "LISTEN",
	       "no policy prohibits it: the connection is not ESTABLISHED"),
	{ 0 },
};

SCENARIO(mptcp_join_half_closed) = {
	.name = "mptcp-join-half-closed",
	.title = "the server has shut down its side, and refuses a second subflow",
	.rfc = "RFC 8684, 3.2",
	.tags = "set-up life mptcp firewall",
	.cause = "mptcp-join-half-closed",
	.proves = "A handover fails if one side has already ended its stream: a further subflow is "
		  "refused with the RST that a path manager limit sends (mptcp-join-prohibited), "
		  "\"administratively prohibited\", although no limit is reached. Data that had "
		  "not arrived by then can only use the old path.",
	.why = "mptcp_can_accept_new_subflow() first checks that the connection is ESTABLISHED, "
	       "and only then the limits: mptcp_is_fully_established(). After shutdown(SHUT_WR) "
	       "the server's connection is in FIN-WAIT-1 until its DATA_FIN is acknowledged (RFC "
	       "8684, 3.3.3); RFC 8684, 3.2, allows the refusal. A client that has not received "
	       "that DATA_FIN still opens subflows; otherwise it would not: "
	       "mptcp_pm_create_subflow_or_signal_addr(). Here the client's firewall drops "
	       "segments on the first path.",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

/* ---- The end of the stream comes before the SYN,ACK ---------------------------------------------
 */

#define WAITS "the SYN,ACK of a second subflow is lost, and the server ends its stream"
#define COMES "the SYN is retransmitted, and a SYN,ACK arrives"

/* The SYN is sent again, and answered. The server does not send its SYN,ACK again by itself, or two
 * would come at once, the second of which finds no socket. */
static void play_late(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);
	host_add_address(lab, "client");
	host_sysctl(lab, "server", "ipv4/tcp_synack_retries", "0");

	chapter(lab, WAITS);
	firewall(lab, "server",
		 "add table inet path\n"
		 "add chain inet path output { type filter hook output priority 0; }\n"
		 "add rule inet path output $ip daddr != $client tcp sport 8080 drop\n");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_segment(lab, "server", "SYN");
	tcp_shutdown(talk.s, SHUT_WR);
	tcp_recv(talk.c);
	settle(lab);

	chapter(lab, COMES);
	firewall(lab, "server", "delete table inet path\n");
	await_segment(lab, "server", "RST,ACK");
	settle(lab);
	tcp_send(talk.c, "Hello again");
	tcp_recv(talk.s);
}

static const struct promise late_promises[] = {
	WHILE(WAITS),
	CALL_RETURNS("client", "recv", 0, "the end of the server's stream, over the first path"),

	WHILE(COMES),
	SENDS("client", ONE(RST_ABORT, .tcprst = IS(1)),
	      "its connection is in CLOSE-WAIT, and accepts no subflow: mptcp_finish_join()"),
	CALL_RETURNS("server", "recv", 11, "the first path still works"),

	IN_ALL,
	COUNTS("server", "MPTcpExtMPJoinAckRx", 0, "the handshake was not completed"),
	COUNTS("server", "TcpAttemptFails", 1,
	       "SYN-RECEIVED to CLOSED (RFC 4022, tcpAttemptFails)"),
	RESETS("client", 1, "MPTCP_RST_EMPTCP", "ESTABLISHED", "subflow_finish_connect()"),
	{ 0 },
};

SCENARIO(mptcp_join_half_closed_late) = {
	.name = "mptcp-join-half-closed-late",
	.title = "the server has shut down before the SYN,ACK of a second subflow arrives",
	.rfc = "RFC 8684, 3.2",
	.tags = "set-up life mptcp firewall",
	.cause = "mptcp-join-half-closed",
	.proves = "A client that has started a further subflow, and then learns that the other "
		  "side has ended its stream, resets the subflow when the SYN,ACK arrives. Reason "
		  "1, \"MPTCP specific error\", is also used for a SYN,ACK without MP_JOIN or with "
		  "a wrong HMAC (mptcp-join-stripped, mptcp-join-hmac), although nothing is wrong "
		  "with this one.",
	.why = "When the HMAC of the SYN,ACK is correct, mptcp_finish_join() checks that the "
	       "connection is still ESTABLISHED; if not, subflow_finish_connect() resets the "
	       "subflow. Here the server's firewall drops the first SYN,ACK, and the DATA_FIN "
	       "overtakes the next. If the client itself shuts down meanwhile, its subflow in "
	       "SYN-SENT is deleted at once, and the later SYN,ACK finds no socket.",
	.needs = "mptcp nftables",
	.waits_for_timer = true,
	.play = play_late,
	.promises = late_promises,
};

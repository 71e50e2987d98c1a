/* SPDX-License-Identifier: GPL-2.0-only */
/* time-wait-older-syn - a SYN older than the TIME-WAIT that it meets, as of two clients of a NAT.
 */
#include "scenario.h"

#include <sys/socket.h>

enum { CLIENT_PORT = 40000, WINDOW = 1000, LATER = 1 << 30 };

#define LEARNS   "finding out the client's sequence numbers"
#define CONNECTS "the client connects"

/* The first client, behind the same address and port: its connection, which the server ends. */
static void leave_time_wait(struct lab *lab, struct talk *talk)
{
	ghost_beside(lab, "client");
	chapter(lab, LEARNS);
	talk->c =
		tcp_connect_from(talk->client, CLIENT_PORT, REUSE_ADDRESS, "server", SERVICE_PORT);
	talk->s = tcp_accept(talk->listener);
	uint32_t isn = await_sent(lab, "client", "SYN").seq;
	tcp_linger(talk->c, true, 0);
	tcp_close(talk->c);
	settle(lab);

	chapter(lab, "another client with the same address");
	firewall(lab, "client",
		 "add table inet other\n"
		 "add chain inet other input { type filter hook input priority 0; }\n"
		 "add rule inet other input tcp sport 8080 drop\n");
	struct raw_segment said = { .from = "client",
				    .to = "server",
				    .sport = CLIENT_PORT,
				    .dport = SERVICE_PORT,
				    .flags = "SYN",
				    .seq = isn + LATER,
				    .window = WINDOW };
	raw_send(lab, &said);
	said.ack = await_sent(lab, "server", "SYN,ACK").next;
	said.seq++;
	said.flags = "ACK";
	raw_send(lab, &said);
	talk->s = tcp_accept(talk->listener);
	tcp_close(talk->s);
	said.ack = await_sent(lab, "server", "FIN,ACK").next;
	said.flags = "FIN,ACK";
	raw_send(lab, &said);
	await_state(talk->s, "TIME-WAIT");
	settle(lab);
	firewall(lab, "client", "delete table inet other\n");
}

#define HANGS "it hangs"

static const struct promise answered[] = {
	SENDS("server", SOME(.flags = "ACK", .len = IS(0)),
	      "not newer: an old duplicate in TIME-WAIT: ACK (RFC 9293, 3.10.7.4, first)"),
	SENDS("client", SOME(RST_REPLY),
	      "it does not acknowledge the client's SYN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, "
	      "3.10.7.3)"),
	{ 0 },
};

/* ---- tcp_rfc1337 = 0 ----------------------------------------------------------------------------
 */

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	leave_time_wait(lab, &talk);

	chapter(lab, CONNECTS);
	talk.c = tcp_connect_from(talk.client, CLIENT_PORT, REUSE_ADDRESS, "server", SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	WHILE(LEARNS),
	SENDS("client", ONE(RST_ABORT),
	      "the first connection leaves no TIME-WAIT: SO_LINGER {1, 0}"),

	WHILE(CONNECTS),
	SENDS("client", TIMES(2, .flags = "SYN"),
	      "its SYN, and its retransmission right after "
	      "the RST"),
	ROWS_OF(answered),
	SENDS("server", ONE(.flags = "SYN,ACK", .ack = SEG_END),
	      "the RST has ended TIME-WAIT (RFC 9293, 3.10.7.4, second)"),
	CALL_RETURNS("client", "connect", 0, "sending a RST does not end SYN-SENT"),
	CALL_RETURNS("server", "recv", 7, "and the connection works"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 0, "the server sends no RST"),
	COUNTS("client", "TcpAttemptFails", 0, "the attempt did not fail"),
	RESETS("client", 1, "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT",
	       "tcp_rcv_synsent_state_process(): the ACK is not for our SYN"),
	{ 0 },
};

#define BY_NAT                                                                                     \
	"Two clients behind one NAT address that use the same port one after the other look "      \
	"like one client to the server, but their sequence numbers are unrelated. In half of the " \
	"cases the second client's SYN is older than the closed connection. "

SCENARIO(time_wait_older_syn) = {
	.name = "time-wait-older-syn",
	.title = "a SYN is older than the TIME-WAIT that it meets: a RST, then the connection",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "after raw set-up",
	.causes = { { "client", LEARNS, "abort-linger" } },
	.cause = "port-pair-known",
	.needs = "nftables",
	.proves = BY_NAT
	"It is then answered with an ACK; the client resets that, the RST ends TIME-WAIT, and "
	"the SYN, retransmitted at once, is accepted. Some milliseconds are lost, and the "
	"capture shows a RST from the client in a connect() that succeeds.",
	.why = "TIME-WAIT accepts a SYN that is newer by SEG.SEQ or timestamp (RFC 9293, 3.6.1, "
	       "MAY-2; RFC 6191). Any other is an old duplicate, answered with an ACK that has "
	       "the old numbers (tcp_timewait_state_process()). In SYN-SENT that ACK is "
	       "unacceptable: RST (RFC 9293, 3.10.7.3). Because no SYN was lost yet, "
	       "tcp_rcv_synsent_state_process() retransmits it after two ticks, not after a "
	       "second. Here the first client's segments are handcrafted, with numbers 2^30 "
	       "above those of the real one.",
	.play = play,
	.promises = promises,
};

/* ---- tcp_rfc1337 = 1 ----------------------------------------------------------------------------
 */

static void play_rfc1337(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	host_sysctl(lab, "server", "ipv4/tcp_rfc1337", "1");
	leave_time_wait(lab, &talk);

	chapter(lab, CONNECTS);
	talk.c = tcp_socket(talk.client, TCP);
	tcp_set(talk.c, TCP_OPTION(SOL_SOCKET, SO_REUSEADDR), 1);
	tcp_bind(talk.c, CLIENT_PORT);
	tcp_connect_begin(talk.c, "server", SERVICE_PORT);
	await_segment(lab, "server", "RST");
	await_sent_again(lab, "client", "SYN");
	settle(lab);

	chapter(lab, HANGS);
	look(lab, "client", HANGS);
	look(lab, "server", "TIME-WAIT stays");
	actor_kill(talk.client);
}

static const struct promise hangs[] = {
	WHILE(LEARNS),
	SENDS("client", ONE(RST_ABORT),
	      "the first connection leaves no TIME-WAIT: SO_LINGER {1, 0}"),

	WHILE(CONNECTS),
	SENDS("client", TIMES(2, .flags = "SYN"),
	      "its SYN, and its retransmission right after "
	      "the RST"),
	ROWS_OF(answered),
	SENDS("server", NO("SYN,ACK"), "and neither is accepted"),

	WHILE(HANGS),
	HAS_SOCKETS("client", 1, HANGS, AT_PORT(SERVICE_PORT, "SYN-SENT"), "connect() hangs"),
	HAS_SOCKETS("server", 1, "TIME-WAIT stays", AT_PORT(SERVICE_PORT, "TIME-WAIT"),
		    "its RST was ignored (RFC 1337, 3, F1)"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 0, "the server sends no RST"),
	COUNTS("server", "TcpPassiveOpens", 2, "and has not accepted the third"),
	{ 0 },
};

SCENARIO(time_wait_older_syn_rfc1337) = {
	.name = "time-wait-older-syn-rfc1337",
	.title = "the same with tcp_rfc1337: connect() hangs until TIME-WAIT ends",
	.rfc = "RFC 1337, 3",
	.tags = "after raw set-up timer",
	.causes = { { "client", LEARNS, "abort-linger" } },
	.cause = "port-pair-known",
	.needs = "nftables",
	.waits_for_timer = true,
	.proves = BY_NAT
	"With net.ipv4.tcp_rfc1337 = 1, which hardening guides recommend, the RST that would "
	"clear the way is ignored, and connect() hangs for up to a minute.",
	.why = "RFC 1337, 3 (F1), ignores RSTs in TIME-WAIT, to prevent its assassination: "
	       "tcp_timewait_state_process(), sysctl_tcp_rfc1337. But exactly that RST lets in a "
	       "client whose SYN is not newer (RFC 9293, 3.5.1, figure 9). So each SYN is "
	       "answered with the old connection's ACK, or within tcp_invalid_ratelimit not at "
	       "all (TCPACKSkippedTimeWait), and each ACK with a RST that is ignored.",
	.play = play_rfc1337,
	.promises = hangs,
};

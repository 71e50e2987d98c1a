/* SPDX-License-Identifier: GPL-2.0-only */
/* fastopen - TCP Fast Open: the data of a SYN, and a server that has them before the handshake ends
 */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>

/* A listener that wants no cookie, and a client that has none (net.ipv4.tcp_fastopen, ip-sysctl).
 */
static struct talk fast_listen(struct lab *lab)
{
	host_sysctl(lab, "server", "ipv4/tcp_fastopen", "514");
	host_sysctl(lab, "client", "ipv4/tcp_fastopen", "5");
	struct talk talk = talk_listen(lab, TCP);
	tcp_set(talk.listener, TCP_OPTION(IPPROTO_TCP, TCP_FASTOPEN), 5);
	return talk;
}

static struct sock *fast_connect(const struct talk *talk)
{
	struct sock *c = tcp_socket(talk->client, TCP);
	tcp_send_flags(c, "Hello", MSG_FASTOPEN | MSG_DONTWAIT, "server", SERVICE_PORT);
	return c;
}

/* Of what passes a host's firewall, this is lost. */
static void lose(struct lab *lab, const char *hook, const char *what)
{
	char commands[300];
	snprintf(commands, sizeof(commands),
		 "add table inet loss\n"
		 "add chain inet loss %s { type filter hook %s priority 0; }\n"
		 "add rule inet loss %s %s drop\n",
		 hook, hook, hook, what);
	firewall(lab, "client", commands);
}

/* ---- The server closes without reading ----------------------------------------------------------
 */

#define READS  "the server reads, answers and closes"
#define LEAVES "the server closes without reading"
#define EARLY  "the same, and the SYN,ACK is lost"

static void play_unread(struct lab *lab)
{
	struct talk talk = fast_listen(lab);

	chapter(lab, READS);
	struct sock *c = fast_connect(&talk);
	struct sock *s = tcp_accept(talk.listener);
	tcp_recv(s);
	tcp_send(s, "Reply");
	tcp_close(s);
	tcp_recv(c);
	tcp_recv(c);
	tcp_close(c);
	settle(lab);

	chapter(lab, LEAVES);
	c = fast_connect(&talk);
	tcp_close(tcp_accept(talk.listener));
	settle(lab);
	tcp_recv(c);

	lose(lab, "input", "tcp sport 8080 tcp flags & (syn | ack) == syn | ack");
	chapter(lab, EARLY);
	c = fast_connect(&talk);
	s = tcp_accept(talk.listener);
	look(lab, "server", EARLY);
	tcp_close(s);
	settle(lab);
	tcp_error(c);
}

static const struct promise unread[] = {
	WHILE(READS),
	SENDS("client", ONE(.flags = "SYN", .len = IS(5)), "the request is in the SYN (RFC 7413)"),
	CALL_RETURNS("client", NTH(1, "recv"), 5, "and is answered"),
	SENDS("server", NO("~RST"), "no data is unread: FIN"),

	WHILE(LEAVES),
	CALL_WORKS("client", "send", "the SYN's acknowledgement covered the data"),
	SENDS("server", ONE(RST_ABORT), "data in a SYN counts as unread data (RFC 9293, 3.6.1)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(EARLY),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "accept() does not wait for the third ACK (RFC 7413, 4.2.2)"),
	SENDS("server", ONE(RST_ABORT), "neither does close()"),
	CALL_FAILS("client", "so_error", ECONNREFUSED,
		   "the client is in SYN-SENT: refused by a server that had accepted it"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnClose", 2, AS_EVER),
	COUNTS("server", "TcpExtTCPFastOpenPassive", 3, "each had its data in the SYN"),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("server", "TcpAttemptFails", 0, "SYN-RECEIVED to CLOSED by close(): not counted"),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 2, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(fastopen_unread) = {
	.name = "fastopen-unread",
	.title = "TCP Fast Open: the server closes without reading what came in the SYN",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "set-up close firewall",
	.cause = "abort-unread",
	.proves = "With TCP Fast Open the request is in the SYN. A server that accepts and closes "
		  "without a recv() (a limit, a health check, a proxy without a backend) has "
		  "unread data, and resets. If the RST overtakes the SYN,ACK, the client gets "
		  "\"connection refused\" from a server that listens and has accepted the "
		  "connection.",
	.why = "tcp_fastopen_create_child() puts the data of the SYN into the child's receive "
	       "queue, and the child, in SYN-RECEIVED, into the accept queue (RFC 7413, 4.2.2). "
	       "__tcp_close() checks for unread data in any state. A RST,ACK that acknowledges "
	       "SYN and data is acceptable in SYN-SENT (RFC 9293, 3.10.7.3), where tcp_reset() "
	       "reports ECONNREFUSED.",
	.needs = "nftables",
	.play = play_unread,
	.promises = unread,
};

/* ---- A RST before accept() ----------------------------------------------------------------------
 */

#define ABORTS  "the third ACK is lost, and the client aborts"
#define ACCEPTS "the server accepts it"

#define NO_THIRD_ACK "tcp dport 8080 tcp flags & (syn | ack | rst) == ack"

static void play_rst(struct lab *lab)
{
	struct talk talk = fast_listen(lab);
	lose(lab, "output", NO_THIRD_ACK);

	chapter(lab, ABORTS);
	struct sock *c = fast_connect(&talk);
	await_state(c, "ESTABLISHED");
	settle(lab);
	look(lab, "server", "before");
	tcp_linger(c, true, 0);
	tcp_close(c);
	settle(lab);
	look(lab, "server", "after");

	chapter(lab, ACCEPTS);
	struct sock *s = tcp_accept(talk.listener);
	tcp_recv(s);
	tcp_recv(s);
	tcp_recv(s);
}

static const struct promise rst[] = {
	WHILE(ABORTS),
	HAS_SOCKETS("server", 1, "before", AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "a child, not a request: its data has arrived"),
	SENDS("client", ONE(RST_ABORT),
	      "for the client the connection is established (RFC 9293, "
	      "3.10.5)"),
	SENDS("server", NO("~RST"), "a RST is not answered"),
	HAS_SOCKETS("server", 0, "after", AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "the connection "
		    "has ended"),

	WHILE(ACCEPTS),
	CALL_WORKS("server", "accept", "an ended connection stays in the queue: inet_csk_accept()"),
	CALL_RETURNS("server", NTH(1, "recv"), 5, "the request is there"),
	CALL_FAILS("server", NTH(2, "recv"), ECONNRESET,
		   "the client that should get the answer "
		   "is gone"),
	CALL_RETURNS("server", NTH(3, "recv"), 0, "the error is reported once"),

	IN_ALL,
	COUNTS("server", "TcpAttemptFails", 1, "one attempt has failed (RFC 4022, tcpAttemptFails)",
	       .known_broken = true),
	COUNTS("server", "TcpEstabResets", 0, "it was never ESTABLISHED"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	RESETS("client", 1, "TCP_STATE", "CLOSED", AS_EVER),
	NO_RESET("server", "it sent none"),
	{ 0 },
};

SCENARIO(fastopen_rst) = {
	.name = "fastopen-rst",
	.title = "TCP Fast Open: a RST comes before the server has accepted the connection",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up firewall",
	.cause = "abort-linger",
	.proves = "A connection of TCP Fast Open that is reset before accept(), and before its "
		  "handshake has completed, is still accepted. The server can read the request, "
		  "and executes it unless it checks; then recv() fails with ECONNRESET. Without "
		  "Fast Open the server never sees the connection (fastopen-rst-control).",
	.why = "The child is in the accept queue as soon as its SYN arrives (RFC 7413, 4.2.2). "
	       "tcp_check_req() ends it with tcp_reset(), but leaves it queued with its data: "
	       "reqsk_fastopen_remove(). The request of an ordinary handshake is in no queue, "
	       "and is dropped.",
	.needs = "nftables",
	.play = play_rst,
	.promises = rst,
	.known_issue =
		"A listener with TCP Fast Open has a child in SYN-RECEIVED, whose SYN carried "
		"data. A RST at RCV.NXT ends it, and TcpAttemptFails grows by 2. A failed "
		"ordinary handshake counts once.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: a failed Fast Open attempt is counted twice",
			.wants =
				"RFC 4022, tcpAttemptFails: the number of times that TCP connections have made a "
				"direct transition to the CLOSED state from either the SYN-SENT state or the "
				"SYN-RCVD state, plus those to the LISTEN state from the SYN-RCVD state. One "
				"connection makes one.",
			.since = "Linux 6.1.192, 6.12.118 and 6.18.44, over both IPv4 and IPv6.",
			.function = "tcp_check_req() counts TCP_MIB_ATTEMPTFAILS for a RST or an "
				    "in-window SYN, and then calls tcp_reset() for a Fast Open "
				    "child. tcp_done() then counts the same again, because the "
				    "child's state is TCP_SYN_RECV. tcp_check_req() should count "
				    "only where tcp_done() does not.",
			.script = "`sysctl -qw net.ipv4.tcp_fastopen=0x202`\n"
				  "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
				  "+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0\n"
				  "+0 bind(3, ..., ...) = 0\n"
				  "+0 listen(3, 1) = 0\n"
				  "+0 setsockopt(3, SOL_TCP, TCP_FASTOPEN, [1], 4) = 0\n"
				  "+0 `nstat -n`\n"
				  "+0 < S 0:5(5) win 1000\n"
				  "+0 > S. 0:0(0) ack 6 <...>\n"
				  "+0 < R 6:6(0) win 0              // at RCV.NXT\n"
				  "// to be: 1\n"
				  "+.1 `nstat -s TcpAttemptFails | grep -q ' 2 '`\n",
		},
};

/* ---- The same without Fast Open -----------------------------------------------------------------
 */

static void play_rst_control(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	lose(lab, "output", NO_THIRD_ACK);

	chapter(lab, ABORTS);
	struct sock *c = tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
	look(lab, "server", "before");
	tcp_linger(c, true, 0);
	tcp_close(c);
	settle(lab);
	look(lab, "server", "after");

	chapter(lab, "another client connects and is accepted");
	firewall(lab, "client", "delete table inet loss\n");
	talk_connect(&talk);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
}

static const struct promise rst_control[] = {
	WHILE(ABORTS),
	HAS_SOCKETS("server", 1, "before", AT_PORT(SERVICE_PORT, "SYN-RECEIVED"), "a request"),
	SENDS("client", ONE(RST_ABORT),
	      "for the client the connection is established (RFC 9293, "
	      "3.10.5)"),
	HAS_SOCKETS("server", 0, "after", AT_PORT(SERVICE_PORT, BUT_LISTENERS),
		    "the connection "
		    "has ended"),

	WHILE("another client connects and is accepted"),
	CALL_RETURNS("server", "recv", 5, "accept() returned this one: the other was in no queue"),

	IN_ALL,
	COUNTS("server", "TcpAttemptFails", 1, "counted once (RFC 4022, tcpAttemptFails)"),
	COUNTS("server", "TcpExtEmbryonicRsts", 1, "tcp_check_req()"),
	RESETS("client", 1, "TCP_STATE", "CLOSED", AS_EVER),
	NO_RESET("server", "it sent none"),
	{ 0 },
};

SCENARIO(fastopen_rst_control) = {
	.name = "fastopen-rst-control",
	.title = "without TCP Fast Open: a RST in place of the third ACK is never accepted",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up firewall control",
	.cause = "connect-scan",
	.proves = "An ordinary connection that is reset before its handshake has completed at the "
		  "server leaves nothing to accept, and counts once. It is the control for "
		  "fastopen-rst.",
	.why = "A connection enters the accept queue with its third ACK. Until then it is a "
	       "request, which a RST at RCV.NXT returns to LISTEN (RFC 9293, 3.10.7.4, second; "
	       "tcp_check_req()).",
	.needs = "nftables",
	.play = play_rst_control,
	.promises = rst_control,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* md5-data-after-close - data arrive after close(), on a connection that is signed (TCP MD5). */
#include "scenario.h"

#define KEY "a secret of two"

#define AFTER "the client sends"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	struct sock *c = tcp_socket(client, TCP);
	const char *const *fin_timeout = lab_parameter(lab);

	tcp_md5(listener, "client", KEY);
	tcp_md5(c, "server", KEY);
	if (fin_timeout)
		host_sysctl(lab, "server", "ipv4/tcp_fin_timeout", *fin_timeout);

	chapter(lab, "a signed connection");
	tcp_connect_to(c, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(listener);
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	tcp_close(listener); /* or it would answer, when the client sends again by its timer */

	chapter(lab, "the server closes");
	tcp_half_close(s);
	settle(lab);
	tcp_close(s);

	chapter(lab, AFTER);
	tcp_send(c, "Hello world.\n");
	settle(lab);
	look(lab, "server", AFTER);
	tcp_send(c, "Hello?\n");
}

#define A_RST .flags = "RST", .seq = SEG_ACK, .ack = ZERO, .win = IS(0), .len = IS(0)
#define TOLD  "data after CLOSE: a RST to show that data was lost (RFC 9293, 3.6.1)"
#define OVER                                                              \
	HAS_SOCKETS("server", 0, AFTER, AT_PORT(SERVICE_PORT, ANY_STATE), \
		    "FIN-WAIT-2 "                                         \
		    "has ended")

static const struct promise is_signed[] = {
	CALL_RETURNS("server", "recv", 7, "both have the key (RFC 2385, 2.0)"),
	COUNTS("client", "TcpExtTCPMD5Failure", 0, "every signature is correct"),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE(AFTER),
	SENDS("server", ONE(A_RST), TOLD, .known_broken = true),
	CALL_FAILS("client", NTH(2, "send"), EPIPE, AS_EVER, .known_broken = true),
	OVER,

	IN_ALL,
	ROWS_OF(is_signed),
	COUNTS("client", "TcpExtTCPMD5NotFound", 0, "and every segment is signed (RFC 2385, 2.0)"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER, .known_broken = true),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER, .known_broken = true),
	RESETS("server", 1, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT",
	       "tcp_timewait_state_process(): TCP_TW_RST", .known_broken = true),
	{ 0 },
};

SCENARIO(md5_data_after_close) = {
	.name = "md5-data-after-close",
	.title = "data arrives after close() on a connection with TCP MD5 signatures: silence",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "data-after-close",
	.proves = "On a connection signed with TCP MD5, such as a BGP session, data that arrives "
		  "after close() gets no answer, where it would get a RST otherwise. By then the "
		  "server has forgotten the connection, and its peer keeps retransmitting.",
	.why = "close() leaves a TIME-WAIT socket in FIN-WAIT-2, which has a copy of the key. "
	       "For data tcp_timewait_state_process() asks for a RST, but tcp_v4_send_reset() "
	       "and tcp_v6_send_reset() look for the key in full sockets only, and then in a "
	       "listener at the segment's source port. They find none, and send nothing, because "
	       "the peer would ignore an unsigned RST (RFC 2385, 4.1). A full socket in "
	       "FIN-WAIT-2 does better: md5-data-after-close-control.",
	.needs = "tcp_md5sig",
	.play = play,
	.promises = promises,
	.known_issue =
		"A server and a client have a signed connection (TCP_MD5SIG), such as a BGP "
		"session. The server closes, its FIN is acknowledged, and the client sends. No "
		"RST is sent, and no tracepoint or counter reports one, but the server has "
		"forgotten the connection. The client retransmits until it gives up, or until a "
		"listener that has the key answers.\n"
		"\n"
		"Without TCP_MD5SIG the data is answered with a RST. With it, the same holds if "
		"tcp_fin_timeout is above 60 s, because the orphan is then a full socket; since "
		"6.18 that RST is signed, before it was not, and the peer dropped it.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: md5: no RST for data after close() in FIN-WAIT-2",
			.wants = "RFC 9293, 3.6.1: if new data is received after CLOSE is called, "
				 "its TCP SHOULD send a RST to show that data was lost.\n"
				 "\n"
				 "RFC 2385, 2.0: every segment sent on the connection contains "
				 "the digest. According to 4.1, a reset from a host that does not "
				 "know the key is ignored; here the resetting host does know it.",
			.since = "Linux 5.10.262, 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4, "
				 "over both IPv4 and IPv6.",
			.function =
				"tcp_timewait_state_process() returns TCP_TW_RST, and "
				"tcp_v4_send_reset() or tcp_v6_send_reset() is called with the "
				"TIME-WAIT socket. It takes a key from full sockets only "
				"(sk_fullsock()). For all others it looks for a listener by the "
				"segment's source port, which covers the case that the host's "
				"own client has died, and returns if there is none. It does not "
				"use tw_md5_key, the copy of the key that is there for ACKs "
				"(tcp_v4_timewait_ack()). The TIME-WAIT socket is then deleted "
				"anyway.",
			.no_script =
				"packetdrill does not sign. By hand, between two machines: use "
				"the commands that `rstlab-ns describe md5-data-after-close "
				"--by-hand` prints.",
		},
};

/* ---- A full socket ------------------------------------------------------------------------------
 */

static const char *const long_timeout = "120"; /* s, above TCP_TIMEWAIT_LEN */

static const struct change keys_kept = {
	"6.18",
	"tcp: Destroy TCP-AO, TCP-MD5 keys in .sk_destruct()",
};

#define NOT_SIGNED "tcp_done() has dropped the key: the RST is unsigned, and not accepted"

static const struct promise promises_full[] = {
	WHILE(AFTER),
	SENDS("server", ONE(A_RST), TOLD),
	CALL_FAILS("client", NTH(2, "send"), EPIPE, AS_EVER, .with = &keys_kept),
	CALL_RETURNS("client", NTH(2, "send"), 7, NOT_SIGNED, .without = &keys_kept),
	OVER,

	IN_ALL,
	ROWS_OF(is_signed),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 1,
	       "tcp_rcv_state_process() counts data after close() this way"),
	COUNTS("client", "TcpExtTCPMD5NotFound", 0, "and every segment is signed (RFC 2385, 2.0)",
	       .with = &keys_kept),
	COUNTS("client", "TcpExtTCPMD5NotFound", 1, NOT_SIGNED, .without = &keys_kept),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER, .with = &keys_kept),
	COUNTS("client", "TcpEstabResets", 0, NOT_SIGNED, .without = &keys_kept),
	RESETS("server", 1, "TCP_ABORT_ON_DATA", "CLOSED", "a full socket, not a TIME-WAIT one"),
	{ 0 },
};

SCENARIO(md5_data_after_close_control) = {
	.name = "md5-data-after-close-control",
	.title = "control: the same in a FIN-WAIT-2 of more than 60 s: a RST",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close control",
	.cause = "data-after-close",
	.proves = "If tcp_fin_timeout is above 60 s, data that arrives after close() on a signed "
		  "connection is answered with a RST. It is signed, and the peer accepts it; "
		  "older kernels do not sign it, and the peer drops it.",
	.why = "With tcp_fin_timeout (ip-sysctl) above TCP_TIMEWAIT_LEN the orphan stays a full "
	       "socket: tcp_rcv_state_process(), TCP_FIN_WAIT1, ends it with tcp_done() and has "
	       "tcp_v4_send_reset() or tcp_v6_send_reset() answer for it. tcp_done() used to "
	       "drop the keys; they now live as long as the socket.",
	.needs = "tcp_md5sig",
	.play = play,
	.parameter = &long_timeout,
	.promises = promises_full,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* rst-before-accept - a RST comes while the connection waits to be accepted. */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	chapter(lab, "two connect, and one of them sends");
	struct sock *speaks = tcp_connect(talk.client, "server", SERVICE_PORT);
	tcp_send(speaks, "Hello.\n");
	struct sock *is_mute = tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);

	chapter(lab, "both abort");
	tcp_linger(speaks, true, 0);
	tcp_close(speaks);
	tcp_linger(is_mute, true, 0);
	tcp_close(is_mute);
	settle(lab);
	look(lab, "server", "after the RSTs");

	chapter(lab, "the server accepts the one that sent");
	struct sock *s = tcp_accept(talk.listener);
	tcp_recv(s);
	tcp_recv(s);
	tcp_recv(s);

	chapter(lab, "the server accepts the other one");
	s = tcp_accept(talk.listener);
	tcp_error(s);
	tcp_recv(s);
}

static const struct promise promises[] = {
	WHILE("both abort"),
	SENDS("client", TIMES(2, RST_ABORT), "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	SENDS("server", NOTHING, "a RST is not answered"),
	HAS_SOCKETS("server", 0, "after the RSTs", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the connections have ended"),

	WHILE("the server accepts the one that sent"),
	CALL_WORKS("server", "accept", "an ended connection stays in the queue: inet_csk_accept()"),
	CALL_RETURNS("server", NTH(1, "recv"), 7, "data that arrived before the RST can be read"),
	CALL_FAILS("server", NTH(2, "recv"), ECONNRESET, AS_EVER),
	CALL_RETURNS("server", NTH(3, "recv"), 0, "the error is reported once"),

	WHILE("the server accepts the other one"),
	CALL_WORKS("server", "accept", "accept() does not fail with ECONNABORTED"),
	CALL_FAILS("server", "so_error", ECONNRESET, "only the new socket reports it"),
	CALL_RETURNS("server", "recv", 0, "SO_ERROR has cleared it"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 2, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnData", 2, AS_EVER),
	COUNTS("server", "TcpEstabResets", 2, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	RESETS("client", 2, "TCP_STATE", "CLOSED", AS_EVER),
	NO_RESET("server", "it sent none"),
	{ 0 },
};

SCENARIO(rst_before_accept) = {
	.name = "rst-before-accept",
	.title = "the client aborts before the server has accepted the connection",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up",
	.cause = "abort-linger",
	.proves = "On Linux, accept() returns connections that the client has already reset, and "
		  "does not fail with ECONNABORTED as in POSIX. The server can read what the "
		  "client had sent; then recv() fails with ECONNRESET, once.",
	.why = "A RST ends the connection (RFC 9293, 3.10.7.4, second; tcp_reset()), but does "
	       "not remove it from the accept queue: inet_csk_accept() does not check the state. "
	       "The socket keeps the error for the first recv(), send() or SO_ERROR, and "
	       "tcp_recvmsg() returns the receive queue first.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* syn-timeout-control - nobody answers the SYN, until connect() gives up: no RST. */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c = tcp_socket(talk.client, TCP);
	tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), 500);

	chapter(lab, "the SYN gets no answer");
	link_down(lab, "server");
	tcp_connect_to(c, "server", SERVICE_PORT);
	tcp_poll(c);
	tcp_send(c, "Hello?\n");
	settle(lab);
	look(lab, "client", "after the timeout");
}

static const struct promise promises[] = {
	WHILE("the SYN gets no answer"),
	SENDS("client", SOME(.flags = "SYN", .lost = true), "it is retransmitted, and lost"),
	SENDS("server", NOTHING, "no host answers"),
	CALL_FAILS("client", "connect", ETIMEDOUT,
		   "connection aborted due to user timeout (RFC 9293, 3.10.8)"),
	POLLS("client", POLLOUT | POLLHUP,
	      "connect() has read the error, and disconnects: __inet_stream_connect()"),
	CALL_FAILS("client", "send", EPIPE, AS_EVER),
	HAS_SOCKETS("client", 0, "after the timeout", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "nothing is left of the attempt"),

	IN_ALL,
	SENDS("client", NO("~RST"), "giving up sends nothing (RFC 9293, 3.10.8)"),
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, "no RST was attempted"),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(syn_timeout_control) = {
	.name = "syn-timeout-control",
	.title = "connect() gets no answer: ETIMEDOUT, and no RST",
	.rfc = "RFC 9293, 3.10.8",
	.tags = "set-up timer control",
	.cause = "syn-unanswered",
	.waits_for_timer = true,
	.proves = "A connect() that gives up ends in silence: the application gets ETIMEDOUT, "
		  "and no RST is sent to a peer that might still answer. TCP_USER_TIMEOUT only "
		  "shortens the two minutes of tcp_syn_retries. A SYN-ACK that arrives after all "
		  "is answered with a RST, see syn-ack-to-vanished-connector.",
	.why = "tcp_write_timeout(): in SYN-SENT too, tcp_write_err() and no segment. RFC 9293, "
	       "3.10.8, specifies the same for its user timeout, and 3.8.3 for R2 of a SYN.\n"
	       "\n"
	       "The server's cable is unplugged, behind a switch: the client's segments leave "
	       "and never arrive.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

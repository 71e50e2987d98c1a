/* SPDX-License-Identifier: GPL-2.0-only */
/* zero-window-timeout - a peer that answers, and takes no data. */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define GIVES_UP "the client has stopped reading"
#define SPEAKS   "the client sends again"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	talk_fill(&talk);
	settle(lab);

	chapter(lab, GIVES_UP);
	tcp_set(talk.s, TCP_OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), 300);
	tcp_recv(talk.s);
	tcp_poll(talk.s);
	tcp_send(talk.s, "Hello?\n");
	look(lab, "server", "after the timeout");
	look(lab, "client", "after the timeout");

	chapter(lab, SPEAKS);
	tcp_send(talk.c, "Where was I?\n");
	settle(lab);
	tcp_error(talk.c);
	tcp_recv(talk.c);
}

static const struct promise promises[] = {
	WHILE(GIVES_UP),
	SENDS("client", SOME(.flags = "ACK", .len = IS(0)),
	      "it answers each probe: alive, but without room (RFC 9293, 3.8.6.1)"),
	SENDS("server", NO("~RST"), "giving up sends nothing (RFC 9293, 3.10.8)"),
	CALL_FAILS("server", "recv", ETIMEDOUT,
		   "tcp_probe_timer(): no window for longer than TCP_USER_TIMEOUT, although the "
		   "peer answers (RFC 9293, 3.10.8)"),
	POLLS("server", POLLIN | POLLOUT | POLLHUP | POLLRDHUP, AS_EVER),
	CALL_FAILS("server", "send", EPIPE, AS_EVER),
	HAS_SOCKETS("server", 0, "after the timeout", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the connection is gone"),
	HAS_SOCKETS("client", 1, "after the timeout", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the client does not know: half-open"),

	WHILE(SPEAKS),
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", "so_error", ECONNRESET,
		   "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)"),
	CALL_RETURNS("client", "recv", 64,
		     "data that had arrived can still be read: tcp_reset() leaves it"),

	IN_ALL,
	COUNTS("client", "TcpExtTCPToZeroWindowAdv", 1, "its window was open, and closes"),
	COUNTS("server", "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, "only the reply: none at the timeout"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(zero_window_timeout) = {
	.name = "zero-window-timeout",
	.title = "TCP_USER_TIMEOUT at zero window: ETIMEDOUT and no RST, then a RST when the "
		 "peer sends",
	.rfc = "RFC 9293, 3.8.6.1",
	.tags = "life timer half-open",
	.cause = "half-open",
	.waits_for_timer = true,
	.proves = "TCP_USER_TIMEOUT also ends a connection whose peer answers each probe but "
		  "accepts no data: ETIMEDOUT, although packets arrived all the time, and no RST. "
		  "The peer stays ESTABLISHED, and is reset by the first segment it sends.",
	.why = "RFC 9293, 3.8.6.1, lets probes continue for as long as they are answered. "
	       "TCP_USER_TIMEOUT is the application's limit (tcp(7)), and tcp_probe_timer() ends "
	       "as tcp_write_timeout() does: tcp_write_err(), and no segment is sent. Without it "
	       "they continue forever, except for an orphan. Compare user-timeout-control, where "
	       "no host answers.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-expired - data for a connection whose FIN-WAIT-2 has ended in silence */
#include "scenario.h"

#define LISTENS "the client sends, and the service listens"
#define NOBODY  "the client sends, and there is no listener"

static void speak(struct lab *lab, struct sock *c, const char *title)
{
	chapter(lab, title);
	tcp_send(c, "Hello world.\n");
	settle(lab);
	tcp_recv(c);
	tcp_send(c, "Hello?\n");
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	struct sock *c[2];
	host_sysctl(lab, "server", "ipv4/tcp_fin_timeout", "1");

	chapter(lab, "the server closes");
	for (int i = 0; i < 2; i++) {
		talk_connect(&talk);
		c[i] = talk.c;
		/* The whole socket stays, and its timer resets, if the ACK meets close() at work:
		 * tcp_rcv_state_process() with sock_owned_by_user(). So it comes before. */
		tcp_half_close(talk.s);
		tcp_close(talk.s);
	}
	settle(lab);
	chapter(lab, "FIN-WAIT-2 ends");
	await_count(lab, "server", "FIN-WAIT-2", 0);
	settle(lab);

	speak(lab, c[0], LISTENS);
	tcp_close(talk.listener);
	speak(lab, c[1], NOBODY);
}

static const struct promise refused[] = {
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement for a forgotten connection: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, "
	      "3.10.7.1, 3.10.7.2)"),
	CALL_RETURNS("client", NTH(1, "send"), 13, "send() succeeds as if nothing had happened"),
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has already ended"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE("FIN-WAIT-2 ends"),
	SENDS("server", NOTHING, "the timewait minisock just expires: nothing is sent"),
	SENDS("client", NOTHING, "the client sends nothing either"),

	WHILE_EACH(LISTENS, NOBODY),
	ROWS_OF(refused),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 0, "nothing of the old connection is left"),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(fin_wait_2_expired) = {
	.name = "fin-wait-2-expired",
	.title = "data arrives after FIN-WAIT-2 of the closed side has expired",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "after close timer",
	.cause = "data-after-close",
	.waits_for_timer = true,
	.proves = "A client that keeps a connection in its pool which the server closed more than "
		  "tcp_fin_timeout (60 s) ago is reset when it uses it: not by the old connection, "
		  "of which nothing is left, but by the listener (TCP_FLAGS) or because there is "
		  "no socket (NO_SOCKET). On the wire and for the client it looks like "
		  "data-after-fin-acked, which happens within these 60 s.",
	.why = "RFC 9293 has no timeout in FIN-WAIT-2. Linux keeps an orphan there as a timewait "
	       "minisock for tcp_fin_timeout and then silently deletes it: tw_timer_handler(). "
	       "The next segment meets whatever exists then: tcp_v4_rcv() finds the listener, or "
	       "no socket.",
	.play = play,
	.promises = promises,
};

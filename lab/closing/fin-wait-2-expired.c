/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-expired - data for a connection whose FIN-WAIT-2 has ended in silence */
#include "scenario.h"

#define LISTENS "the client sends, and the service listens"
#define NOBODY  "the client sends, and nobody listens"

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
		tcp_close(talk.s);
		await_state(talk.c, "CLOSE-WAIT");
	}
	await_count(lab, "server", "FIN-WAIT-2", 2);
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
	      "an acknowledgement for a connection that is forgotten: <SEQ=SEG.ACK><CTL=RST> (RFC "
	      "9293, 3.10.7.1, 3.10.7.2)"),
	CALL_RETURNS("client", NTH(1, "send"), 13, "it sends as if nothing had happened"),
	CALL_RETURNS("client", "recv", 0, "a RST in CLOSE-WAIT: the stream has ended already"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE("FIN-WAIT-2 ends"),
	SENDS("server", NOTHING, "the timewait minisock just expires: nobody is told"),
	SENDS("client", NOTHING, "nor does the client say anything"),

	WHILE_EACH(LISTENS, NOBODY),
	ROWS_OF(refused),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 0, "of the old connection nothing is known"),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(fin_wait_2_expired) = {
	.name = "fin-wait-2-expired",
	.title = "data arrive after FIN-WAIT-2 of the closed side has expired",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "after close timer",
	.cause = "data-after-close",
	.waits_for_timer = true,
	.proves =
		"Who keeps a connection in its pool that the server closed more than tcp_fin_timeout "
		"(60 s) ago is reset when it uses it: not by the old connection, of which nothing is "
		"left, but by the listener (TCP_FLAGS), or by nobody (NO_SOCKET). On the wire and to the "
		"client it is what data-after-fin-acked shows within these 60 s.",
	.why = "RFC 9293 knows no timeout in FIN-WAIT-2. Linux keeps an orphan there as a timewait "
	       "minisock for tcp_fin_timeout and then deletes it without a word: tw_timer_handler(). "
	       "The next segment meets what is there: tcp_v4_rcv() finds the listener, or no socket.",
	.play = play,
	.promises = promises,
};

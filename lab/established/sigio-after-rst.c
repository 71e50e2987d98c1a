/* SPDX-License-Identifier: GPL-2.0-only */
/* sigio-after-rst - who is told of a RST by a signal */
#include "scenario.h"

#include <poll.h>
#include <sys/socket.h>

#define DATA    "data arrives"
#define FIN     "a FIN arrives"
#define RST     "a RST arrives"
#define REFUSED "connect() is refused"

enum { CLOSED_PORT = 8081 };

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	chapter(lab, DATA);
	tcp_async(talk.c);
	tcp_send(talk.s, "Hello.\n");
	await_unread(talk.c, 7);
	tcp_sigio(talk.c);
	tcp_sigio(talk.c);
	tcp_recv(talk.c);

	chapter(lab, FIN);
	tcp_shutdown(talk.s, SHUT_WR);
	await_state(talk.c, "CLOSE-WAIT");
	settle(lab);
	tcp_sigio(talk.c);

	chapter(lab, RST);
	talk_connect(&talk);
	tcp_async(talk.c);
	tcp_linger(talk.s, true, 0);
	tcp_close(talk.s);
	settle(lab);
	tcp_sigio(talk.c);
	tcp_error(talk.c);

	chapter(lab, REFUSED);
	struct sock *c = tcp_socket(talk.client, TCP);
	tcp_async(c);
	tcp_connect_to(c, "server", CLOSED_PORT);
	settle(lab);
	tcp_sigio(c);
}

#define TOLD(band, ...) CALL_RETURNS("client", NTH(1, "sigtimedwait"), band, __VA_ARGS__)

static const struct promise promises[] = {
	WHILE(DATA),
	TOLD(POLLIN | POLLRDNORM, "there is something to read: sock_def_readable()"),
	CALL_FAILS("client", NTH(2, "sigtimedwait"), EAGAIN, "once, until the data is read"),

	WHILE(FIN),
	TOLD(POLLIN | POLLRDNORM, "the end can be read: tcp_fin(), POLL_IN"),

	WHILE(RST),
	SENDS("server", ONE(RST_ABORT), "SO_LINGER {1, 0}: an ABORT (RFC 9293, 3.10.5)"),
	TOLD(POLLERR, "an error, and nothing else: sk_error_report(), POLL_ERR"),
	CALL_FAILS("client", "so_error", ECONNRESET, "the signal has not cleared it"),

	WHILE(REFUSED),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),
	TOLD(POLLERR, "the same for a RST in SYN-SENT"),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	RESETS("server", 1, "TCP_STATE", "CLOSED", AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(sigio_after_rst) = {
	.name = "sigio-after-rst",
	.title = "the owner of a socket gets SIGIO when a RST comes (O_ASYNC)",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "life",
	.cause = "abort-linger",
	.causes = { { .chapter = REFUSED, .cause = "no-listener" } },
	.proves = "A program that uses SIGIO learns of a RST at once, without a call: si_band is "
		  "ERR, where data and a FIN are IN. The socket keeps the error itself for the "
		  "next call.",
	.why = "The user must be told of a reset (RFC 9293, 3.10.7.4, second). tcp_reset() does "
	       "so through sk_error_report(), which wakes processes that sleep in poll() and, "
	       "for a socket with O_ASYNC, sends its owner SIGIO with POLL_ERR. With F_SETSIG "
	       "the signal says for which descriptor (fcntl(2)).",
	.play = play,
	.promises = promises,
};

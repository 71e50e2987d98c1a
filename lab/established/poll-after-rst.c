/* SPDX-License-Identifier: GPL-2.0-only */
/* poll-after-rst - what poll() says of a connection that was reset, and of what looks like it */
#include "scenario.h"

#include <sys/socket.h>

#define EMPTY     "a RST in ESTABLISHED"
#define UNREAD    "a RST behind unread data"
#define RST_LATER "a RST in CLOSE-WAIT"
#define UNSPEC    "connect(AF_UNSPEC)"

static void reset(struct lab *lab, const struct talk *talk)
{
	tcp_linger(talk->s, true, 0);
	tcp_close(talk->s);
	settle(lab);
}

/* The bits, and those that are left once the error is read. */
static void ask(struct sock *sock)
{
	tcp_poll(sock);
	tcp_error(sock);
	tcp_poll(sock);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	chapter(lab, EMPTY);
	talk_connect(&talk);
	reset(lab, &talk);
	ask(talk.c);

	chapter(lab, UNREAD);
	talk_connect(&talk);
	tcp_send(talk.s, "The last word.\n");
	await_unread(talk.c, 15);
	reset(lab, &talk);
	ask(talk.c);
	tcp_recv(talk.c);

	chapter(lab, RST_LATER);
	talk_connect(&talk);
	tcp_half_close(talk.s);
	reset(lab, &talk);
	ask(talk.c);

	chapter(lab, UNSPEC);
	talk_connect(&talk);
	tcp_disconnect(talk.c);
	settle(lab);
	ask(talk.c);
}

static const struct promise reset_bits[] = {
	POLLS_NTH("client", 1, POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP, AS_EVER),
	POLLS_NTH("client", 2, POLLIN | POLLOUT | POLLHUP | POLLRDHUP, AS_EVER),
	SENDS("server", ONE(RST_ABORT), "SO_LINGER {1, 0}: an ABORT (RFC 9293, 3.10.5)"),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE_EACH(EMPTY, UNREAD, RST_LATER),
	ROWS_OF(reset_bits),

	WHILE_EACH(EMPTY, UNREAD),
	CALL_FAILS("client", "so_error", ECONNRESET,
		   "a RST in ESTABLISHED: connection reset (RFC 9293, 3.10.7.4)"),

	WHILE(UNREAD),
	CALL_RETURNS("client", "recv", 15,
		     "data that had arrived can still be read: tcp_reset() leaves it"),

	WHILE(RST_LATER),
	CALL_FAILS("client", "so_error", EPIPE, "tcp_reset() in CLOSE-WAIT: the pipe is broken"),

	WHILE(UNSPEC),
	SENDS("client", ONE(RST_ABORT), "an ABORT: <SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5)"),
	POLLS_NTH("client", 1, POLLOUT | POLLERR | POLLHUP, AS_EVER),
	CALL_FAILS("client", "so_error", ECONNRESET, "tcp_disconnect() leaves an error behind"),
	POLLS_NTH("client", 2, POLLOUT | POLLHUP, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 4, AS_EVER),
	COUNTS("server", "TcpOutRsts", 3, AS_EVER),
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 3, "TCP_STATE", "CLOSED", AS_EVER),
	RESETS("client", 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(poll_after_rst) = {
	.name = "poll-after-rst",
	.title = "the poll() and epoll event bits after a RST",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "life",
	.cause = "abort-linger",
	.causes = { { .who = "client", .chapter = UNSPEC, .cause = "disconnected" } },
	.proves = "After a RST an event loop sees IN|OUT|ERR|HUP|RDHUP, with or without unread "
		  "data, and in CLOSE-WAIT too. ERR only means a pending error: whatever reads it "
		  "first, even getsockopt(SO_ERROR), clears it, and HUP remains. Unread data is "
		  "still there. A process that has dissolved the connection itself, with "
		  "connect(AF_UNSPEC), sees OUT|ERR|HUP.",
	.why = "tcp_poll(): ERR while sk_err is set; HUP if both directions are shut down, or "
	       "the state is CLOSED; RDHUP, with IN, if the peer can send no more. tcp_reset() "
	       "sets sk_err, and tcp_done() shuts both directions. tcp_disconnect() sets sk_err "
	       "too, and undoes the shutdowns, since the socket may connect again. A FIN sets "
	       "fewer bits, see poll-after-rst-control.",
	.play = play,
	.promises = promises,
};

/* ---- Without a RST ------------------------------------------------------------------------------
 */

#define IDLE     "nothing has happened"
#define DATA     "data has arrived"
#define FIN      "a FIN has arrived"
#define FIN_SENT "and a FIN was sent"

static void play_control(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	chapter(lab, IDLE);
	tcp_poll(talk.c);
	tcp_poll(talk.listener);

	chapter(lab, DATA);
	tcp_send(talk.s, "Hello.\n");
	await_unread(talk.c, 7);
	tcp_poll(talk.c);
	tcp_recv(talk.c);

	chapter(lab, FIN);
	tcp_shutdown(talk.s, SHUT_WR);
	await_state(talk.c, "CLOSE-WAIT");
	tcp_poll(talk.c);
	tcp_recv(talk.c);
	tcp_poll(talk.c);

	chapter(lab, FIN_SENT);
	tcp_shutdown(talk.c, SHUT_WR);
	await_gone(talk.c);
	tcp_poll(talk.c);
	tcp_error(talk.c);
}

static const struct promise control[] = {
	WHILE(IDLE),
	POLLS("client", POLLOUT, AS_EVER),
	POLLS("server", 0, "no connection waits: inet_csk_listen_poll()"),

	WHILE(DATA),
	POLLS("client", POLLIN | POLLOUT, AS_EVER),

	WHILE(FIN),
	POLLS_NTH("client", 1, POLLIN | POLLOUT | POLLRDHUP, AS_EVER),
	CALL_RETURNS("client", "recv", 0, "the end"),
	POLLS_NTH("client", 2, POLLIN | POLLOUT | POLLRDHUP,
		  "the end stays, however often it is "
		  "read"),

	WHILE(FIN_SENT),
	POLLS("client", POLLIN | POLLOUT | POLLHUP | POLLRDHUP,
	      "tcp_poll(): both directions are shut: HUP, as after a RST whose error was read"),
	CALL_RETURNS("client", "so_error", 0, "and no error: nothing went wrong"),

	IN_ALL,
	SENDS(ANY_HOST, NO("~RST"), "both ends have closed"),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(poll_after_rst_control) = {
	.name = "poll-after-rst-control",
	.title = "the poll() event bits without a RST: idle, with data, after a FIN, after both "
		 "FINs",
	.rfc = "RFC 9293, 3.6",
	.tags = "life control",
	.cause = "peer-closed",
	.proves = "A FIN is IN|OUT|RDHUP, without HUP, which needs both directions shut. So RDHUP "
		  "alone means a half-closed connection, and HUP without ERR means a normal end, "
		  "or a RST whose error was already read.",
	.why = "tcp_poll(): RDHUP and IN come from RCV_SHUTDOWN, which a FIN sets (tcp_fin()); "
	       "HUP from RCV_SHUTDOWN and SEND_SHUTDOWN together, or CLOSED.",
	.play = play_control,
	.promises = control,
};

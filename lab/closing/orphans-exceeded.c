/* SPDX-License-Identifier: GPL-2.0-only */
/* orphans-exceeded - close() beyond net.ipv4.tcp_max_orphans */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP), idle;
	/* Above 60 s, FIN-WAIT-2 is kept as a full socket: __tcp_close(), TCP_TIMEWAIT_LEN. */
	host_sysctl(lab, "client", "ipv4/tcp_fin_timeout", "120");

	chapter(lab, "an orphan");
	tcp_close(talk.c);
	await_state(talk.c, "FIN-WAIT-2");
	machine_sysctl(lab, "ipv4/tcp_max_orphans", "0");

	chapter(lab, "a second passes");
	talk_connect(&talk);
	idle = talk;
	talk_connect(&idle);
	tcp_set(idle.c, TCP_OPTION(IPPROTO_TCP, TCP_KEEPIDLE), 1);
	tcp_set(idle.c, TCP_OPTION(SOL_SOCKET, SO_KEEPALIVE), 1);
	settle(lab);
	chapter(lab, "the keepalive probe says so");
	await_segment(lab, "server", "ACK");

	chapter(lab, "the client closes");
	tcp_close(talk.c);
	await_segment(lab, "server", "RST");
	settle(lab);
	tcp_recv(talk.s);
	tcp_error(talk.s);
	look(lab, "client", "after the close");
}

static const struct promise promises[] = {
	WHILE("the client closes"),
	SENDS("client", ONE(.flags = "FIN,ACK"),
	      "close() with nothing unread sends FIN (RFC 9293, 3.6)"),
	SENDS("client", ONE(RST_ABORT), "and then one orphan is too many: tcp_check_oom()"),
	CALL_RETURNS("client", "close", 0, "close() itself succeeds"),
	CALL_RETURNS("server", "recv", 0, "the FIN came first: the end of the stream"),
	CALL_FAILS("server", "so_error", EPIPE, "a RST in CLOSE-WAIT: tcp_reset() makes it EPIPE"),
	HAS_SOCKETS("client", 2, "after the close", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the orphan of before is left alone, and so is who is no orphan"),

	IN_ALL,
	COUNTS("client", "TcpExtTCPAbortOnMemory", 1, "__tcp_close() counts its cause"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	RESETS("client", 1, "TCP_ABORT_ON_MEMORY", "CLOSED",
	       "too many orphans, or no memory for them"),
	{ 0 },
};

SCENARIO(orphans_exceeded) = {
	.name = "orphans-exceeded",
	.title = "close() while the machine has too many orphaned connections",
	.rfc = "RFC 9293, 3.6",
	.tags = "close timer",
	.cause = "too-many-orphans",
	.waits_for_timer = true,
	.proves =
		"Beyond net.ipv4.tcp_max_orphans a kernel does not wait for the end of connections "
		"that no process holds: it sends RST right behind the FIN. The peer sees a proper end, "
		"and a broken pipe when it writes. dmesg says \"too many orphaned sockets\".",
	.why = "An orphan is a connection that no process holds any more and that still owes or "
	       "expects segments. RFC 9293 knows no limit of them; the kernel keeps one against "
	       "memory exhaustion. __tcp_close() sends its FIN first, and then finds that one "
	       "more orphan is too many: tcp_check_oom(). So the RST follows the FIN. The count "
	       "is the whole machine's, and so is the sysctl; it is compared with a cached sum "
	       "that a timer renews every 100 ms: tcp_orphan_update(). So a second passes "
	       "between the limit and the close.\n\n"
	       "Should the peer acknowledge the FIN before it sees the RST, that ACK meets no "
	       "socket and is answered by another RST, with another reason: so TcpOutRsts is not "
	       "promised here.",
	.changes_machine = true,
	.play = play,
	.promises = promises,
};

/* ---- At the timer -------------------------------------------------------------------------------
 */

enum { GHOST_PORT = 4000 };

#define CLOSES     "the server closes"
#define SENT_AGAIN "what was not acknowledged is to be sent again"

static void play_timer(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");
	raw_connect(lab, "server", GHOST_PORT, SERVICE_PORT);
	struct sock *s = tcp_accept(listener);

	chapter(lab, CLOSES);
	tcp_send(s, "Hello.\n");
	tcp_close(s);
	await_sent(lab, "server", "~FIN");
	look(lab, "server", "an orphan");
	machine_sysctl(lab, "ipv4/tcp_max_orphans", "0");

	chapter(lab, SENT_AGAIN);
	await_sent(lab, "server", "~RST");
	await_gone(s);
	settle(lab);
}

static const struct promise promises_timer[] = {
	WHILE(CLOSES),
	HAS_SOCKETS("server", 1, "an orphan", AT_PORT(GHOST_PORT, "FIN-WAIT-1"),
		    "close() has returned, and the kernel sees to the rest (RFC 9293, 3.10.4)"),

	WHILE(SENT_AGAIN),
	SENDS("server", ONE(.flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "one orphan is too many, and data are lost: tcp_out_of_resources()"),

	IN_ALL,
	CALL_RETURNS("server", "close", 0, "close() itself had succeeded"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnMemory", 1, "tcp_out_of_resources() counts its cause"),
	COUNTS("server", "TcpExtTCPAbortOnTimeout", 0, "it was not for want of an answer"),
	RESETS("server", 1, "TCP_ABORT_ON_MEMORY", "FIN-WAIT-1",
	       "its timer met too many orphans: tcp_write_timeout()"),
	{ 0 },
};

SCENARIO(orphans_exceeded_timer) = {
	.name = "orphans-exceeded-timer",
	.title = "an orphan's retransmission timer finds that the machine has too many orphans",
	.rfc = "RFC 9293, 3.8.3",
	.tags = "close timer raw",
	.cause = "too-many-orphans",
	.waits_for_timer = true,
	.proves =
		"Beyond net.ipv4.tcp_max_orphans also those orphans die that were there before: the "
		"next time that one has to send something again, it sends RST instead. Data for which "
		"close() had succeeded are lost, and the peer reads ECONNRESET.",
	.why = "RFC 9293, 3.8.3, has data sent again until they are acknowledged, or the user's "
	       "timeout is over; an orphan has no user. tcp_write_timeout() asks "
	       "tcp_out_of_resources() before each retransmission of an orphan, which finds too "
	       "many (tcp_check_oom()), and sends the RST if the connection was alive within the "
	       "last minute. Here the peer is made by hand, and acknowledges nothing.",
	.changes_machine = true,
	.play = play_timer,
	.promises = promises_timer,
};

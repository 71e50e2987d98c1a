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
	chapter(lab, "the keepalive probe marks the end of that second");
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
	      "close() with no unread data sends a FIN (RFC 9293, 3.6)"),
	SENDS("client", ONE(RST_ABORT), "and then one orphan is too many: tcp_check_oom()"),
	CALL_RETURNS("client", "close", 0, "close() itself succeeds"),
	CALL_RETURNS("server", "recv", 0, "the FIN came first: the end of the stream"),
	CALL_FAILS("server", "so_error", EPIPE, "a RST in CLOSE-WAIT: tcp_reset() makes it EPIPE"),
	HAS_SOCKETS("client", 2, "after the close", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the earlier orphan is left alone, and so is the socket that is no orphan"),

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
	.proves = "Above net.ipv4.tcp_max_orphans a kernel does not wait for the end of "
		  "connections that no process holds: it sends a RST right after the FIN. The peer "
		  "sees a normal end, and a broken pipe when it writes. dmesg says \"too many "
		  "orphaned sockets\".",
	.why = "An orphan is a connection that no process holds any more but that still has "
	       "segments to send or receive. RFC 9293 sets no limit on them; the kernel has one "
	       "to prevent memory exhaustion. __tcp_close() sends its FIN first, and then finds "
	       "that this is one orphan too many: tcp_check_oom(). So the RST follows the FIN. "
	       "The count and the sysctl are those of the whole machine; the kernel compares the "
	       "limit with a cached sum that a timer renews every 100 ms: tcp_orphan_update(). "
	       "So a second passes between the limit and the close.\n"
	       "\n"
	       "If the peer acknowledges the FIN before it sees the RST, that ACK meets no "
	       "socket and is answered with another RST, for another reason. So TcpOutRsts is "
	       "not promised here.",
	.changes_machine = true,
	.play = play,
	.promises = promises,
};

/* ---- At the timer -------------------------------------------------------------------------------
 */

enum { GHOST_PORT = 4000 };

#define CLOSES     "the server closes"
#define SENT_AGAIN "unacknowledged data is due for retransmission"

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
		    "close() has returned, and the kernel does the rest (RFC 9293, 3.10.4)"),

	WHILE(SENT_AGAIN),
	SENDS("server", ONE(.flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "one orphan is too many, and data is lost: tcp_out_of_resources()"),

	IN_ALL,
	CALL_RETURNS("server", "close", 0, "close() itself had succeeded"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnMemory", 1, "tcp_out_of_resources() counts its cause"),
	COUNTS("server", "TcpExtTCPAbortOnTimeout", 0, "a missing answer was not the cause"),
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
	.proves = "Above net.ipv4.tcp_max_orphans, orphans that already existed die too: the next "
		  "time one has to retransmit, it sends a RST instead. Data for which close() had "
		  "succeeded is lost, and the peer gets ECONNRESET.",
	.why = "RFC 9293, 3.8.3, retransmits data until it is acknowledged, or the user timeout "
	       "expires; an orphan has no user. tcp_write_timeout() calls tcp_out_of_resources() "
	       "before each retransmission of an orphan. That finds too many (tcp_check_oom()), "
	       "and sends the RST, unless retransmission has timed out already and nothing was "
	       "sent within the last minute. Here the "
	       "peer's segments are handcrafted, and acknowledge nothing.",
	.changes_machine = true,
	.play = play_timer,
	.promises = promises_timer,
};

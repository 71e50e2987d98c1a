/* SPDX-License-Identifier: GPL-2.0-only */
/* accept-queue-overflow - the accept queue is full, with and without tcp_abort_on_overflow. */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

enum { CLIENTS = 4, BACKLOG = 2, DEFER_SECONDS = 30, GHOST_PORT = 4000 };

struct crowd {
	struct sock *listener, *c[CLIENTS];
};

/* A backlog of two has room for three; the fourth is half done until it speaks. */
static struct crowd fill_queue(struct lab *lab, const char *abort_on_overflow)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");
	struct crowd crowd;

	host_sysctl(lab, "server", "ipv4/tcp_abort_on_overflow", abort_on_overflow);
	crowd.listener = tcp_listen(server, SERVICE_PORT, BACKLOG);
	tcp_set(crowd.listener, TCP_OPTION(IPPROTO_TCP, TCP_DEFER_ACCEPT), DEFER_SECONDS);

	chapter(lab, "four connect, three send");
	for (int i = 0; i < CLIENTS; i++) {
		crowd.c[i] = tcp_connect(client, "server", SERVICE_PORT);
		if (i < BACKLOG)
			tcp_send(crowd.c[i], "Hello.\n");
	}
	tcp_send(crowd.c[BACKLOG], "Hello.\n");
	settle(lab);
	return crowd;
}

#define FULL "the queue is full"
#define QUEUED                                                               \
	HAS_SOCKETS("server", 3, FULL, AT_PORT(SERVICE_PORT, "ESTABLISHED"), \
		    "with a backlog of two the queue has room for three: sk_acceptq_is_full()")
#define HALF_DONE                                                                        \
	"with TCP_DEFER_ACCEPT a connection stays half done until its client sends, so " \
	"a handshake can begin before the queue is full and complete after."

#define FIFTH "a fifth connects"
static void fifth_connects(struct lab *lab)
{
	chapter(lab, FIFTH);
	raw_send(lab, &(struct raw_segment){ .to = "server",
					     .sport = GHOST_PORT,
					     .dport = SERVICE_PORT,
					     .flags = "SYN",
					     .seq = 1000,
					     .window = 1000 });
	settle(lab);
}

/* ---- With --------------------------------------------------------------------------------------
 */

static void play(struct lab *lab)
{
	struct crowd crowd = fill_queue(lab, "1");
	struct sock *fourth = crowd.c[CLIENTS - 1];
	look(lab, "server", FULL);
	ghost_beside(lab, "client");
	fifth_connects(lab);

	chapter(lab, "the fourth sends");
	tcp_send(fourth, "Hello.\n");
	settle(lab);
	tcp_send(fourth, "Hello?\n");
}

static const struct promise promises[] = {
	CALL_WORKS("client", NTH(CLIENTS, "connect"), "the handshake is done on the client's side"),

	WHILE("four connect, three send"),
	QUEUED,
	HAS_SOCKETS("server", 1, FULL, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"),
		    "the fourth has not completed: TCP_DEFER_ACCEPT"),

	WHILE(FIFTH),
	SENDS("server", NOTHING, "it is dropped without a RST all the same: tcp_conn_request()"),

	WHILE("the fourth sends"),
	SENDS("server", ONE(RST_REPLY),
	      "tcp_check_req(), listen_overflow: the reset that answers a segment with ACK"),
	CALL_FAILS("client", NTH(2, "send"), ECONNRESET, AS_EVER),

	IN_ALL,
	SENDS("server", ONE(.flags = "~RST"), "no other client is reset"),
	COUNTS("server", "TcpExtListenOverflows", 2,
	       "the queue has no room: tcp_conn_request() for the fifth, and "
	       "tcp_v4_syn_recv_sock() for the fourth"),
	COUNTS("server", "TcpExtEmbryonicRsts", 1, AS_EVER),
	COUNTS("server", "TcpAttemptFails", 0, "listen_overflow does not count this one"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "INVALID_SYN", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(accept_queue_overflow) = {
	.name = "accept-queue-overflow",
	.title = "the accept queue is full, with tcp_abort_on_overflow",
	.rfc = "RFC 9293, 3.5.2",
	.tags = "set-up raw",
	.cause = "backlog-full",
	.proves = "With tcp_abort_on_overflow on, a service that accepts too slowly resets clients "
		  "whose connect() has succeeded. The handshake completes, the accept queue has no "
		  "room, and the client's next call fails with ECONNRESET.",
	.why = "A handshake that completes while the queue is full finds no room for its "
	       "connection. tcp_v4_syn_recv_sock() counts ListenOverflows, and tcp_check_req() "
	       "resets the client with the reason that it also uses for bad SYNs, INVALID_SYN "
	       "(ip-sysctl, tcp_abort_on_overflow).\n"
	       "\n"
	       "SYN cookies, which a flood triggers, are different: tcp_get_cookie_sock() finds "
	       "no room either, counts ListenOverflows and ListenDrops, and drops the third ACK "
	       "in silence, whatever tcp_abort_on_overflow says.\n"
	       "\n"
	       "A SYN that meets a full queue is dropped, with tcp_abort_on_overflow too. " HALF_DONE,
	.play = play,
	.promises = promises,
};

/* ---- Without -----------------------------------------------------------------------------------
 */

static void play_control(struct lab *lab)
{
	struct crowd crowd = fill_queue(lab, "0");
	struct sock *fourth = crowd.c[CLIENTS - 1], *s = NULL;
	ghost_beside(lab, "client");

	chapter(lab, "the fourth sends");
	tcp_send(fourth, "Hello?\n");
	settle(lab);
	look(lab, "server", FULL);

	fifth_connects(lab);

	chapter(lab, "the service accepts");
	for (int i = 0; i < CLIENTS; i++)
		s = tcp_accept(crowd.listener);
	tcp_recv(s);
	tcp_send(s, "Yes.\n");
	tcp_recv(fourth);
}

static const struct promise control[] = {
	WHILE("the fourth sends"),
	SENDS("server", NOTHING,
	      "not even the data of the fourth is acknowledged: listen_overflow"),
	HAS_SOCKETS("server", 1, FULL, AT_PORT(SERVICE_PORT, "SYN-RECEIVED"), "its request stays"),
	QUEUED,

	WHILE(FIFTH),
	SENDS("server", NO("SYN,ACK"),
	      "a SYN that meets a full queue is dropped: tcp_conn_request()"),

	IN_ALL,
	CALL_WORKS("server", NTH(CLIENTS, "accept"),
		   "the fourth gets in when there is room: its timer retransmits"),
	CALL_RETURNS("server", "recv", 7, "no data is lost"),
	CALL_RETURNS("client", "recv", 5, "everything works in the end"),
	SENDS(ANY_HOST, NO("~RST"), "no RST at all"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	COUNTS("server", "TcpExtEmbryonicRsts", 0, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, AS_EVER),
	{ 0 },
};

SCENARIO(accept_queue_overflow_control) = {
	.name = "accept-queue-overflow-control",
	.title = "control: the accept queue is full, without tcp_abort_on_overflow",
	.rfc = "RFC 9293, 3.5",
	.tags = "set-up control raw",
	.proves = "By default a full accept queue causes no RST, only silence: the kernel drops "
		  "the segment that would complete the handshake, and new SYNs. The clients "
		  "retransmit, and get in once the service accepts.",
	.why = "tcp_check_req(), listen_overflow, drops the segment that would complete the "
	       "handshake and keeps the request; the client has to retransmit. Meanwhile "
	       "tcp_conn_request() drops new SYNs.\n"
	       "\n" HALF_DONE,
	.play = play_control,
	.promises = control,
};

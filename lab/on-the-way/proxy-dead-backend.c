/* SPDX-License-Identifier: GPL-2.0-only */
/* proxy-dead-backend - a proxy has accepted before it knows whether anybody listens behind it */
#include "scenario.h"

#define SPOKEN  "the client has sent data, and the proxy has not read it"
#define CROSSES "the client sends while the proxy's FIN is in flight"
#define LATER   "the client has read the end, and sends anyway"
#define READ    "the proxy has read the client's data"

#define REQUEST "GET /\n"

/* The two ends of a connection to the proxy, which then asks its backend. */
struct visit {
	struct sock *c, *p;
};

static struct visit visit(struct talk *talk, const char *request)
{
	struct visit visit = { .c = tcp_connect(talk->client, "router", SERVICE_PORT) };

	visit.p = tcp_accept(talk->listener);
	if (request) {
		tcp_send(visit.c, request);
		await_unread(visit.p, sizeof(REQUEST) - 1);
	}
	return visit;
}

static void ask_backend(struct talk *talk)
{
	tcp_close(tcp_connect(talk->server, "server", SERVICE_PORT));
}

static void play(struct lab *lab)
{
	struct talk talk = { .client = actor_start(lab, "client", "client"),
			     .server = actor_start(lab, "router", "proxy") };
	struct visit v;
	talk.listener = tcp_listen(talk.server, SERVICE_PORT, 5);
	firewall(lab, "client",
		 "add table inet way\n"
		 "add chain inet way in { type filter hook input priority 0; }\n");

	chapter(lab, SPOKEN);
	v = visit(&talk, REQUEST);
	ask_backend(&talk);
	tcp_close(v.p);
	settle(lab);
	tcp_recv(v.c);

	chapter(lab, CROSSES);
	firewall(lab, "client", "add rule inet way in tcp flags & fin == fin drop\n");
	v = visit(&talk, NULL);
	ask_backend(&talk);
	tcp_close(v.p);
	await_state(v.p, "FIN-WAIT-1");
	tcp_send(v.c, REQUEST);
	settle(lab);
	tcp_recv(v.c);
	firewall(lab, "client", "flush chain inet way in\n");

	chapter(lab, LATER);
	v = visit(&talk, NULL);
	ask_backend(&talk);
	tcp_half_close(v.p);
	tcp_close(v.p);
	tcp_recv(v.c);
	tcp_send(v.c, REQUEST);
	settle(lab);
	tcp_send(v.c, "Hello?\n");

	chapter(lab, READ);
	v = visit(&talk, REQUEST);
	tcp_recv(v.p);
	ask_backend(&talk);
	tcp_half_close(v.p);
	tcp_close(v.p);
	tcp_recv(v.c);
	settle(lab);
}

static const struct promise refused[] = {
	CALL_WORKS("client", "connect",
		   "connect() succeeds, although there is no listener "
		   "behind the proxy"),
	CALL_FAILS("router", "connect", ECONNREFUSED, "the proxy itself is told"),
	SENDS("server", ONE(RST_ACK_REPLY), "no socket: the server refuses (RFC 9293, 3.10.7.1)"),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE_EACH(SPOKEN, CROSSES, LATER, READ),
	ROWS_OF(refused),

	WHILE(SPOKEN),
	SENDS("router", ONE(RST_ABORT),
	      "close() with unread data: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(CROSSES),
	SENDS("router", SOME(.flags = "FIN,ACK"), "no data was unread: FIN"),
	SENDS("router", ONE(RST_REPLY),
	      "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(LATER),
	SENDS("router", ONE(.flags = "FIN,ACK"), "no data was unread: FIN"),
	CALL_RETURNS("client", "recv", 0, "the end of a stream without a byte: an empty reply"),
	CALL_RETURNS("client", NTH(1, "send"), 6, "a half-closed connection accepts data"),
	SENDS("router", ONE(RST_REPLY),
	      "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),

	WHILE(READ),
	CALL_RETURNS("router", "recv", 6, "everything is read before close()"),
	SENDS("router", ONE(.flags = "FIN,ACK"), "so it is a FIN"),
	SENDS("router", NO("~RST"), "and no RST to any host"),
	CALL_RETURNS("client", "recv", 0, "an empty reply, and no errno"),

	IN_ALL,
	COUNTS("router", "TcpOutRsts", 3, AS_EVER),
	COUNTS("router", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("router", "TcpExtTCPAbortOnData", 1,
	       "tcp_rcv_state_process() counts data after close() this way"),
	COUNTS("router", "TcpAttemptFails", 4, "once for each attempt to reach the backend"),
	COUNTS("server", "TcpOutRsts", 4, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 0, "the client's own attempts all succeed"),
	COUNTS("client", "TcpEstabResets", 3, AS_EVER),
	RESETS("server", 4, "NO_SOCKET", "NONE", "the proxy's SYN found no socket"),
	RESETS("router", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	RESETS("router", 1, "TCP_ABORT_ON_DATA", "CLOSED",
	       "data for a socket that no application can read any more"),
	RESETS("router", 1, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT",
	       "tcp_timewait_state_process(): data after a half-duplex close"),
	{ 0 },
};

SCENARIO(proxy_dead_backend) = {
	.name = "proxy-dead-backend",
	.title = "a proxy accepts, and its backend refuses: four outcomes, by timing",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "way firewall set-up close",
	.cause = "proxied-refusal",
	.causes = { { .who = "server", .cause = "no-listener" },
		    { .who = "router", .chapter = SPOKEN, .cause = "abort-unread" },
		    { .who = "router", .cause = "data-after-close" } },
	.proves = "Behind a proxy in user space (docker-proxy, rootlesskit, kubectl port-forward) "
		  "a closed port does not refuse: connect() succeeds. What happens next depends on "
		  "timing. If the client has already sent data: ECONNRESET. If its data crosses "
		  "the FIN: ECONNRESET, for another reason. If it reads first: an empty reply, and "
		  "EPIPE if it then sends. Only the RST between proxy and server shows the real "
		  "cause.",
	.why = "The proxy's own listener completes the handshake. Only then does the proxy learn "
	       "that the backend refuses (RST,ACK, RFC 9293, 3.10.7.1), and all it can do is "
	       "close. close() sends a RST if data is unread (__tcp_close(), "
	       "TCP_ABORT_ON_CLOSE), else a FIN. Data that reaches the closed socket is reset: "
	       "before the FIN is acknowledged by tcp_rcv_state_process() (TCP_ABORT_ON_DATA), "
	       "after it by tcp_timewait_state_process() (TCP_TIMEWAIT_SOCKET).\n"
	       "\n"
	       "A SYN proxy passes on the server's own RST instead: synproxy-dead-backend. Here "
	       "the client's host drops the FIN for a while, so that it is still in flight when "
	       "the client sends.",
	.topology = "routed",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

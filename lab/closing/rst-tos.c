/* SPDX-License-Identifier: GPL-2.0-only */
/* rst-tos - the class of service of a RST: of what it answers, or of its socket. */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/ip.h>

enum { GHOST_PORT = 4000, SEQ = 1000, ASKED = 0x48, OWN = 0x88, ECT_1 = 1 };

#define NOBODY   "nobody listens"
#define LISTENER "an ACK reaches a listener"
#define CLOSED   "data after close()"
#define ABORTED  "the server aborts"

/* A connection of the ghost, whose server's end has a class of its own. */
static struct raw_segment connect_marked(struct lab *lab, struct sock *listener, uint16_t port,
					 struct sock **s)
{
	struct raw_segment peer = raw_connect(lab, "server", port, SERVICE_PORT);

	*s = tcp_accept(listener);
	peer.tos = ASKED | ECT_1;
	return peer;
}

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *s, *listener = tcp_socket(server, TCP);
	ghost_beside(lab, "client");
	tcp_set(listener, TCP_OPTION(IPPROTO_IP, IP_TOS), OWN);
	tcp_set(listener, TCP_OPTION(IPPROTO_IPV6, IPV6_TCLASS), OWN);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);

	chapter(lab, NOBODY);
	struct raw_segment syn = { .to = "server",
				   .sport = GHOST_PORT,
				   .dport = SERVICE_PORT + 1,
				   .flags = "SYN",
				   .seq = SEQ,
				   .window = 1000,
				   .tos = ASKED | ECT_1 };
	raw_send(lab, &syn);
	settle(lab);

	chapter(lab, LISTENER);
	syn.flags = "ACK";
	syn.ack = SEQ;
	syn.dport = SERVICE_PORT;
	raw_send(lab, &syn);
	settle(lab);

	chapter(lab, "a connection is closed");
	struct raw_segment peer = connect_marked(lab, listener, GHOST_PORT + 1, &s);
	tcp_close(s);
	peer.ack = await_sent(lab, "server", "FIN,ACK").next;
	raw_send(lab, &peer);
	await_state(s, "FIN-WAIT-2");

	chapter(lab, CLOSED);
	peer.flags = "PSH,ACK";
	peer.data = "More.\n";
	raw_send(lab, &peer);
	settle(lab);

	chapter(lab, "another connection");
	peer = connect_marked(lab, listener, GHOST_PORT + 2, &s);
	peer.flags = "PSH,ACK";
	peer.data = "Hello.\n";
	raw_send(lab, &peer);
	await_unread(s, 7);
	settle(lab);

	chapter(lab, ABORTED);
	tcp_close(s);
	settle(lab);
}

#define REFLECTED "the class of the answered segment, without the ECN bits: "

static const struct promise promises[] = {
	WHILE(NOBODY),
	SENDS("server", ONE(RST_ACK_REPLY, .tos = IS(ASKED)),
	      REFLECTED "tcp_v4_send_reset(), tcp_v6_send_reset()"),
	WHILE(LISTENER),
	SENDS("server", ONE(RST_REPLY, .tos = IS(ASKED)), REFLECTED "not that of the listener"),
	WHILE(CLOSED),
	SENDS("server", ONE(RST_REPLY, .tos = IS(ASKED)),
	      REFLECTED "not that of the former socket"),
	WHILE(ABORTED),
	SENDS("server",
	      ONE(.flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0), .tos = IS(OWN)),
	      "an abort is a segment of the connection: IP_TOS, IPV6_TCLASS (RFC 9293, 3.9.1.9, "
	      "MUST-48)"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 4, AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "an ACK in LISTEN (RFC 9293, 3.10.7.2)"),
	RESETS("server", 1, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT", "tcp_timewait_state_process()"),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", "__tcp_close() with unread data"),
	{ 0 },
};

SCENARIO(rst_tos) = {
	.name = "rst-tos",
	.title = "the TOS or traffic class of a RST shows what sent it",
	.rfc = "RFC 9293, 3.9.1.9",
	.tags = "close set-up raw",
	.causes = { { .chapter = NOBODY, .cause = "no-listener" },
		    { .chapter = LISTENER, .cause = "stray-segment" },
		    { .chapter = CLOSED, .cause = "data-after-close" } },
	.cause = "abort-unread",
	.proves = "A RST in reply has the TOS (over IPv6: the traffic class) of the segment that "
		  "it answers, whatever the service has set; an abort has that of its socket. So "
		  "queues and policy routes that use DSCP send both back along the connection's "
		  "path, and if a service marks its traffic, a capture tells one from the other.",
	.why = "RFC 9293, 3.9.1.9 (MUST-48): an application can specify the class of its "
	       "segments. A reply need not have a socket: tcp_v4_send_reset() copies the TOS "
	       "from the received IP header, tcp_v6_send_reset() its traffic class. The two ECN "
	       "bits are left out: ip_send_unicast_reply(), "
	       "tcp_v6_send_response().",
	.play = play,
	.promises = promises,
};

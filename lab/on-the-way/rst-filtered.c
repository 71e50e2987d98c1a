/* SPDX-License-Identifier: GPL-2.0-only */
/* rst-filtered - a host whose own firewall drops the RSTs that it sends */
#include "scenario.h"

#define ABORTS  "the server aborts"
#define STRAY   "a segment from the client finds no connection"
#define UNHEARD "another client connects to a closed port"
#define BREAKS  "without the rule, the client sends"
#define REFUSES "without the rule, a client connects to a closed port"

enum { CLOSED_PORT = SERVICE_PORT + 1 };

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	struct heard ack = await_sent(lab, "client", "ACK");
	ghost_beside(lab, "client");
	firewall(lab, "server",
		 "add table inet filter\n"
		 "add chain inet filter out { type filter hook output priority 0; }\n"
		 "add rule inet filter out tcp flags & rst == rst drop\n");
	tcp_linger(talk.s, true, 0);

	chapter(lab, ABORTS);
	tcp_close(talk.s);
	settle(lab);
	look(lab, "server", "aborted");
	look(lab, "client", "not told");

	chapter(lab, STRAY);
	/* Once: what a socket sends, it sends again. */
	forge(talk.c,
	      &(struct raw_segment){
		      .flags = "ACK", .seq = ack.seq - 1, .ack = ack.ack, .window = ack.window });
	settle(lab);
	look(lab, "client", STRAY);

	chapter(lab, UNHEARD);
	struct actor *other = actor_start(lab, "client", "other");
	tcp_connect_begin(tcp_socket(other, TCP), "server", CLOSED_PORT);
	await_segment(lab, "server", "SYN");
	settle(lab);
	look(lab, "client", UNHEARD);
	actor_kill(other);

	chapter(lab, BREAKS);
	firewall(lab, "server", "flush chain inet filter out\n");
	tcp_send(talk.c, "Hello?\n");
	settle(lab);
	tcp_recv(talk.c);

	chapter(lab, REFUSES);
	tcp_connect(talk.client, "server", CLOSED_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE_EACH(ABORTS, STRAY, UNHEARD),
	SENDS("server", NOTHING, "nft_do_chain() drops it at the output hook: it reaches no wire"),

	WHILE(ABORTS),
	CALL_WORKS("server", "close", "for the application the ABORT is done"),
	HAS_SOCKETS("server", 0, "aborted", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "tcp_disconnect() has forgotten the connection"),
	HAS_SOCKETS("client", 1, "not told", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client does not know"),

	WHILE(STRAY),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the server should send a RST (RFC 9293, 3.10.7.2), and none arrives"),

	WHILE(UNHEARD),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(CLOSED_PORT, "SYN-SENT"),
		    "a closed port, and connect() waits as if there were no host"),

	WHILE(BREAKS),
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	WHILE(REFUSES),
	SENDS("server", ONE(RST_ACK_REPLY), "no socket (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 5, "three that are dropped, two that leave"),
	COUNTS("server", "TcpExtTCPAbortFailed", 1,
	       "tcp_send_active_reset() sees that its RST was dropped; the replies do not check"),
	COUNTS("server", "TcpExtTCPAbortOnData", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 1, "only the one that is refused"),
	RESETS("server", 1, "TCP_STATE", "CLOSED", "the ABORT: reported, and dropped"),
	RESETS("server", 2, "TCP_FLAGS", "LISTEN", "the first of them is dropped"),
	RESETS("server", 2, "NO_SOCKET", "NONE", "here too"),
	{ 0 },
};

SCENARIO(rst_filtered) = {
	.name = "rst-filtered",
	.title = "a host's own firewall drops the RSTs that its TCP sends",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall life half-open raw",
	.cause = "rst-filtered",
	.causes = { { .chapter = BREAKS, .cause = "half-open" },
		    { .chapter = REFUSES, .cause = "no-listener" } },
	.unsent = 1,
	.lost_replies = { "server", 2 },
	.proves = "With an output rule against RSTs, as recommended in guides to raw sockets and "
		  "scanners, a host's refusals and aborts never reach the peer: counters and the "
		  "tracepoint show the RSTs, but they are on no wire. Closed ports look like a "
		  "dropped SYN, aborted connections stay half-open at the peer. TCPAbortFailed "
		  "counts the aborts only; nothing counts the lost replies.",
	.why = "TCP counts and traces a RST whatever becomes of it at Netfilter's output hook: "
	       "tcp_send_active_reset() gets an error from tcp_transmit_skb() and counts "
	       "TCPAbortFailed; tcp_v4_send_reset() and tcp_v6_send_reset() do not "
	       "look at the result. For the client it looks like firewall-drop-control, "
	       "where the server never sees the SYN.",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

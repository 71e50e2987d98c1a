/* SPDX-License-Identifier: GPL-2.0-only */
/* time-wait-overflow - no room for another TIME-WAIT: the last FIN is answered by RST */
#include "scenario.h"

#define DATA "the client sends"
#define FIN_ "the client closes"

static void close_first(struct lab *lab, struct talk *talk)
{
	chapter(lab, "the server closes");
	talk_connect(talk);
	tcp_close(talk->s);
	await_state(talk->c, "CLOSE-WAIT");
	await_gone(talk->s);
	settle(lab);
	look(lab, "server", "after its FIN was acknowledged");
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	host_sysctl(lab, "server", "ipv4/tcp_max_tw_buckets", "0");

	close_first(lab, &talk);
	chapter(lab, DATA);
	tcp_send(talk.c, "Hello world.\n");
	settle(lab);
	tcp_recv(talk.c);
	tcp_send(talk.c, "Hello?\n");

	close_first(lab, &talk);
	chapter(lab, FIN_);
	tcp_close(talk.c);
	settle(lab);
	look(lab, "client", FIN_);
}

static const struct promise promises[] = {
	WHILE("the server closes"),
	SENDS("server", TIMES(2, .flags = "FIN,ACK"), "it closes as ever"),
	HAS_SOCKETS("server", 1, "after its FIN was acknowledged", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the listener alone: no minisock for FIN-WAIT-2 and TIME-WAIT"),

	WHILE(DATA),
	SENDS("server", ONE(RST_REPLY),
	      "nobody knows the connection: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),

	WHILE(FIN_),
	SENDS("client", ONE(.flags = "FIN,ACK"), "an ordinary close()"),
	SENDS("server", ONE(RST_REPLY), "its FIN meets the listener, and is answered by RST"),
	HAS_SOCKETS("client", 0, FIN_, ANY_STATE, "a RST in LAST-ACK: gone, and nobody's error"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPTimeWaitOverflow", 2,
	       "tcp_time_wait(): no minisock was to be had"),
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, "CLOSE-WAIT counts, LAST-ACK does not (RFC 4022)"),
	RESETS("server", 2, "TCP_FLAGS", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(time_wait_overflow) = {
	.name = "time-wait-overflow",
	.title = "there is no room for another TIME-WAIT",
	.rfc = "RFC 9293, 3.6",
	.tags = "after close",
	.cause = "segment-after-forgotten",
	.causes = { { "server", DATA, "data-after-close" } },
	.proves =
		"A busy host with more than tcp_max_tw_buckets connections in TIME-WAIT forgets the next "
		"ones at once: a FIN of its peer, an ordinary one, is answered by RST. Nobody gets an "
		"error for that; data that come late are reset as well. TcpExtTCPTimeWaitOverflow counts "
		"them, and the kernel says \"time wait bucket table overflow\".",
	.why = "tcp_time_wait() drops the connection where inet_twsk_alloc() has no minisock to give, "
	       "beyond sysctl tcp_max_tw_buckets: \"sorry, we're out of memory\". RFC 9293, 3.6, would "
	       "have it wait for 2 MSL. What comes then is for a connection that does not exist "
	       "(3.10.7.2).",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* time-wait-overflow - no room for another TIME-WAIT: the last FIN is answered by RST */
#include "scenario.h"

#define DATA "the client sends"
#define FIN_ "the client closes"

static void close_first(struct lab *lab, struct talk *talk)
{
	chapter(lab, "the server closes");
	talk_connect(talk);
	tcp_half_close(talk->s);
	tcp_close(talk->s);
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
	SENDS("server", TIMES(2, .flags = "FIN,ACK"), "a normal close"),
	HAS_SOCKETS("server", 1, "after its FIN was acknowledged", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "only the listener: no minisock for FIN-WAIT-2 and TIME-WAIT"),

	WHILE(DATA),
	SENDS("server", ONE(RST_REPLY),
	      "no such connection: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE,
		   "tcp_reset() in CLOSE-WAIT: the pipe is broken"),

	WHILE(FIN_),
	SENDS("client", ONE(.flags = "FIN,ACK"), "an ordinary close()"),
	SENDS("server", ONE(RST_REPLY), "its FIN meets the listener, and is answered with a RST"),
	HAS_SOCKETS("client", 0, FIN_, ANY_STATE,
		    "a RST in LAST-ACK: the socket is gone, and no "
		    "error is reported"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPTimeWaitOverflow", 2,
	       "tcp_time_wait(): no minisock was available"),
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
	.proves = "A busy host with more than tcp_max_tw_buckets connections in TIME-WAIT forgets "
		  "further ones at once: an ordinary FIN from the peer is answered with a RST. No "
		  "application gets an error for that; late data is reset as well. "
		  "TcpExtTCPTimeWaitOverflow counts them, and the kernel logs \"time wait bucket "
		  "table overflow\".",
	.why = "tcp_time_wait() drops the connection if inet_twsk_alloc() cannot provide a "
	       "minisock, above the sysctl tcp_max_tw_buckets: \"sorry, we're out of memory\". "
	       "RFC 9293, 3.6, requires it to wait for 2 MSL. Later segments then belong to no "
	       "connection (3.10.7.2).",
	.play = play,
	.promises = promises,
};

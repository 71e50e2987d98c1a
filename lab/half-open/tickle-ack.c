/* SPDX-License-Identifier: GPL-2.0-only */
/* tickle-ack - who has taken over an address has the clients find out, before they speak */
#include "scenario.h"

#define FAILS   "the server fails, another machine takes over its address"
#define EARLY   "a tickle ACK, before the service is up"
#define LATE    "a tickle ACK, when the service is up"
#define FAR_OFF 0x80000000 /* from RCV.NXT: in no window (RFC 7323, 2.3) */

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	struct talk other = talk;
	talk_connect(&other);
	talk_exchange(lab, &other);
	uint32_t elsewhere = await_sent(lab, "client", "ACK").ack + FAR_OFF;

	chapter(lab, FAILS);
	host_power_off(lab, "server");
	host_power_on(lab, "server");
	ghost_beside(lab, "server");
	settle(lab);
	look(lab, "client", "before the tickle");

	chapter(lab, EARLY);
	forge(talk.s, &(struct raw_segment){ .flags = "ACK", .seq = elsewhere });
	tcp_recv(talk.c);

	chapter(lab, LATE);
	talk_restart(lab, &talk);
	forge(other.s, &(struct raw_segment){ .flags = "ACK", .seq = elsewhere });
	tcp_recv(other.c);
	settle(lab);
	look(lab, "client", "after the tickle");
}

static const struct promise tickled[] = {
	SENDS("server", ONE(.flags = "ACK", .len = IS(0), .forged = true),
	      "the tickle: the new owner does not know the numbers, and any will do"),
	SENDS("client", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      "not acceptable: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (RFC 9293, 3.10.7.4, first)"),
	SENDS("client", NO("PSH,ACK"), "it has sent no data itself"),
	SENDS("server", ONE(RST_REPLY),
	      "a host without such a connection answers it: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, "
	      "3.10.7.1, 3.10.7.2)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE(FAILS),
	SENDS("client", NOTHING, "the client does not know and sends nothing"),
	SENDS("server", NOTHING, "and the server sends nothing"),
	HAS_SOCKETS("client", 2, "before the tickle", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side still exists"),

	WHILE_EACH(EARLY, LATE),
	ROWS_OF(tickled),

	IN_ALL,
	HAS_SOCKETS("client", 0, "after the tickle", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "and now it knows"),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	COUNTS("client", "TcpOutRsts", 0, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, "two in total, before and after the reboot"),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(tickle_ack) = {
	.name = "tickle-ack",
	.title = "a failover, and a tickle ACK: the client is reset without having sent anything",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "life half-open raw",
	.cause = "half-open",
	.proves = "A cluster that has taken over an address (CTDB, NFS) sends each client an ACK "
		  "that does not fit. The client's kernel answers with its true numbers, the new "
		  "owner has no such connection and resets it, and a process that only waits gets "
		  "ECONNRESET at once, not when it sends next. A capture shows a RST that nothing "
		  "at the client has caused.",
	.why = "RFC 9293, 3.10.7.4, first: an unacceptable segment is answered with an ACK that "
	       "has the right numbers (tcp_send_dupack()). The new owner only needs the "
	       "addresses and ports. Its own kernel does the rest: tcp_v4_send_reset(), "
	       "tcp_v6_send_reset(), with or without a listener.\n"
	       "\n"
	       "The ACK comes from a raw socket, as in CTDB. The server that comes back is a "
	       "machine without memory, with the same address and MAC.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

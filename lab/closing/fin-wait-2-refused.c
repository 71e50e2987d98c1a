/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-refused - what an orphan in FIN-WAIT-2 resets: data, also with FIN */
#include "scenario.h"

enum { GHOST_PORT = 4000 };

#define DATA     "data"
#define DATA_FIN "data with FIN"
#define BARE_FIN "a FIN alone"

static const struct {
	const char *title, *flags, *data;
} late[] = {
	{ DATA, "PSH,ACK", "More.\n" },
	{ DATA_FIN, "FIN,PSH,ACK", "More.\n" },
	{ BARE_FIN, "FIN,ACK", NULL },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	for (int i = 0; i < 3; i++) {
		uint16_t port = (uint16_t)(GHOST_PORT + i);
		chapter(lab, "a connection");
		struct raw_segment peer = raw_connect(lab, "server", port, SERVICE_PORT);
		struct sock *s = tcp_accept(listener);
		tcp_close(s);
		peer.ack = await_sent(lab, "server", "FIN,ACK").next;
		raw_send(lab, &peer);
		await_state(s, "FIN-WAIT-2");

		chapter(lab, late[i].title);
		peer.flags = late[i].flags;
		peer.data = late[i].data;
		raw_send(lab, &peer);
		settle(lab);
		look(lab, "server", late[i].title);
	}
}

static const struct promise promises[] = {
	WHILE(DATA),
	SENDS("server", ONE(RST_REPLY),
	      "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)"),
	HAS_SOCKETS("server", 0, DATA, AT_PORT(GHOST_PORT, ANY_STATE), "FIN-WAIT-2 has ended"),

	WHILE(DATA_FIN),
	SENDS("server", ONE(RST_REPLY), "a FIN with the data changes nothing"),
	HAS_SOCKETS("server", 0, DATA_FIN, AT_PORT(GHOST_PORT + 1, ANY_STATE),
		    "and no TIME-WAIT is left"),

	WHILE(BARE_FIN),
	SENDS("server", ONE(.flags = "ACK", .seq = SND_NXT, .ack = RCV_NXT),
	      "a FIN in FIN-WAIT-2: ACK (RFC 9293, 3.10.7.4, eighth)"),
	SENDS("server", NO("~RST"), "and no RST"),
	HAS_SOCKETS("server", 1, BARE_FIN, AT_PORT(GHOST_PORT + 2, "TIME-WAIT"), "the normal end"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 2, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnData", 0, "a TIME-WAIT socket counts no abort"),
	RESETS("server", 2, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT",
	       "tcp_timewait_state_process(): TCP_TW_RST"),
	{ 0 },
};

SCENARIO(fin_wait_2_refused) = {
	.name = "fin-wait-2-refused",
	.title = "data, data with FIN and a FIN reach an orphan in FIN-WAIT-2",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "after close raw",
	.cause = "data-after-close",
	.proves = "An orphan in FIN-WAIT-2 waits for a FIN, and resets on data, even if a FIN "
		  "comes with it. A FIN alone moves it to TIME-WAIT.",
	.why = "tcp_timewait_state_process() waits for one thing only, a bare FIN. Data after "
	       "close() SHOULD be reset (RFC 9293, 3.6.1), even with a FIN. How a SYN and a RST "
	       "are treated there departs from the RFC: fin-wait-2-syn, fin-wait-2-rst.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fin-wait-2-refused - what an orphan in FIN-WAIT-2 resets: data, data with FIN, a SYN.
 *
 * tcp_timewait_state_process() waits for one thing, a bare FIN. Data after close() SHOULD be reset
 * (RFC 9293, 3.6.1), also when a FIN comes with them. For a SYN in the window RFC 9293, 3.10.7.4
 * has both the challenge ACK of RFC 5961, 4.2, and the reset of RFC 793: a full socket does the
 * first, this one the second.
 */
#include "scenario.h"

enum { GHOST_PORT = 4000 };

#define DATA     "data"
#define DATA_FIN "data with FIN"
#define NEW_SYN  "a SYN in the window"
#define BARE_FIN "a FIN alone"

static const struct {
	const char *title, *flags, *data;
} late[] = {
	{ DATA, "PSH,ACK", "More.\n" },
	{ DATA_FIN, "FIN,PSH,ACK", "More.\n" },
	{ NEW_SYN, "SYN", NULL },
	{ BARE_FIN, "FIN,ACK", NULL },
};

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_listen(server, SERVICE_PORT, 5);
	ghost_beside(lab, "client");

	for (int i = 0; i < 4; i++) {
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
	{ WIRE, "server", "data after CLOSE: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.6.1)",
	  .wire = { RST_REPLY, .chapter = DATA, .count = IS(1) } },
	{ SOCKET, "server", "FIN-WAIT-2 is over",
	  .look = { DATA, .port = GHOST_PORT, .count = 0 } },
	{ WIRE, "server", "that a FIN comes with them changes nothing",
	  .wire = { RST_REPLY, .chapter = DATA_FIN, .count = IS(1) } },
	{ SOCKET, "server", "nor is there a TIME-WAIT",
	  .look = { DATA_FIN, .port = GHOST_PORT + 1, .count = 0 } },
	{ WIRE, "server", "a SYN without ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN> (RFC 9293, 3.5.2)",
	  .wire = { RST_ACK_REPLY, .chapter = NEW_SYN, .count = IS(1) } },
	{ SOCKET, "server", "FIN-WAIT-2 is over",
	  .look = { NEW_SYN, .port = GHOST_PORT + 2, .count = 0 } },
	{ WIRE, "server", "a FIN in FIN-WAIT-2: ACK (RFC 9293, 3.10.7.4, eighth)",
	  .wire = { "ACK", BARE_FIN, IS(1), .seq = SND_NXT, .ack = RCV_NXT } },
	{ WIRE, "server", "and no RST", .wire = { "~RST", BARE_FIN, IS(0) } },
	{ SOCKET, "server", "the normal end",
	  .look = { BARE_FIN, "TIME-WAIT", GHOST_PORT + 3, .count = 1 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts each", .counter = { "TcpOutRsts", 3 } },
	{ COUNTER, "server", "a TIME-WAIT socket counts no abort",
	  .counter = { "TcpExtTCPAbortOnData", 0 } },
	{ REASON, "server", "tcp_timewait_state_process(): TCP_TW_RST",
	  .reason = { "TCP_TIMEWAIT_SOCKET", "TIME-WAIT", .count = IS(3) } },
	{ 0 },
};

SCENARIO(fin_wait_2_refused) = {
	.name = "fin-wait-2-refused",
	.title = "data, data with FIN and a SYN reach an orphan in FIN-WAIT-2",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "after close raw",
	.proves =
		"An orphan in FIN-WAIT-2 waits for a FIN and resets all else that is new: data, data "
		"with FIN, and a SYN from the same port, which a client sends that has lost its memory. "
		"The RST for a SYN has another shape.",
	.story =
		"Four connections that the server has closed and whose FIN was acknowledged. The peer "
		"of each sends something else: data, data with FIN, a SYN, a FIN.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * port-closed - document section 1.1: the server's port is not listening.
 *
 * A SYN finds no socket: RFC 9293, 3.10.7.1 (state CLOSED) has it answered by
 * <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>. In Linux tcp_v4_rcv() finds no socket and calls
 * tcp_v4_send_reset() with SK_RST_REASON_NO_SOCKET. The client's tcp_rcv_synsent_state_process()
 * turns it into ECONNREFUSED.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *server = actor_start(lab, "server", "server");

	chapter(lab, "nobody listens");
	look(lab, "server", "before");
	tcp_connect(client, "server", SERVICE_PORT);

	chapter(lab, "the service has started");
	tcp_listen(server, SERVICE_PORT, 5);
	look(lab, "server", "after");
	tcp_connect(client, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	{ WIRE, "client", "connect() sends a SYN (RFC 9293, 3.5)",
	  .wire = { .flags = "SYN", .chapter = "nobody listens", .count = IS(1) } },
	{ WIRE, "server",
	  "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)",
	  .wire = { RST_ACK_REPLY, .chapter = "nobody listens", .count = IS(1) } },
	{ SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .chapter = "nobody listens", .err = ECONNREFUSED } },
	{ SOCKET, "server", "netstat shows no listener",
	  .look = { "before", "LISTEN", .count = 0 } },
	{ SOCKET, "server", "netstat shows the listener",
	  .look = { "after", "LISTEN", SERVICE_PORT, .count = 1 } },
	{ SOCKET, "client", "the same client, the same port, and somebody listens",
	  .call = { "connect", .chapter = "the service has started" } },
	{ WIRE, "server", "a listening port answers SYN by SYN,ACK",
	  .wire = { .flags = "SYN,ACK", .chapter = "the service has started", .count = IS(1) } },
	{ WIRE, "server", "no RST when somebody listens",
	  .wire = { .flags = "~RST", .chapter = "the service has started", .count = IS(0) } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ REASON, "server", "the SYN found no socket", .reason = { "NO_SOCKET", "NONE" } },
	{ 0 },
};

SCENARIO(port_closed) = {
	.name = "port-closed",
	.title = "connect to a port on which nobody listens",
	.section = "1.1",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.proves =
		"A connection that is reset while it is being set up means that the server's port is not "
		"listening: its kernel answers the SYN by RST,ACK with sequence number 0 and window 0, "
		"and connect() fails with ECONNREFUSED. Once the service has started, the same client "
		"gets through.",
	.story =
		"The client connects to a port on which nobody listens. Then the service starts, and the "
		"client connects again. The listeners are looked at before and after, as the document "
		"does with netstat.",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * half-open-reconnect - the side that has forgotten connects again, from the same port.
 *
 * RFC 9293, 3.5.1, figure 9, line by line. The SYN meets the old connection, which is ESTABLISHED
 * and answers by an acknowledgement of what it expects next (RFC 5961, 4: challenge ACK). That
 * acknowledges nothing that the client has sent: RST (3.10.7.3; TCP_INVALID_ACK_SEQUENCE). The old
 * connection dies of it, the client's SYN is sent again, and this time it is heard by the listener.
 */
#include "scenario.h"

enum { CLIENT_PORT = 40000 };

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	talk.c = tcp_connect_from(talk.client, CLIENT_PORT, NO_REUSE, "server", SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);
	talk_exchange(lab, &talk);

	chapter(lab, "the client loses power");
	host_power_off(lab, "client");
	host_power_on(lab, "client");
	talk.client = actor_start(lab, "client", "client");
	settle(lab);
	look(lab, "server", "before the SYN");

	chapter(lab, "the client connects again");
	talk.c = tcp_connect_from(talk.client, CLIENT_PORT, NO_REUSE, "server", SERVICE_PORT);
	tcp_recv(talk.s);
	talk.s = tcp_accept(talk.listener);
	tcp_send(talk.c, "I am back.\n");
	tcp_recv(talk.s);
}

static const struct promise promises[] = {
	{ WIRE, "client", "a host without power says nothing",
	  .wire = { .chapter = "the client loses power", .count = IS(0) } },
	{ WIRE, "server", "and nobody asks",
	  .wire = { .chapter = "the client loses power", .count = IS(0) } },
	{ SOCKET, "server", "half-open: the server's side still stands",
	  .look = { "before the SYN", "ESTABLISHED", CLIENT_PORT, .count = 1 } },
	{ WIRE, "client", "line 3 of figure 9, and once more in line 7",
	  .wire = { .flags = "SYN", .chapter = "the client connects again", .count = IS(2) } },
	{ WIRE, "client", "line 5: it does not acknowledge what was sent: <SEQ=SEG.ACK><CTL=RST>",
	  .wire = { RST_REPLY, .chapter = "the client connects again", .count = IS(1) } },
	{ SOCKET, "server", "line 6: abort (RFC 9293, 3.10.7.4)",
	  .call = { "recv", .chapter = "the client connects again", .nth = 1, .err = ECONNRESET } },
	{ SOCKET, "client", "a RST that it sends does not end SYN-SENT (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .chapter = "the client connects again", .ret = IS(0) } },
	{ SOCKET, "server", "the new connection works",
	  .call = { "recv", .chapter = "the client connects again", .nth = 2, .ret = IS(11) } },
	{ COUNTER, "server", "a SYN in a synchronized state (RFC 9293, 3.10.7.4, fourth)",
	  .counter = { "TcpExtTCPSYNChallenge", 1 } },
	{ COUNTER, "server", "line 4: tcp_send_challenge_ack() (RFC 5961, 4)",
	  .counter = { "TcpExtTCPChallengeACK", 1 } },
	{ COUNTER, "server", "ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)",
	  .counter = { "TcpEstabResets", 1 } },
	{ COUNTER, "server", "it resets nothing", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "client", "in both its lives it sends one", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "client", "the attempt did not fail", .counter = { "TcpAttemptFails", 0 } },
	{ REASON, "client", "tcp_rcv_synsent_state_process(): the ACK is not for our SYN",
	  .reason = { "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT" } },
	{ 0 },
};

SCENARIO(half_open_reconnect) = {
	.name = "half-open-reconnect",
	.title = "half-open, and the forgetful side connects again from the same port",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open set-up",
	.proves =
		"A host that lost its memory and connects again from the same port finds the old "
		"connection in its way. SYN, challenge ACK, RST, SYN: the old connection is reset, and "
		"connect() succeeds, only a little later. The RST is sent by the side that wants to "
		"connect.",
	.story =
		"The connection is up and was used. The client's machine loses power and boots; the "
		"server has not noticed. The client connects again, from the same port.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

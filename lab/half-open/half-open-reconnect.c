/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open-reconnect - the side that has forgotten connects again, from the same port */
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
	WHILE("the client loses power"),
	SENDS("client", NOTHING, "a host without power sends nothing"),
	SENDS("server", NOTHING, "and the server has nothing to send"),
	HAS_SOCKETS("server", 1, "before the SYN", AT_PORT(CLIENT_PORT, "ESTABLISHED"),
		    "half-open: the server's side still exists"),

	WHILE("the client connects again"),
	SENDS("client", TIMES(2, .flags = "SYN"), "line 3 of figure 9, and once more in line 7"),
	SENDS("client", ONE(RST_REPLY),
	      "line 5: it does not acknowledge the SYN: <SEQ=SEG.ACK><CTL=RST>"),
	CALL_FAILS("server", NTH(1, "recv"), ECONNRESET, "line 6: abort (RFC 9293, 3.10.7.4)"),
	CALL_RETURNS("client", "connect", 0,
		     "sending a RST does not end SYN-SENT (RFC 9293, 3.10.7.3)"),
	CALL_RETURNS("server", NTH(2, "recv"), 11, "the new connection works"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPSYNChallenge", 1,
	       "a SYN in a synchronized state (RFC 9293, 3.10.7.4, fourth)"),
	COUNTS("server", "TcpExtTCPChallengeACK", 1,
	       "line 4: tcp_send_challenge_ack() (RFC 5961, 4)"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the server sends no RST"),
	COUNTS("client", "TcpOutRsts", 1, "one in total, before and after the reboot"),
	COUNTS("client", "TcpAttemptFails", 0, "the attempt did not fail"),
	RESETS("client", 1, "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT",
	       "tcp_rcv_synsent_state_process(): the ACK is not for our SYN"),
	{ 0 },
};

SCENARIO(half_open_reconnect) = {
	.name = "half-open-reconnect",
	.title = "half-open, and the side that forgot connects again from the same port",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open set-up",
	.cause = "port-pair-known",
	.proves =
		"A host that lost its memory and reconnects from the same port runs into the old "
		"connection. SYN, challenge ACK, RST, SYN: the old connection is reset, and "
		"connect() succeeds a little later. The side that wants to connect sends the RST.",
	.why = "RFC 9293, 3.5.1, figure 9, line by line. The SYN meets the old connection, which "
	       "is ESTABLISHED and answers with an acknowledgement of what it expects next (RFC "
	       "5961, 4: challenge ACK). That acknowledges nothing that the client has sent: RST "
	       "(3.10.7.3; TCP_INVALID_ACK_SEQUENCE). The RST ends the old connection, the "
	       "client retransmits its SYN, and this time the listener receives it.",
	.topology = "switched",
	.play = play,
	.promises = promises,
};

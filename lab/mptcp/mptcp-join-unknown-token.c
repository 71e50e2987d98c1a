/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mptcp-join-unknown-token - a SYN wants to join an MPTCP connection that does not exist.
 *
 * RFC 8684, 3.2: if the token is unknown, the receiver answers the SYN by RST, "analogous to an
 * unknown port in TCP". One meets it when a server was restarted, or when a load balancer sends the
 * second subflow to another backend than the first. subflow_check_req(), subflow_v4_route_req().
 */
#include "scenario.h"

enum { GHOST_PORT = 4000 };

/* MP_JOIN of a SYN: kind, length, subtype, address identifier, token, nonce (RFC 8684, 3.2). */
static const uint8_t join[] = { 30, 12, 1 << 4, 1, 0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 1 };

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = tcp_socket(server, MPTCP);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	ghost_beside(lab, "client");

	chapter(lab, "a stranger joins");
	raw_send(lab, &(struct raw_segment){ .to = "server",
					     .sport = GHOST_PORT,
					     .dport = SERVICE_PORT,
					     .flags = "SYN",
					     .seq = 1000,
					     .window = 1000,
					     .option = join,
					     .option_size = sizeof(join) });
	await_sent(lab, "server", "RST,ACK");
	settle(lab);
	look(lab, "server", "afterwards");
}

static const struct promise promises[] = {
	{ WIRE, "server", "as to an unknown port (RFC 8684, 3.2; RFC 9293, 3.10.7.1)",
	  .wire = { RST_ACK_REPLY, .chapter = "a stranger joins", .count = IS(1) } },
	{ SOCKET, "server", "the listener is as it was, and no connection was begun",
	  .look = { "afterwards", .port = SERVICE_PORT, .count = 1 } },
	{ COUNTER, "server", "tcp_v4_send_reset() counts it", .counter = { "TcpOutRsts", 1 } },
	{ COUNTER, "server", "subflow_token_join_request() found no such token",
	  .counter = { "MPTcpExtMPJoinNoTokenFound", 1 } },
	{ COUNTER, "server", "and refused it before there was anything to fail",
	  .counter = { "TcpAttemptFails", 0 } },
	{ REASON, "server", "MP_TCPRST says the same: 1, MPTCP-specific error (RFC 8684, 3.6)",
	  .reason = { "MPTCP_RST_EMPTCP", "LISTEN" } },
	{ 0 },
};

SCENARIO(mptcp_join_unknown_token) = {
	.name = "mptcp-join-unknown-token",
	.title = "a SYN with MP_JOIN for a connection that the listener does not know",
	.rfc = "RFC 8684, 3.2",
	.tags = "set-up mptcp raw",
	.proves =
		"A subflow can join only a connection whose token the host knows. To a stranger's "
		"MP_JOIN a listening port looks closed: RST,ACK. The kernel's reason and the option "
		"MP_TCPRST tell it from a port that is.",
	.story = "The service listens by MPTCP. A SYN with MP_JOIN comes, with a token that nobody "
		 "has.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-join-unknown-token - a SYN wants to join an MPTCP connection that does not exist */
#include "scenario.h"

enum { GHOST_PORT = 4000 };

/* MP_JOIN of a SYN: kind, length, subtype, address identifier, token, nonce (RFC 8684, 3.2). */
static const uint8_t join[] = { 30, 12, 1 << 4, 1, 0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 1 };

static void play(struct lab *lab)
{
	talk_listen(lab, MPTCP);
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
	WHILE("a stranger joins"),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(1)),
	      "as for an unknown port (RFC 8684, 3.2; RFC 9293, 3.10.7.1)"),
	HAS_SOCKETS("server", 1, "afterwards", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the listener is unchanged, and no connection was started"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "MPTcpExtMPJoinNoTokenFound", 1,
	       "subflow_token_join_request() found no such token"),
	COUNTS("server", "TcpAttemptFails", 0, "and refused it before an attempt existed"),
	RESETS("server", 1, "MPTCP_RST_EMPTCP", "LISTEN",
	       "MP_TCPRST says the same: 1, MPTCP-specific error (RFC 8684, 3.6)"),
	{ 0 },
};

SCENARIO(mptcp_join_unknown_token) = {
	.name = "mptcp-join-unknown-token",
	.title = "a SYN with MP_JOIN for a connection that the listener does not know",
	.rfc = "RFC 8684, 3.2",
	.tags = "set-up mptcp raw",
	.cause = "mptcp-join-refused",
	.proves = "A subflow can join only a connection whose token the host knows. For an unknown "
		  "MP_JOIN a listening port looks closed: RST,ACK. The kernel's reason and the "
		  "option MP_TCPRST distinguish it from a closed port.",
	.why = "If the token is unknown, the receiver answers the SYN with a RST, \"analogous to "
	       "an unknown port in TCP\" (RFC 8684, 3.2): subflow_check_req(), "
	       "subflow_v4_route_req(). This happens after a server was restarted, or when a "
	       "load balancer sends the second subflow to another backend than the first.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

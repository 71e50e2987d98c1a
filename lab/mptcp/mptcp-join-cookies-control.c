/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-join-cookies-control - under SYN cookies, a further subflow is refused in silence */
#include "scenario.h"

#define ALLOWED  "a second subflow, with a cookie"
#define TOO_MANY "one more than allowed"
#define STRANGER "one with an unknown token"
#define UNASKED  "and its third ACK, with MP_JOIN"

enum { GHOST_PORT = 4000 };

/* MP_JOIN of a SYN: kind, length, subtype, address identifier, token, nonce; and of a third ACK:
 * kind, length, subtype, and an HMAC (RFC 8684, 3.2). */
static const uint8_t join[] = { 30, 12, 1 << 4, 1, 0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 1 };
static const uint8_t join_ack[24] = { 30, 24, 1 << 4 };

static void play(struct lab *lab)
{
	host_sysctl(lab, "server", "ipv4/tcp_syncookies", "2");
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	settle(lab);
	mptcp_limits(lab, "server", 1, 0);
	host_add_address(lab, "client");
	host_add_address(lab, "client");
	ghost_beside(lab, "client");

	chapter(lab, ALLOWED);
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);
	await_count(lab, "server", "ESTABLISHED", 2);
	settle(lab);
	look(lab, "server", ALLOWED);

	chapter(lab, TOO_MANY);
	mptcp_endpoint(lab, "client", 2, ENDPOINT_SUBFLOW);
	await_segment(lab, "server", "SYN");
	settle(lab);
	look(lab, "client", TOO_MANY);

	chapter(lab, STRANGER);
	raw_send(lab, &(struct raw_segment){ .to = "server",
					     .sport = GHOST_PORT,
					     .dport = SERVICE_PORT,
					     .flags = "SYN",
					     .seq = 1000,
					     .window = 1000,
					     .option = join,
					     .option_size = sizeof(join) });
	settle(lab);

	chapter(lab, "a SYN without MP_JOIN");
	struct raw_segment ack = raw_syn(lab, "server", GHOST_PORT + 1, SERVICE_PORT);
	ack.option = join_ack;
	ack.option_size = sizeof(join_ack);

	chapter(lab, UNASKED);
	raw_send(lab, &ack);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(ALLOWED),
	HAS_SOCKETS("server", 2, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the kernel keeps what does not fit into the cookie: "
		    "subflow_init_req_cookie_join_save()"),

	WHILE(TOO_MANY),
	SENDS("server", NOTHING, "no SYN,ACK, and no RST, which would be sent without cookies"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "SYN-SENT"), "it will try again"),

	WHILE(STRANGER),
	SENDS("server", NOTHING, "nor here, where RFC 8684, 3.2, requires a RST"),

	WHILE(UNASKED),
	SENDS("server", NOTHING, "mptcp_subflow_init_cookie_req() has kept nothing for it"),

	IN_ALL,
	COUNTS("server", "MPTcpExtMPJoinSynRx", 3, "all three had MP_JOIN"),
	COUNTS("server", "MPTcpExtMPJoinNoTokenFound", 1, "for the unknown token"),
	COUNTS("server", "MPTcpExtMPJoinAckRx", 1, "one was accepted"),
	COUNTS("server", "TcpExtSyncookiesRecv", 3, "each returned cookie was valid"),
	COUNTS("server", "TcpExtListenDrops", 2, "the other two were dropped: tcp_conn_request()"),
	COUNTS("server", "TcpOutRsts", 0, "subflow_v4_route_req() sends none with cookies"),
	NO_RESET(ANY_HOST, "and none was attempted"),
	{ 0 },
};

SCENARIO(mptcp_join_cookies_control) = {
	.name = "mptcp-join-cookies-control",
	.title = "under SYN cookies a second subflow is refused in silence",
	.rfc = "RFC 8684, 3.2",
	.tags = "set-up mptcp raw control",
	.proves = "While a server sends SYN cookies, during a flood, it silently refuses a further "
		  "subflow: neither the path manager's limit (mptcp-join-prohibited) nor an "
		  "unknown token (mptcp-join-unknown-token) is answered with a RST, and the client "
		  "retries until it times out. An allowed subflow is accepted as usual.",
	.why = "A request that gets a cookie is not kept, so subflow_check_req() checks the "
	       "limits already at the SYN, not at the third ACK. It sends a RST only if there is "
	       "no cookie (subflow_v4_route_req(), subflow_v6_route_req()), so that a flood is "
	       "not answered; TcpExtListenDrops counts the refusals. RFC 8684, 3.2, specifies a "
	       "RST for an unknown token.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-listening - refused, though ss shows a listener: a firewall, a BPF program, an endpoint */
#include "scenario.h"

#define BY_FIREWALL "the server's own firewall rejects"
#define BY_PROGRAM  "a BPF program drops the lookup"
#define BY_ENDPOINT "the port belongs to an MPTCP endpoint"

enum { ENDPOINT_PORT = 8081 };

static void refused(struct lab *lab, const struct talk *talk, uint16_t port, const char *title)
{
	look(lab, "server", title);
	tcp_connect(talk->client, "server", port);
	settle(lab);
}

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	chapter(lab, BY_FIREWALL);
	firewall(lab, "server",
		 "add table inet filter\n"
		 "add chain inet filter input { type filter hook input priority 0; }\n"
		 "add rule inet filter input tcp dport 8080 reject with tcp reset\n");
	refused(lab, &talk, SERVICE_PORT, BY_FIREWALL);
	firewall(lab, "server", "delete table inet filter\n");

	chapter(lab, BY_PROGRAM);
	lookup_drop(lab, "server");
	refused(lab, &talk, SERVICE_PORT, BY_PROGRAM);
	lookup_restore(lab, "server");

	chapter(lab, BY_ENDPOINT);
	mptcp_announce_port(lab, "server", 0, ENDPOINT_PORT);
	refused(lab, &talk, ENDPOINT_PORT, BY_ENDPOINT);

	chapter(lab, "none of them");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

#define LISTENS(port) \
	HAS_SOCKETS("server", 1, HERE, AT_PORT(port, "LISTEN"), "ss shows it, at that address")
#define REFUSED CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER)

static const struct promise promises[] = {
	WHILE(BY_FIREWALL),
	LISTENS(SERVICE_PORT),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(NO_TCPRST), .forged = true),
	      "nf_reject_ip_tcphdr_put(): not from TCP"),
	REFUSED,

	WHILE(BY_PROGRAM),
	LISTENS(SERVICE_PORT),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(NO_TCPRST)),
	      "CLOSED, as the program decides (RFC 9293, 3.10.7.1)"),
	REFUSED,

	WHILE(BY_ENDPOINT),
	LISTENS(ENDPOINT_PORT),
	SENDS("server", ONE(RST_ACK_REPLY, .tcprst = IS(3)),
	      "only this one gives its reason on the wire (RFC 8684, 3.6)"),
	REFUSED,

	WHILE("none of them"),
	CALL_WORKS("client", "connect", "the service was there all the time"),

	IN_ALL,
	COUNTS("client", "TcpAttemptFails", 3, "the client sees no difference"),
	COUNTS("server", "TcpOutRsts", 2, "the firewall's is not counted"),
	COUNTS("server", "TcpExtListenDrops", 1, "only the endpoint's listener received the SYN"),
	COUNTS("server", "MPTcpExtMPCapableEndpAttempt", 1, "and it has its own counter"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "the BPF program's: no listener was found"),
	RESETS("server", 1, "MPTCP_RST_EPROHIBIT", "LISTEN", "the endpoint's: one was found"),
	{ 0 },
};

SCENARIO(pair_listening) = {
	.name = "pair-listening",
	.title = "same errno, different cause: three ways to be refused where something listens",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "pair firewall set-up mptcp",
	.cause = "listener-hidden",
	.causes = { { .chapter = BY_FIREWALL, .cause = "firewall-reject" },
		    { .chapter = BY_ENDPOINT, .cause = "mptcp-endpoint-port" } },
	.proves = "If connect() is refused and ss shows a listener at that address, look at the "
		  "server. If TcpOutRsts does not grow, its firewall has answered. If it grows and "
		  "TcpExtListenDrops does not, a BPF program hides the listener. If both grow, the "
		  "listener itself refuses, and belongs to an MPTCP endpoint; its RST also carries "
		  "MP_TCPRST.",
	.why = "All three RSTs are <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, "
	       "3.10.7.1), and come from the server with its TTL. The first comes from "
	       "nf_reject_ip_tcphdr_put(), and TCP does not see it. The second comes from "
	       "tcp_v4_send_reset() without a socket: inet_lookup_run_sk_lookup() reported none. "
	       "The third comes from the same function with a socket in LISTEN: "
	       "subflow_check_req() refused, and tcp_conn_request() counts a drop.",
	.needs = "mptcp nftables sk_lookup",
	.play = play,
	.promises = promises,
};

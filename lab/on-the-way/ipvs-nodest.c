/* SPDX-License-Identifier: GPL-2.0-only */
/* ipvs-nodest - the kernel's load balancer loses the server of a connection that is up */
#include "scenario.h"

#define BALANCED "the balancer gives the connection to the server"
#define SILENT   "the server is removed, and the client sends"
#define EXPIRES  "net.ipv4.vs.expire_nodest_conn = 1"
#define REFUSED  "the client connects again"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	balancer_add(lab, "router", "server");

	chapter(lab, BALANCED);
	struct sock *c = tcp_connect(talk.client, "router", SERVICE_PORT);
	struct sock *s = tcp_accept(talk.listener);
	tcp_send(c, "Hello.\n");
	tcp_recv(s);
	settle(lab);

	chapter(lab, SILENT);
	balancer_remove(lab, "router", "server");
	tcp_send(c, "Are you still there?\n");
	settle(lab);

	chapter(lab, EXPIRES);
	host_sysctl(lab, "router", "ipv4/vs/expire_nodest_conn", "1");
	await_sent(lab, "router", "RST");
	settle(lab);
	tcp_recv(c);
	look(lab, "server", EXPIRES);

	chapter(lab, REFUSED);
	tcp_connect(talk.client, "router", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(BALANCED),
	SENDS("server", SOME(.flags = "SYN,ACK", .ttl = IS(63)),
	      "the server answers, translated by the balancer"),
	CALL_RETURNS("server", "recv", 7, "and receives the client's data"),

	WHILE(SILENT),
	SENDS(ANY_HOST, NO("~RST"), "no RST is sent: the balancer drops the data, ip_vs_in_hook()"),
	SENDS("server", NOTHING, "and the server receives nothing"),

	WHILE(EXPIRES),
	SENDS("router", ONE(RST_REPLY, .ttl = IS(64)),
	      "the next segment belongs to no connection of the balancer, so it is for the host "
	      "itself, which has no such socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	SENDS("server", NOTHING, "the server receives nothing"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "the server does not know"),

	WHILE(REFUSED),
	SENDS(ANY_HOST, NO("~RST"), "a SYN without a server gets no RST"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "but ICMP port unreachable: ip_vs_leave()"),

	IN_ALL,
	COUNTS("router", "TcpOutRsts", 1, "the balancer's own TCP sent it"),
	COUNTS("server", "TcpOutRsts", 0, "the server's did not"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpEstabResets", 0, AS_EVER),
	RESETS("router", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(ipvs_nodest) = {
	.name = "ipvs-nodest",
	.title = "IPVS: the real server of a connection is removed: silence, or a RST from the "
		 "balancer",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way life half-open timer",
	.cause = "address-withdrawn",
	.waits_for_timer = true,
	.proves = "When a real server is removed from IPVS (kube-proxy in that mode, keepalived) "
		  "while it has connections, no client is reset: the balancer drops their "
		  "segments, and the client hangs until its timers end the connection. With "
		  "net.ipv4.vs.expire_nodest_conn = 1 the first segment makes the balancer forget "
		  "the connection, and the balancer's own TCP answers the next one, in the name of "
		  "the virtual address. The server is not told, and stays ESTABLISHED. A new "
		  "connect() is refused too, but with ICMP.",
	.why = "ip_vs_in_hook() drops a segment whose server is no longer available, and with "
	       "expire_nodest_conn also ends the connection, ip_vs_conn_expire_now(). It ignores "
	       "a segment that belongs to no connection and is not a SYN, tcp_conn_schedule(). "
	       "So that segment is delivered to the host that has the virtual address, whose TCP "
	       "has no such socket (RFC 9293, 3.10.7.1). For a SYN without a server "
	       "ip_vs_leave() sends ICMP port unreachable, which TCP in SYN-SENT treats as a "
	       "refusal.\n"
	       "\n"
	       "A server with weight 0 is not removed: ipvs-nodest-control.",
	.topology = "routed",
	.needs = "ipvs",
	.play = play,
	.promises = promises,
};

/* ---- It gets no new connections, and keeps those that it has
 * -------------------------------------
 */

#define DRAINED "the server has weight 0, and the client sends"

static void play_drained(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	balancer_add(lab, "router", "server");
	host_sysctl(lab, "router", "ipv4/vs/expire_nodest_conn", "1");
	host_sysctl(lab, "router", "ipv4/vs/expire_quiescent_template", "1");
	struct sock *c = tcp_connect(talk.client, "router", SERVICE_PORT);
	struct sock *s = tcp_accept(talk.listener);

	chapter(lab, DRAINED);
	balancer_drain(lab, "router", "server");
	tcp_send(c, "Are you still there?\n");
	tcp_recv(s);
	tcp_send(s, "Yes.\n");
	tcp_recv(c);
	settle(lab);

	chapter(lab, REFUSED);
	tcp_connect(talk.client, "router", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises_drained[] = {
	WHILE(DRAINED),
	CALL_RETURNS("server", "recv", 21,
		     "its connection continues: the server is still "
		     "available"),
	CALL_RETURNS("client", "recv", 5, "in both directions"),

	WHILE(REFUSED),
	CALL_FAILS("client", "connect", ECONNREFUSED,
		   "with ICMP port unreachable: there is no other server, ip_vs_leave()"),

	IN_ALL,
	SENDS(ANY_HOST, NO("~RST"), "no host sends a RST"),
	COUNTS("router", "TcpOutRsts", 0, "and no TCP counts one"),
	COUNTS("client", "TcpEstabResets", 0, AS_EVER),
	NO_RESET(ANY_HOST, "and the kernel reports none"),
	{ 0 },
};

SCENARIO(ipvs_nodest_control) = {
	.name = "ipvs-nodest-control",
	.title = "control: IPVS: the real server of a connection has weight 0: no RST",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "way life control",
	.proves = "A real server with weight 0 (quiescent, drained) gets no new connections and "
		  "keeps its existing ones, whatever expire_nodest_conn and "
		  "expire_quiescent_template say: no client is reset. So drain a server before it "
		  "is removed.",
	.why = "ip_vs_in_hook() checks whether the server is available (IP_VS_DEST_F_AVAILABLE), "
	       "not its weight; the weight matters only when ip_vs_rr_schedule() chooses a "
	       "server for a SYN. expire_quiescent_template ends what binds a client to a server "
	       "(persistence, ip_vs_check_template()), but no connection.",
	.topology = "routed",
	.needs = "ipvs",
	.play = play_drained,
	.promises = promises_drained,
};

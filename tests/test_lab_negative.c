/* SPDX-License-Identifier: GPL-2.0-only */
/* The lab can fail: each story, with a hand in it, breaks the promises that this hand must break.
 */
#include "lab.h"
#include "tampering.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

/* ---- Hands. Each lab is a process of its own, and has its own static variables. -----------------
 */

static bool is(const char *verb, const char *name)
{
	return strcmp(verb, name) == 0;
}

static bool first(int *count)
{
	return ++*count == 1;
}

static struct actor *actor_of(struct lab *lab, const char *name)
{
	for (int i = 0; i < lab->actor_count; i++)
		if (is(lab->actor[i].name, name))
			return &lab->actor[i];
	lab_broken(lab, "no actor '%s'", name);
}

/* The socket that was accepted last. */
static struct sock *accepted(struct lab *lab)
{
	struct sock *found = NULL;

	for (int i = 0; i < lab->sock_count; i++)
		if (!lab->sock[i].listens && lab->sock[i].actor != actor_of(lab, "client"))
			found = &lab->sock[i];
	if (!found)
		lab_broken(lab, "nothing was accepted");
	return found;
}

static bool is_servers(struct lab *lab, const struct sock *sock)
{
	return sock && sock->actor->host == host_index(lab, "server");
}

static bool read_first(struct lab *lab, const char *verb, struct sock *sock)
{
	static int closes;

	if (is(verb, "close") && is_servers(lab, sock) && !sock->listens && first(&closes))
		tcp_recv(sock);
	return true;
}

static bool read_nothing(struct lab *lab, const char *verb, struct sock *sock)
{
	return !(is(verb, "recv") && is_servers(lab, sock));
}

static bool leave_linger_off(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)lab;
	(void)sock;
	return !is(verb, "linger");
}

static bool leave_linger_off_once(struct lab *lab, const char *verb, struct sock *sock)
{
	static int lingers;

	(void)lab;
	(void)sock;
	return !is(verb, "linger") || !first(&lingers);
}

static bool leave_link_up(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)lab;
	(void)sock;
	return !is(verb, "link_down") && !is(verb, "link_up");
}

static bool listen_first(struct lab *lab, const char *verb, struct sock *sock)
{
	static int connects;

	(void)sock;
	if (is(verb, "connect") && first(&connects))
		tcp_listen(actor_of(lab, "server"), SERVICE_PORT, 5);
	return true;
}

static bool linger_first(struct lab *lab, const char *verb, struct sock *sock)
{
	static int sends;

	(void)sock;
	if (is(verb, "send") && first(&sends))
		tcp_linger(accepted(lab), true, 0);
	return true;
}

/* The service stops, the power stays. */
static bool stop_politely(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "power_off"))
		actor_kill(actor_of(lab, "server"));
	return !is(verb, "power_off") && !is(verb, "power_on");
}

/* What it sends has the TTL of a router's own when it has passed that router. */
static bool raise_ttl(struct lab *lab, const char *verb, struct sock *sock)
{
	static int connects;

	(void)sock;
	if (is(verb, "connect") && first(&connects)) {
		host_sysctl(lab, "server", "ipv4/ip_default_ttl", "65");
		host_sysctl(lab, "server", "ipv6/conf/all/hop_limit", "65");
		host_sysctl(lab, "server", "ipv6/conf/eth0/hop_limit", "65");
	}
	return true;
}

/* The ends of all connections at that host vanish without a packet, as half-open-repair has it. */
static void vanish(struct lab *lab, const char *host)
{
	for (int i = 0; i < lab->sock_count; i++) {
		struct sock *sock = &lab->sock[i];
		if (sock->listens || sock->actor->host != host_index(lab, host))
			continue;
		tcp_set(sock, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
		tcp_close(sock);
	}
}

/* The server forgets, in place of what befalls it: its own TCP answers then. */
static bool vanish_instead(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "firewall") || is(verb, "power_off"))
		vanish(lab, "server");
	return !is(verb, "firewall") && !is(verb, "power_off") && !is(verb, "power_on");
}

/* One of the ends forgets, and connection tracking does not. */
static bool vanish_later(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "conntrack_flush"))
		vanish(lab, "server");
	return !is(verb, "conntrack_flush");
}

/* The state is kept, and the server forgets when the client closes. */
static bool vanish_at_close(struct lab *lab, const char *verb, struct sock *sock)
{
	if (is(verb, "close") && sock && !is_servers(lab, sock))
		vanish(lab, "server");
	return !is(verb, "conntrack_flush");
}

static bool vanish_client(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "conntrack_flush"))
		vanish(lab, "client");
	return !is(verb, "conntrack_flush");
}

/* ---- What they break ----------------------------------------------------------------------------
 */

static const struct tampering cases[] = {
	{ "port-closed",
	  listen_first,
	  { { WIRE, "server", "1 [RST,ACK] seq=0" },
	    { SOCKET, "client", "connect() = -1 ECONNREFUSED" },
	    { COUNTER, "server", "TcpOutRsts +1" },
	    { COUNTER, "client", "TcpAttemptFails +1" },
	    { REASON, "server", "1 tcp_send_reset reason=NO_SOCKET" } } },
	{ "linger",
	  leave_linger_off,
	  { { WIRE, "client", "1 [RST,ACK] seq=SND.NXT" },
	    { WIRE, "client", "no [~FIN]" },
	    { SOCKET, "server", "recv() = -1 ECONNRESET" },
	    { SOCKET, "client", "0 sockets in any state" },
	    { SOCKET, "client", "connect() = success" },
	    { COUNTER, "client", "TcpOutRsts +1" },
	    { COUNTER, "client", "TcpExtTCPAbortOnData +1" },
	    { COUNTER, "server", "TcpEstabResets +1" },
	    { REASON, "client", "1 tcp_send_reset reason=TCP_STATE" } } },
	{ "linger-control",
	  leave_linger_off_once,
	  { { WIRE, "client", "8 [RST,ACK]" },
	    { REASON, "client", "8 tcp_send_reset reason=TCP_STATE" } } },
	{ "half-open",
	  leave_link_up,
	  { { WIRE, "server", "no segment, while: the server is unplugged" },
	    { SOCKET, "client", "1 socket in ESTABLISHED" },
	    { SOCKET, "client", "send() number 1 = 21" },
	    { WIRE, "server", "1 [RST] seq=SEG.ACK" },
	    { SOCKET, "client", "recv() = -1 ECONNRESET" },
	    { COUNTER, "server", "TcpOutRsts +2" },
	    { COUNTER, "all", "TcpExtTCPAbortFailed +1" },
	    { REASON, "server", "1 tcp_send_reset reason=TCP_FLAGS" } } },
	/* None of its endings came, so the promises of all are judged. */
	{ "half-open-orphan",
	  linger_first,
	  { { SOCKET, "server", "1 socket in FIN-WAIT-1" },
	    { WIRE, "server", "at least one [~FIN]" },
	    { SOCKET, "client", "recv() = 0" },
	    { COUNTER, "server", "TcpExtTCPAbortOnData +0" },
	    { COUNTER, "server", "TcpExtTCPAbortOnTimeout +1" },
	    { COUNTER, "all", "TcpExtTCPAbortFailed +0" },
	    { REASON, "server", "1 tcp_send_reset reason=TCP_ABORT_ON_DATA" },
	    { REASON, "server", "1 tcp_send_reset reason=TCP_TIMEWAIT_SOCKET" } } },
	{ "half-open-idle",
	  vanish_instead,
	  { { SOCKET, "server", "0 sockets in any state at port 8080, booted" },
	    { REASON, "server", "3 tcp_send_reset reason=NO_SOCKET" } } },
	{ "half-open-power-loss",
	  stop_politely,
	  { { WIRE, "server", "no segment, while: the power fails" },
	    { WIRE, "client", "no segment, while: the power fails", .may_hold = true },
	    { WIRE, "client", "no segment, while: the power is back", .may_hold = true },
	    { SOCKET, "client", "1 socket in ESTABLISHED at port 8080, power failed" },
	    { SOCKET, "client", "1 socket in ESTABLISHED at port 8080, before it sends" },
	    { SOCKET, "client", "recv() = -1 ECONNRESET" },
	    { REASON, "server", "1 tcp_send_reset reason=TCP_FLAGS" } } },
	/* What a capture cannot tell: the same RSTs, but of the server's TCP. */
	{ "firewall-reject-established-input",
	  vanish_instead,
	  { { SOCKET, "server", "5 sockets in ESTABLISHED" },
	    { COUNTER, "server", "TcpEstabResets +0" },
	    { COUNTER, "server", "TcpOutRsts +0" },
	    { REASON, ANY_HOST, "no tcp_send_reset" } } },
	{ "ct-invalid-reject-input",
	  vanish_later,
	  { { SOCKET, "server", "5 sockets in ESTABLISHED" },
	    { COUNTER, "server", "TcpEstabResets +0" },
	    { COUNTER, "server", "TcpOutRsts +0" },
	    { REASON, ANY_HOST, "no tcp_send_reset" } } },
	{ "nat-entry-fin-client",
	  vanish_later,
	  { { SOCKET, "server", "3 sockets in ESTABLISHED" },
	    { COUNTER, "server", "TcpEstabResets +0" } } },
	{ "nat-entry-fin-server",
	  vanish_client,
	  { { WIRE, "client", "no segment, while: the side that speaks first closes" },
	    { WIRE, "client", "no segment, while: and closes a connection that was never used" },
	    { WIRE, "client", "no segment, while: the side that speaks first sends" },
	    { WIRE, "router", "1 [RST] seq=SEG.ACK" },
	    { SOCKET, "client", "3 sockets in ESTABLISHED" },
	    { COUNTER, "client", "TcpEstabResets +0" },
	    { COUNTER, "router", "TcpOutRsts +3" },
	    { REASON, "router", "3 tcp_send_reset reason=NO_SOCKET" } } },
	{ "nat-entry-fin-dnat",
	  vanish_at_close,
	  { { WIRE, "router", "1 [RST] seq=SEG.ACK" },
	    { WIRE, "server", "no segment, while: the side that speaks first closes" },
	    { SOCKET, "server", "2 sockets in ESTABLISHED" },
	    { COUNTER, "router", "TcpOutRsts +1" },
	    { COUNTER, "server", "TcpOutRsts +0" },
	    { REASON, "router", "1 tcp_send_reset reason=NO_SOCKET" } } },
	{ "pair-refused",
	  raise_ttl,
	  { { WIRE, "server", "1 [RST,ACK] seq=0 ack=SEG.SEQ+SEG.LEN win=0 len=0 TS=0 TTL=63" } } },
	{ "unread-data",
	  read_first,
	  { { WIRE, "server", "1 [RST,ACK] seq=SND.NXT" },
	    { WIRE, "server", "no [~FIN]" },
	    { SOCKET, "client", "recv() = -1 ECONNRESET" },
	    { COUNTER, "server", "TcpExtTCPAbortOnClose +1" },
	    { COUNTER, "server", "TcpOutRsts +1" },
	    { COUNTER, "client", "TcpEstabResets +1" },
	    { REASON, "server", "1 tcp_send_reset reason=TCP_ABORT_ON_CLOSE" } } },
	{ "unread-data-control",
	  read_nothing,
	  { { SOCKET, "server", "recv() = 13" },
	    { WIRE, "server", "1 [FIN,ACK] seq=SND.NXT" },
	    { WIRE, "server", "no [~RST]" },
	    { SOCKET, "client", "recv() = 0" },
	    { COUNTER, "server", "TcpExtTCPAbortOnClose +0" },
	    { COUNTER, "server", "TcpOutRsts +0" },
	    { REASON, ANY_HOST, "no tcp_send_reset" } } },
};

static void test_tampered(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tale tale = { 0 };
		tampering_play(cases[i].scenario, cases[i].tamper, &tale);
		for (int k = 0; k < tale.count; k++)
			tampering_check(tale.told[k], &cases[i]);
		play_free(&tale);
	}
}

/* ---- The other endings --------------------------------------------------------------------------
 */

/* Has the client said its data twice in this chapter? */
static bool said_again(struct lab *lab, const void *arg)
{
	enum { DATA_SEEN = 2, LONGER_THAN_AN_ACK = 90 };
	int host = host_index(lab, "client"), count = 0;

	(void)arg;
	for (int i = 0; i < lab->ev->packet_count; i++) {
		const struct packet *p = &lab->ev->packet[i];
		count += p->sent && p->chapter == lab->chapter && p->length > LONGER_THAN_AN_ACK &&
			 lab->end[p->end].host == host;
	}
	return count >= DATA_SEEN;
}

/* The server's application is slow. */
static bool hold_back(struct lab *lab, const char *verb, struct sock *sock)
{
	if (is(verb, "recv") && is_servers(lab, sock) &&
	    is(lab->ev->chapter[lab->chapter], "the client sends"))
		await_fact(lab, said_again, NULL, "the client's MPTCP to send again");
	return true;
}

/* The server is unplugged for so long that its kernel gives up the orphan. */
static bool outlast_orphan(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "kill"))
		host_sysctl(lab, "server", "ipv4/tcp_orphan_retries", "1");
	if (is(verb, "link_up"))
		await_gone(accepted(lab));
	return true;
}

static void end_otherwise(const char *name, tamper_fn *tamper, const char *ending)
{
	struct tale tale = { 0 };

	tampering_play(name, tamper, &tale);
	for (int i = 0; i < tale.count; i++) {
		const struct verdict *verdict = tale.told[i]->verdict;
		if (verdict->status == SKIP)
			continue;
		if (verdict->status != PASS || !verdict->outcome ||
		    strcmp(verdict->outcome->name, ending) != 0)
			fail_msg("%.1800s", tale.told[i]->text);
	}
	play_free(&tale);
}

/* A race has its other endings too, and the verdict names them. */
static void test_other_endings(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	end_otherwise("mptcp-middlebox-fallback-control", hold_back, "sent again");
	end_otherwise("half-open-orphan", outlast_orphan, "the orphan was given up");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tampered),
		cmocka_unit_test(test_other_endings),
	};

	return cmocka_run_group_tests_name("lab_negative", tests, NULL, NULL);
}

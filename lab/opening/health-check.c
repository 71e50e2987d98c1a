/* SPDX-License-Identifier: GPL-2.0-only */
/* health-check - a balancer's TCP check: a RST in place of the third ACK */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define CHECK   "the check"
#define CONTROL "a check that closes normally"

static void check(struct lab *lab, struct actor *client, const char *title, bool aborts)
{
	chapter(lab, title);
	struct sock *c = tcp_socket(client, TCP);
	if (aborts) {
		/* Its ACK waits for what it may say, and there is nothing. */
		tcp_set(c, TCP_OPTION(IPPROTO_TCP, TCP_QUICKACK), 0);
		tcp_linger(c, true, 0);
	}
	tcp_connect_to(c, "server", SERVICE_PORT);
	if (!aborts)
		tcp_half_close(c);
	tcp_close(c);
	settle(lab);
	look(lab, "server", title);
}

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "check");
	struct actor *server = actor_start(lab, "server", "service");
	tcp_listen(server, SERVICE_PORT, 5);

	check(lab, client, CHECK, true);
	check(lab, client, CONTROL, false);
}

static const struct promise promises[] = {
	WHILE(CHECK),
	CALL_WORKS("client", "connect",
		   "the SYN,ACK has arrived: the service listens, and the "
		   "check needs no more"),
	SENDS("client", NO("ACK"), "the third ACK is held back (TCP_QUICKACK 0)"),
	SENDS("client", ONE(RST_ABORT), "and an ABORT replaces it (RFC 9293, 3.10.5)"),
	HAS_SOCKETS(
		"server", 1, CHECK, AT_PORT(SERVICE_PORT, ANY_STATE),
		"the request is gone, and accept() never returns it (RFC 9293, 3.10.7.4, second)"),

	WHILE(CONTROL),
	SENDS("client", ONE(.flags = "FIN,ACK"), "the end of a complete connection"),
	SENDS("client", NO("~RST"), "and no RST"),
	HAS_SOCKETS("server", 1, CONTROL, AT_PORT(SERVICE_PORT, "CLOSE-WAIT"),
		    "accept() gives the service a connection that has already ended"),

	IN_ALL,
	COUNTS("client", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpExtTCPAbortOnData", 1, AS_EVER),
	COUNTS("server", "TcpExtEmbryonicRsts", 1, "tcp_check_req() drops a request that is reset"),
	COUNTS("server", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "the server sends no RST"),
	RESETS("client", 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(health_check) = {
	.name = "health-check",
	.title = "a TCP health check resets in place of the third ACK",
	.rfc = "RFC 9293, 3.10.5",
	.tags = "set-up",
	.cause = "connect-scan",
	.proves = "A load balancer that checks by TCP alone (haproxy's `check`, keepalived's "
		  "TCP_CHECK) leaves SYN, SYN,ACK, RST,ACK on the wire, and no trace in the "
		  "service: accept() does not return for it. The host counts a failed attempt for "
		  "each, but nothing is wrong. A check that closes normally costs the service a "
		  "connection.",
	.why = "TCP_QUICKACK 0 before connect() makes tcp_rcv_synsent_state_process() delay the "
	       "ACK of the SYN,ACK, in the hope of sending data with it. SO_LINGER {1, 0} makes "
	       "close() an ABORT, which is sent first. At the server a RST at RCV.NXT ends the "
	       "request (RFC 9293, 3.10.7.4, second): tcp_check_req().",
	.play = play,
	.promises = promises,
};

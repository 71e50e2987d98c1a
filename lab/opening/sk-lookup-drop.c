/* SPDX-License-Identifier: GPL-2.0-only */
/* sk-lookup-drop - a BPF program at the socket lookup finds no listener, though there is one */
#include "scenario.h"

#define DROPS "a BPF program drops the search"
#define GONE  "the program is gone"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	chapter(lab, DROPS);
	lookup_drop(lab, "server");
	look(lab, "server", DROPS);
	tcp_connect(talk.client, "server", SERVICE_PORT);

	chapter(lab, "who is connected goes on");
	talk_exchange(lab, &talk);

	chapter(lab, GONE);
	lookup_restore(lab, "server");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	WHILE(DROPS),
	HAS_SOCKETS("server", 1, DROPS, AT_PORT(SERVICE_PORT, "LISTEN"),
		    "ss shows it, at the right address"),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "no socket: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "connect", ECONNREFUSED, AS_EVER),

	WHILE("who is connected goes on"),
	SENDS("server", NO("~RST"), "connections are found before: __inet_lookup_established()"),
	CALL_RETURNS("client", "recv", 5, "and lives"),

	WHILE(GONE),
	CALL_WORKS("client", "connect", "the listener was there all the time"),

	IN_ALL,
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtListenDrops", 0, "no listener has dropped it"),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(sk_lookup_drop) = {
	.name = "sk-lookup-drop",
	.title = "a BPF program at the socket lookup (sk_lookup) hides the listener: refused",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "listener-hidden",
	.proves =
		"A BPF program that steers connections (sk_lookup: tubular, Cilium) and drops a search, or "
		"whose table lacks the service, refuses as a closed port does, while ss shows the "
		"listener at the right address and no firewall has a rule. What is connected already is "
		"not touched.",
	.why = "inet_lookup_run_sk_lookup() asks the programs of the network namespace before the "
	       "listeners are searched; SK_DROP (bpf-helpers(7), prog_sk_lookup of the kernel's "
	       "documentation) means that there is none, and the state is CLOSED. It runs for SYNs and "
	       "whatever else is of no connection, after __inet_lookup_established().",
	.needs = "sk_lookup",
	.play = play,
	.promises = promises,
};

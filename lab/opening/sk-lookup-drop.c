/* SPDX-License-Identifier: GPL-2.0-only */
/* sk-lookup-drop - a BPF program at the socket lookup finds no listener, though there is one */
#include "scenario.h"

#define DROPS "a BPF program drops the lookup"
#define GONE  "the program is gone"

static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);

	chapter(lab, DROPS);
	lookup_drop(lab, "server");
	look(lab, "server", DROPS);
	tcp_connect(talk.client, "server", SERVICE_PORT);

	chapter(lab, "the existing connection continues");
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

	WHILE("the existing connection continues"),
	SENDS("server", NO("~RST"),
	      "established connections are found first: "
	      "__inet_lookup_established()"),
	CALL_RETURNS("client", "recv", 5, "and it still works"),

	WHILE(GONE),
	CALL_WORKS("client", "connect", "the listener was there all the time"),

	IN_ALL,
	COUNTS("client", "TcpAttemptFails", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtListenDrops", 0, "no listener dropped it"),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(sk_lookup_drop) = {
	.name = "sk-lookup-drop",
	.title = "a BPF program at the socket lookup (sk_lookup) hides the listener: refused",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up",
	.cause = "listener-hidden",
	.proves = "A BPF program that steers connections (sk_lookup: tubular, Cilium) and drops a "
		  "lookup, or whose map lacks the service, makes the host refuse like a closed "
		  "port, while ss shows the listener at the right address and no firewall has a "
		  "rule. Existing connections are not affected.",
	.why = "inet_lookup_run_sk_lookup() runs the programs of the network namespace before "
	       "the lookup of listeners. SK_DROP (bpf-helpers(7), prog_sk_lookup of the kernel's "
	       "documentation) means that there is none, so the state is CLOSED. The program "
	       "runs for SYNs and any other segment without a connection, after "
	       "__inet_lookup_established().",
	.needs = "sk_lookup",
	.play = play,
	.promises = promises,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-fastclose-forged - a fast close of somebody who does not know the key */
#include "scenario.h"

#define CLOSED "a fast close with a wrong key"

/* MP_FASTCLOSE stands behind the timestamps of a RST,ACK; its checksum is made when the segment has
 * left the firewall. */
static void play(struct lab *lab)
{
	struct talk talk = talk_begin(lab, MPTCP);
	tcp_send(talk.c, "Hello");
	tcp_recv(talk.s);
	tcp_send(talk.s, "Reply");
	settle(lab);
	firewall(lab, "client",
		 "add table inet forger\n"
		 "add chain inet forger output { type filter hook output priority 0; }\n"
		 "add rule inet forger output tcp dport 8080 tcp flags & rst == rst "
		 "@th,256,16 0x1e0c @th,288,32 set 0x666f7267\n");

	chapter(lab, CLOSED);
	tcp_close(talk.c);
	settle(lab);
	tcp_recv_now(talk.s);
	tcp_error(talk.s);
	look(lab, "server", CLOSED);
}

static const struct promise promises[] = {
	WHILE(CLOSED),
	SENDS("client", ONE(RST_ABORT), "a RST with MP_FASTCLOSE (RFC 8684, 3.5, option R)"),
	SENDS("server", NOTHING, "a RST is not answered (RFC 9293, 3.10.7.4)"),
	CALL_FAILS(
		"server", "recv", EAGAIN,
		"its key is not the server's: the RST has ended a subflow, and nothing else (RFC "
		"8684, 3.5, 3.6)"),
	HAS_SOCKETS("server", 0, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "that subflow is gone"),

	IN_ALL,
	COUNTS("client", "MPTcpExtMPFastcloseTx", 1, "mptcp_do_fastclose()"),
	COUNTS("server", "MPTcpExtMPFastcloseRx", 0,
	       "mptcp_incoming_options() compares the key before it counts"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	RESETS("client", 1, "TCP_ABORT_ON_CLOSE", "ESTABLISHED", "mptcp_do_fastclose()"),
	{ 0 },
};

SCENARIO(mptcp_fastclose_forged) = {
	.name = "mptcp-fastclose-forged",
	.title = "a fast close with a wrong key ends a subflow, but not the connection",
	.rfc = "RFC 8684, 3.5",
	.tags = "close mptcp firewall",
	.cause = "mptcp-abort",
	.proves = "Only a host that has seen the keys can end a whole Multipath TCP connection at "
		  "once: an MP_FASTCLOSE with a wrong key is ignored. The RST that carried it has "
		  "ended that subflow; the application does not notice, and another path could "
		  "continue.",
	.why = "MP_FASTCLOSE carries its receiver's key, so that an off-path attacker cannot "
	       "forge it (RFC 8684, 3.5). mptcp_incoming_options() compares it with the host's "
	       "own key. A RST alone ends only a subflow (RFC 8684, 3.6): Linux waits a minute "
	       "for another, net.mptcp.close_timeout. Here the client's own firewall corrupts "
	       "the key.",
	.needs = "mptcp nftables",
	.play = play,
	.promises = promises,
};

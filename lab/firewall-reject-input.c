/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firewall-reject-input - the server's own firewall rejects the SYN.
 *
 * The RST comes from the right machine, over the right link, with the right TTL: on the wire it is
 * the answer of a closed port (RFC 9293, 3.10.7.1). But nf_send_reset() has written it in the hook
 * before TCP, so TCP neither counts it nor tells of it.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "server",
		 "add table inet filter\n"
		 "add chain inet filter input { type filter hook input priority 0; }\n"
		 "add rule inet filter input tcp dport 8080 reject with tcp reset\n");
	look(lab, "server", "before");

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
}

static const struct promise promises[] = {
	{ SOCKET, "server", "somebody does listen",
	  .look = { "before", "LISTEN", SERVICE_PORT, .count = 1 } },
	{ WIRE, "server", "nf_reject_ip_tcphdr_put(): as a closed port would answer",
	  .wire = { RST_ACK_REPLY, .count = IS(1), .ttl = IS(64), .forged = true } },
	{ SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .err = ECONNREFUSED } },
	{ COUNTER, "server", "TCP has not sent it", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "nor seen the SYN", .counter = { "TcpInSegs", 0 } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ REASON, "server", "TCP had no reason: the SYN found a firewall, not a closed port",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(firewall_reject_input) = {
	.name = "firewall-reject-input",
	.title = "the server's own firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "way firewall set-up",
	.proves =
		"A firewall on the server itself refuses by a RST that no capture can tell from a "
		"closed port's. ss shows the listener; TcpOutRsts and the tracepoint show that TCP "
		"did not speak.",
	.story = "The service listens. The server's own nftables rejects its port; the client "
		 "connects.",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

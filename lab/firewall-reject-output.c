/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firewall-reject-output - the client's own firewall rejects the SYN before it leaves.
 *
 * In the hook "output", nf_send_reset() addresses its RST to the client itself: it goes over the
 * loopback device. connect() fails as if the server had refused (RFC 9293, 3.10.7.3), and no wire
 * has seen anything.
 */
#include "scenario.h"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	firewall(lab, "client",
		 "add table inet filter\n"
		 "add chain inet filter output { type filter hook output priority 0; }\n"
		 "add rule inet filter output tcp dport 8080 reject with tcp reset\n");

	chapter(lab, "the client connects");
	tcp_connect(talk.client, "server", SERVICE_PORT);
	settle(lab);
}

static const struct promise promises[] = {
	{ WIRE, "client", "not even the SYN left", .wire = { .count = IS(0) } },
	{ WIRE, "server", "the server was not asked", .wire = { .count = IS(0) } },
	{ SOCKET, "client", "a RST in SYN-SENT: connection refused (RFC 9293, 3.10.7.3)",
	  .call = { "connect", .err = ECONNREFUSED } },
	{ COUNTER, "client", "SYN-SENT to CLOSED (RFC 4022, tcpAttemptFails)",
	  .counter = { "TcpAttemptFails", 1 } },
	{ COUNTER, "client", "nf_send_reset() is no TCP", .counter = { "TcpOutRsts", 0 } },
	{ COUNTER, "server", "the server has received nothing", .counter = { "TcpInSegs", 0 } },
	{ REASON, "client", "nor does a tracepoint tell of it",
	  .reason = { "NO_SOCKET", .count = IS(0) } },
	{ 0 },
};

SCENARIO(firewall_reject_output) = {
	.name = "firewall-reject-output",
	.title = "the client's own firewall rejects the SYN with a RST",
	.rfc = "RFC 9293, 3.10.7.3",
	.tags = "way firewall set-up",
	.proves =
		"\"Connection refused\" with nothing on any wire: the client's own firewall has refused, "
		"by a RST that took the loopback device.",
	.story =
		"The service listens. The client's own nftables rejects the port on the way out; the "
		"client connects.",
	.needs = "nftables",
	.play = play,
	.promises = promises,
};

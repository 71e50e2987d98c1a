/* SPDX-License-Identifier: GPL-2.0-only */
/* terms.c - what the folders of lab/ and the tags of its scenarios mean. */
#include "scenario.h"

/* The same as in README.md beside this. */
const struct term lab_folders[] = {
	{ "opening", "a connection that is not yet one: closed ports, listeners full or gone, "
		     "handshakes that go astray" },
	{ "established", "a living connection: forgeries, keepalive and user timeouts, `ss -K`, "
			 "connect(AF_UNSPEC)" },
	{ "half-open", "a connection that one side has forgotten and the other has not" },
	{ "closing", "close() and what comes after: unread data, SO_LINGER, orphans, FIN-WAIT and "
		     "LAST-ACK" },
	{ "time-wait", "a connection that has ended, and whose ports are still kept" },
	{ "on-the-way", "somebody between the two: firewalls, NAT, connection tracking, a SYN "
			"proxy, ICMP" },
	{ "mptcp", "Multipath TCP: subflows that are refused, fast closes, middleboxes" },
	{ "pairs", "two causes that look alike on the wire, side by side, and what tells them "
		   "apart" },
	{ 0 },
};

const struct term lab_tags[] = {
	{ "set-up", "while the connection is set up" },
	{ "life", "while it is up" },
	{ "half-open", "after one side has forgotten it" },
	{ "close", "when it is closed" },
	{ "after", "after its end: in TIME-WAIT, or after an orphan" },
	{ "way", "by something on the path" },
	{ "firewall", "by nftables, on a router or a host" },
	{ "mptcp", "of Multipath TCP" },
	{ "raw", "with handcrafted segments" },
	{ "timer", "waits for a timer of the kernel, some seconds" },
	{ "pair", "one packet, two causes" },
	{ "control", "a RST might be expected, and none comes" },
	{ 0 },
};

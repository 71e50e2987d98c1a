/* SPDX-License-Identifier: GPL-2.0-only */
/* terms.c - what the folders of lab/ and the tags of scenarios mean. */
#include "scenario.h"

/* README.md in this folder says the same; a test compares them. */
const struct term lab_folders[] = {
	{ "opening", "a connection that is not established yet: closed ports, full or missing "
		     "listeners, handshakes that fail" },
	{ "established", "an established connection: forgeries, keepalive and user timeouts, `ss "
			 "-K`, connect(AF_UNSPEC)" },
	{ "half-open", "a connection that one side has forgotten and the other still holds" },
	{ "closing", "close() and what comes after: unread data, SO_LINGER, orphans, FIN-WAIT "
		     "and LAST-ACK" },
	{ "time-wait", "a connection that has ended, but whose ports are not free yet" },
	{ "on-the-way", "something on the path: firewalls, NAT, connection tracking, a SYN "
			"proxy, ICMP" },
	{ "mptcp", "Multipath TCP: refused subflows, fast closes, middleboxes" },
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
	{ "timer", "waits some seconds for a kernel timer" },
	{ "pair", "one packet, two causes" },
	{ "control", "a RST might be expected, but none comes" },
	{ 0 },
};

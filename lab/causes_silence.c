/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_silence.c - why a call fails although no RST came: nobody has answered */
#include "scenario.h"

CAUSE(syn_unanswered) = {
	.name = "syn-unanswered",
	.sentence = "the SYN was not answered, neither by a SYN-ACK nor by a RST",
	.mechanism = "TCP sends the SYN again after a second, and at distances that grow "
		     "(net.ipv4.tcp_syn_retries; RFC 9293, 3.8.3, R2 for SYN), about two minutes "
		     "long, then ETIMEDOUT; most applications give up before. It was dropped by a "
		     "firewall or a full accept queue, or nobody has the address.",
	.words = "connect timeout silent drop DROP firewall security group network policy "
		 "blackhole wrong address host down switched off full accept queue SYN "
		 "retransmission asymmetric routing",
	.moments = "connect load",
	.sender = "client",
	.often = OFTEN,
	.advice = "Find where it is lost: let the rule reject instead of dropping, and clients "
		  "learn at once. With a full accept queue: accept faster, or give the listener "
		  "a longer one.",
	.settles =
		"`tcpdump -ni any 'tcp port PORT'` at both ends: the same SYN again and again "
		"at the client. If it does not reach the server, it is dropped on the way; if "
		"it does, `ss -tln` there shows a full queue (Recv-Q above Send-Q), or a firewall "
		"of the server's own drops it.",
	.no_reset = true,
};

CAUSE(rst_filtered) = {
	.name = "rst-filtered",
	.sentence = "the host did reset, but its own firewall dropped the RST",
	.mechanism = "A rule at the output hook sees the RST after TCP has counted it. The peer "
		     "hears nothing: connect() to a closed port hangs, and an aborted connection "
		     "stays half-open there (RFC 9293, 3.5.1).",
	.words = "iptables OUTPUT RST DROP tcp-flags RST RST drop scapy masscan raw socket guide "
		 "nmap hide closed ports stealth filtered port half-open connect timeout hangs",
	.moments = "connect close restart",
	.sender = "server",
	.advice = "Take the rule away, or narrow it to the ports of the tool that needs it.",
	.settles = "`nstat -az TcpOutRsts TcpExtTCPAbortFailed` on the host grows, the second for "
		   "aborts alone, and `tcpdump 'tcp[tcpflags] & tcp-rst != 0'` there shows none. "
		   "`nft list ruleset` or `iptables-save` has the rule.",
	.no_reset = true,
};

CAUSE(data_unanswered) = {
	.name = "data-unanswered",
	.sentence = "what was sent was never acknowledged, and one's own host gave the connection "
		    "up in silence",
	.mechanism = "TCP sends the data again at distances that double, until "
		     "net.ipv4.tcp_retries2 (a quarter of an hour) or TCP_USER_TIMEOUT is over, "
		     "then ETIMEDOUT, or EHOSTUNREACH where ICMP had said so; it sends no RST "
		     "(RFC 9293, 3.10.8; tcp_write_timeout(), tcp_write_err()).",
	.words = "retransmission timeout TCP_USER_TIMEOUT tcp_retries2 RTO silent drop blackhole "
		 "MTU path broken cable unplugged host down power cut floating ip failover idle "
		 "firewall NAT sleep laptop",
	.moments = "mid idle",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Find why the peer is silent: it is gone, its address moved, or a box on the "
		  "way drops what it has forgotten. TCP_USER_TIMEOUT, keepalive or a heartbeat "
		  "tell sooner.",
	.settles = "`ss -tino` on the host that sends: timer:(on, with a growing backoff, and "
		   "unacked data. `nstat -az TcpExtTCPAbortOnTimeout` there grows at the end. A "
		   "capture at both ends shows where the data stop.",
	.no_reset = true,
};

CAUSE(not_authentic) = {
	.name = "not-authentic",
	.sentence =
		"what came was not signed as was agreed (TCP MD5, TCP-AO), or had too small a TTL "
		"(GTSM), and was dropped",
	.mechanism =
		"A segment whose signature is missing, wrong or unasked for is dropped without a "
		"word (RFC 2385, 4.1; RFC 5925, 7.5; tcp_inbound_hash()), a SYN and a RST too. Who "
		"has no key for the answer sends no RST at all, and for TCP-AO nobody has who has "
		"forgotten the connection (RFC 5925, 7.7). Under IP_MINTTL what has a smaller TTL is "
		"dropped (RFC 5082), and a RST in reply has that of the system, 64.",
	.words =
		"BGP bird frr quagga gobgp openbgpd neighbor password TCP MD5 TCP_MD5SIG RFC 2385 "
		"TCPMD5NotFound TCPMD5Failure TCPMD5Unexpected MD5 Hash not found MD5 Hash failed "
		"TCP-AO TCP_AO_ADD_KEY RFC 5925 keychain TCPAORequired TCPAOBad TCPAOKeyNotFound "
		"ttl-security GTSM IP_MINTTL TCPMinTTLDrop ebgp-multihop hold timer session stuck in "
		"connect active",
	.moments = "connect idle restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice =
		"Give both sides the same key for each other's address, before the connection "
		"begins; have the daemon set its keys before it is reached. Under GTSM rely on the "
		"session's own timer, not on RSTs.",
	.settles =
		"`nstat -az TcpExtTCPMD5NotFound TcpExtTCPMD5Failure TcpExtTCPMD5Unexpected "
		"TcpExtTCPAORequired TcpExtTCPAOBad TcpExtTCPAOKeyNotFound TcpExtTCPMinTTLDrop` on "
		"the host that does not answer: one of them grows by each. `tcpdump -vvn 'tcp port "
		"PORT'` shows md5 or tcp-ao in the options of what is signed, and the TTL.",
	.no_reset = true,
};

CAUSE(no_route) = {
	.name = "no-route",
	.sentence = "the host itself found no way to the address: no route, or nobody there "
		    "answers ARP or neighbour discovery",
	.mechanism = "Without a route connect() fails at once with ENETUNREACH, and no packet "
		     "leaves. Where the next hop does not answer ARP, the kernel gives up after "
		     "some seconds with EHOSTUNREACH.",
	.words = "no route network unreachable ENETUNREACH EHOSTUNREACH arp neighbour discovery "
		 "default route IPv6 host down wrong subnet VPN down",
	.moments = "connect",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Mend the route, or the address that was asked for; where only IPv6 lacks a "
		  "route, have the name resolve to IPv4 too.",
	.settles = "`ip route get ADDRESS` on that host says \"unreachable\", or the way; `ip "
		   "neigh` then shows the next hop as FAILED. `tcpdump -ni any 'arp or icmp or "
		   "icmp6'` has no ICMP error from outside.",
	.no_reset = true,
	.by_reading_only = true,
};

CAUSE(answer_late) = {
	.name = "answer-late",
	.sentence = "the connection was up, but no answer came within the time that the caller "
		    "allows",
	.mechanism = "A timer of the application, its library or proxy, above TCP: the data may "
		     "have been acknowledged at once, and the peer is just slow. The caller then "
		     "closes; what comes later is reset (data-after-close), at the other end.",
	.words = "read timeout request timeout deadline slow query slow server overloaded "
		 "gateway timeout client timeout upstream",
	.moments = "first-data mid load",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Look at what the peer did in that time: a slow query, a lock, an overload. "
		  "Give the caller more time only where the answer is worth it.",
	.settles = "`tcpdump 'tcp port PORT'` at the caller: the request is acknowledged, no data "
		   "come, and the FIN or RST is the caller's own. If the request is sent again "
		   "and again instead, it is data-unanswered.",
	.no_reset = true,
	.by_reading_only = true,
};

CAUSE(http2_stream) = {
	.name = "http2-stream",
	.sentence =
		"the peer ended one stream of HTTP/2, or all new ones, by a frame; there was no "
		"RST",
	.mechanism = "RST_STREAM and GOAWAY are frames within the connection (RFC 9113, 6.4 and "
		     "6.8). To TCP they are data like any other.",
	.words = "http2 RST_STREAM GOAWAY grpc REFUSED_STREAM protocol error",
	.moments = "mid restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look at the error code of the frame and the log of who sent it: a limit, a "
		  "deadline, a restart, a header that it did not like.",
	.settles = "`tcpdump 'tcp port PORT and tcp[tcpflags] & tcp-rst != 0'` stays empty while "
		   "it happens.",
	.no_reset = true,
	.by_reading_only = true,
};

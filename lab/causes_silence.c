/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_silence.c - why a call fails although no RST came: nobody has answered */
#include "scenario.h"

CAUSE(syn_unanswered) = {
	.name = "syn-unanswered",
	.sentence = "nothing answered the SYN, neither a SYN-ACK nor a RST",
	.mechanism =
		"TCP retransmits the SYN after a second, since Linux 6.5 four times more at "
		"the same interval (net.ipv4.tcp_syn_linear_timeouts), then at intervals that "
		"double (net.ipv4.tcp_syn_retries; RFC 9293, 3.8.3, R2 for SYN). After about two "
		"minutes connect() fails with ETIMEDOUT; most applications give up earlier. "
		"A firewall or a full accept queue dropped the SYN, or no host has the "
		"address.",
	.words = "connect timeout silent drop DROP firewall security group network policy "
		 "blackhole wrong address host down switched off full accept queue SYN "
		 "retransmission asymmetric routing",
	.moments = "connect load",
	.sender = "client",
	.often = OFTEN,
	.advice = "Find out where it is lost. Make the rule reject instead of drop, and clients "
		  "fail at once. If the accept queue is full, accept faster or give the listener "
		  "a longer one.",
	.settles = "`tcpdump -ni any 'tcp port PORT'` at both ends: the client sends the same SYN "
		   "again and again. If it does not reach the server, something on the path drops "
		   "it. If it does, `ss -tln` there shows a full queue (Recv-Q above Send-Q), or "
		   "the server's own firewall drops it.",
	.no_reset = true,
};

CAUSE(rst_filtered) = {
	.name = "rst-filtered",
	.sentence = "the host did reset, but its own firewall dropped the RST",
	.mechanism =
		"A rule at the output hook drops the RST, and TCP counts it all the same. The peer "
		"receives nothing: connect() to a closed port hangs, and an aborted "
		"connection stays half-open at the peer (RFC 9293, 3.5.1).",
	.words = "iptables OUTPUT RST DROP tcp-flags RST RST drop scapy masscan raw socket guide "
		 "nmap hide closed ports stealth filtered port half-open connect timeout hangs",
	.moments = "connect close restart",
	.sender = "server",
	.advice = "Remove the rule, or narrow it to the ports of the tool that needs it.",
	.settles = "`nstat -az TcpOutRsts TcpExtTCPAbortFailed` on the host grows, the second "
		   "for aborts only, but `tcpdump '" TCPDUMP_RST "'` there shows no "
		   "RST. `nft list ruleset` or `iptables-save` has the rule.",
	.no_reset = true,
};

CAUSE(data_unanswered) = {
	.name = "data-unanswered",
	.sentence = "sent data was never acknowledged, and the host gave up on the connection "
		    "silently",
	.mechanism = "TCP retransmits at intervals that double until net.ipv4.tcp_retries2 "
		     "(about a quarter of an hour) or TCP_USER_TIMEOUT is reached. The "
		     "application then gets ETIMEDOUT, or EHOSTUNREACH if ICMP reported that. "
		     "TCP sends no RST (RFC 9293, 3.10.8; tcp_write_timeout(), tcp_write_err()).",
	.words = "retransmission timeout TCP_USER_TIMEOUT tcp_retries2 RTO silent drop blackhole "
		 "MTU path broken cable unplugged host down power cut floating ip failover idle "
		 "firewall NAT sleep laptop",
	.moments = "mid idle",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Find out why the peer is silent: it is gone, its address moved, or a "
		  "middlebox has forgotten the connection and drops its segments. "
		  "TCP_USER_TIMEOUT, keepalive or a heartbeat find out sooner.",
	.settles = "`ss -tino` on the host that sends: timer:(on, with a growing backoff, and "
		   "unacked data. `nstat -az TcpExtTCPAbortOnTimeout` there grows at the end. A "
		   "capture at both ends shows where the data stops.",
	.no_reset = true,
};

CAUSE(not_authentic) = {
	.name = "not-authentic",
	.sentence =
		"the segment was not signed as agreed (TCP MD5, TCP-AO), or its TTL was too low "
		"(GTSM), and it was dropped",
	.mechanism =
		"TCP silently drops a segment whose signature is missing, wrong or unexpected "
		"(RFC 2385, 4.1; RFC 5925, 7.5; tcp_inbound_hash()), even a SYN or a RST. A host "
		"without a key for the answer sends no RST at all; with TCP-AO, a host that has "
		"forgotten the connection has no such key (RFC 5925, 7.7). IP_MINTTL drops a "
		"lower TTL (RFC 5082), and a RST sent in reply has the system's TTL, 64.",
	.words =
		"BGP bird frr quagga gobgp openbgpd neighbor password TCP MD5 TCP_MD5SIG RFC 2385 "
		"TCPMD5NotFound TCPMD5Failure TCPMD5Unexpected MD5 Hash not found MD5 Hash failed "
		"TCP-AO TCP_AO_ADD_KEY RFC 5925 keychain TCPAORequired TCPAOBad TCPAOKeyNotFound "
		"ttl-security GTSM IP_MINTTL TCPMinTTLDrop ebgp-multihop hold timer session stuck in "
		"connect active",
	.moments = "connect idle restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Give both sides the same key for each other's address before the connection "
		  "begins, and have the daemon set its keys before peers can reach it. With GTSM "
		  "rely on the session's own timer, not on RSTs.",
	.settles = "`nstat -az TcpExtTCPMD5NotFound TcpExtTCPMD5Failure TcpExtTCPMD5Unexpected "
		   "TcpExtTCPAORequired TcpExtTCPAOBad TcpExtTCPAOKeyNotFound TcpExtTCPMinTTLDrop` "
		   "on the host that does not answer: one of them grows by one for each. `tcpdump "
		   "-vvn 'tcp port PORT'` shows md5 or tcp-ao in the options of signed segments, "
		   "and the TTL.",
	.no_reset = true,
};

CAUSE(no_route) = {
	.name = "no-route",
	.sentence = "the host itself found no way to the address: no route, or no answer to ARP "
		    "or neighbour discovery",
	.mechanism = "Without a route connect() fails at once with ENETUNREACH, and no packet "
		     "leaves. If the next hop does not answer ARP, the kernel gives up after "
		     "some seconds with EHOSTUNREACH.",
	.words = "no route network unreachable ENETUNREACH EHOSTUNREACH arp neighbour discovery "
		 "default route IPv6 host down wrong subnet VPN down",
	.moments = "connect",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Fix the route, or the address. If only IPv6 lacks a route, make the name "
		  "resolve to IPv4 too.",
	.settles = "`ip route get ADDRESS` on that host says \"unreachable\", or names the "
		   "route; `ip neigh` then shows the next hop as FAILED. `tcpdump -ni any 'arp "
		   "or icmp or icmp6'` shows no ICMP error from outside.",
	.no_reset = true,
	.by_reading_only = true,
};

CAUSE(answer_late) = {
	.name = "answer-late",
	.sentence = "the connection was up, but no answer came within the time that the caller "
		    "allows",
	.mechanism = "A timer above TCP, in the application, its library or proxy. TCP may have "
		     "acknowledged the request at once; the peer is just slow. The caller then "
		     "closes, and the peer's late answer is reset (data-after-close).",
	.words = "read timeout request timeout deadline slow query slow server overloaded "
		 "gateway timeout client timeout upstream",
	.moments = "first-data mid load",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Find out what the peer did in that time: a slow query, a lock, an overload. "
		  "Give the caller more time only if the answer is worth it.",
	.settles = "`tcpdump 'tcp port PORT'` at the caller: the request is acknowledged, no "
		   "data arrives, and the FIN or RST comes from the caller. If the request is "
		   "retransmitted again and again instead, it is data-unanswered.",
	.no_reset = true,
	.by_reading_only = true,
};

CAUSE(http2_stream) = {
	.name = "http2-stream",
	.sentence = "the peer ended one HTTP/2 stream, or all new ones, with a frame; there was no "
		    "RST",
	.mechanism = "RST_STREAM and GOAWAY are frames within the connection (RFC 9113, 6.4 and "
		     "6.8). To TCP they are ordinary data.",
	.words = "http2 RST_STREAM GOAWAY grpc REFUSED_STREAM protocol error",
	.moments = "mid restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look at the error code in the frame and at the sender's log: a limit, a "
		  "deadline, a restart, a header that it rejected.",
	.settles = "`tcpdump 'tcp port PORT and (" TCPDUMP_RST ")'` stays empty while "
		   "it happens.",
	.no_reset = true,
	.by_reading_only = true,
};

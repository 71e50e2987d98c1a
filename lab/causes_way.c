/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_way.c - why a connection is reset that one end has forgotten, or by what is on the way */
#include "scenario.h"

CAUSE(segment_after_forgotten) = {
	.name = "segment-after-forgotten",
	.sentence = "a segment reached a host that no longer has such a connection",
	.mechanism = "The segment matches no socket, so the answer is <SEQ=SEG.ACK><CTL=RST> "
		     "(RFC 9293, 3.10.7.1). In a series of RSTs, the second and later ones are "
		     "of this kind: they answer what was in flight when the first was sent.",
	.words = "several RSTs many resets late delayed old duplicate TIME-WAIT assassination "
		 "leftover in flight storm",
	.moments = "mid close",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Find out what ended the connection before: this RST only echoes it. Old "
		  "duplicates in TIME-WAIT do no harm.",
	.settles = "`tcpdump 'tcp port PORT'`: for the sender of this RST the connection had "
		   "ended, by an earlier RST or by FINs from both sides, before the segment that "
		   "it answers.",
};

CAUSE(half_open) = {
	.name = "half-open",
	.kind_of = "segment-after-forgotten",
	.sentence = "one host had silently lost the connection while the other still used it",
	.mechanism = "The connection is half-open (RFC 9293, 3.5.1). The next segment reaches a "
		     "new listener or no socket, and is answered with <SEQ=SEG.ACK><CTL=RST> "
		     "(3.10.7.2, 3.10.7.1). Data, a keepalive probe or a FIN reveals it.",
	.words = "reboot rebooted crash power loss power cut unplugged cable restart deploy "
		 "failover tickle floating ip VIP live migration CRIU checkpoint snapshot "
		 "restore VM suspended stale pooled connection idle node drained pod rescheduled "
		 "kubernetes ECMP balancer upstream",
	.moments = "first-data mid idle restart",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Reconnect. To notice it early, use keepalive or a heartbeat on the side that "
		  "waits. To affect fewer clients, close the connections before the host or "
		  "service goes down.",
	.settles = "`ss -tan` on the host that sent the RST shows no such connection, while the "
		   "other host shows ESTABLISHED. A capture that starts early enough has no FIN "
		   "and no RST from that host before.",
};

CAUSE(firewall_reject_established) = {
	.name = "firewall-reject-established",
	.by_firewall = true,
	.kind_of = "middlebox-inject",
	.sentence = "a firewall rule rejected segments of an established connection",
	.mechanism = "`reject with tcp reset` answers a segment that has ACK with "
		     "<SEQ=SEG.ACK><CTL=RST> in the name of the other end: "
		     "nf_reject_ip_tcphdr_put(). Only one side is reset.",
	.words = "firewall iptables nftables new rule reload of rules policy network policy "
		 "kubernetes docker security",
	.moments = "mid idle restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Accept established connections first (`ct state established accept`), and "
		  "change rules with that in place.",
	.settles = "`nstat -az TcpOutRsts` on the apparent sender has not grown, and `ss -tan` "
		   "there still shows the connection. The TTL is that of a nearer host, unless "
		   "the firewall runs on that very host.",
};

CAUSE(firewall_reject_invalid) = {
	.name = "firewall-reject-invalid",
	.by_firewall = true,
	.kind_of = "middlebox-inject",
	.sentence = "a stateful firewall considered a segment invalid and answered it with a RST",
	.mechanism = "`ct state invalid reject with tcp reset`: a segment outside the window "
		     "that the firewall tracks is answered with <SEQ=SEG.ACK><CTL=RST> in the "
		     "name of the other end (tcp_in_window(), nf_reject_ip_tcphdr_put()).",
	.words = "conntrack invalid ct state invalid nf_conntrack_tcp_be_liberal window firewall "
		 "stateful asymmetric routing retransmission reordered",
	.moments = "mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Drop invalid segments instead of rejecting them. nf_conntrack_tcp_be_liberal "
		  "= 1 makes conntrack accept segments outside the window.",
	.settles = "`nstat -az TcpOutRsts` on the apparent sender has not grown. On the firewall "
		   "`conntrack -S` counts invalid segments, and `nft list ruleset` shows the "
		   "rule.",
};

CAUSE(middlebox_idle) = {
	.name = "middlebox-idle",
	.sentence = "a middlebox on the path had forgotten the idle connection, and the next "
		    "segment was reset",
	.mechanism = "NAT, firewalls and load balancers keep an entry for each connection. After "
		     "some silence they drop it without telling either end. The middlebox itself "
		     "then answers the next segment, in its own name (RFC 9293, 3.10.7.1) or in "
		     "that of the other end.",
	.words = "idle timeout after some minutes idle first request in the morning 350 seconds "
		 "NAT gateway balancer NLB box firewall conntrack "
		 "nf_conntrack_tcp_timeout_established VPN cloud pooled connection stale ipvs "
		 "kube-proxy kubernetes pod",
	.moments = "idle",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Send probes more often than the shortest timeout on the path (TCP_KEEPIDLE, "
		  "or a heartbeat of the application), or close pooled connections sooner.",
	.settles = "`ss -tan` on the peer still shows the connection as ESTABLISHED, and `nstat "
		   "-az TcpOutRsts` there has not grown. `conntrack -L` on the middlebox has no "
		   "entry for it.",
};

CAUSE(nat_state_lost) = {
	.name = "nat-state-lost",
	.kind_of = "middlebox-idle",
	.sentence = "a NAT or firewall had lost its connection table, by a restart, a failover "
		    "or a flush",
	.mechanism = "Without its translation a segment is addressed to the NAT itself, whose "
		     "TCP answers with a RST (RFC 9293, 3.10.7.1), or it gets a new translation "
		     "with another port and reaches the listener (3.10.7.2). Conntrack picks up "
		     "a connection in the middle from data where it can "
		     "(nf_conntrack_tcp_loose), never from a FIN (tcp_new()).",
	.words = "conntrack flush failover reboot of router gateway NAT masquerade docker "
		 "kubernetes kube-proxy restart balancer ECMP rehash",
	.moments = "mid idle restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Synchronize the tables of the redundant pair (conntrackd), and do not flush "
		  "entries in use. Clients reconnect.",
	.settles = "`ss -tan` on both ends: one still shows ESTABLISHED. In a capture on the far "
		   "side of the NAT the address or port has changed, or the RST does not appear "
		   "there.",
};

CAUSE(address_withdrawn) = {
	.name = "address-withdrawn",
	.kind_of = "segment-after-forgotten",
	.sentence = "a virtual address or forwarded port was withdrawn, and the host that had it "
		    "answered for itself",
	.mechanism = "Without the translation the segment is addressed to the translating host, "
		     "whose own TCP has no such socket (RFC 9293, 3.10.7.1). The server never "
		     "sees it.",
	.words = "VIP virtual ip load balancer balancer DNAT port forwarding service deleted "
		 "endpoint removed kubernetes kube-proxy docker published port drain failover "
		 "deploy keepalived ipvs tickle",
	.moments = "mid idle restart",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Stop new connections to the service first, and withdraw its address when the "
		  "old ones have ended.",
	.settles = "`nstat -az TcpOutRsts` grows on the translating host and not on the server; "
		   "`ss -tan` on the server still shows the connection as ESTABLISHED.",
};

CAUSE(flow_moved) = {
	.name = "flow-moved",
	.kind_of = "segment-after-forgotten",
	.sentence = "segments of a connection were sent to another server with the same address",
	.mechanism =
		"VRRP, anycast, ECMP and stateless load balancers choose a path per packet and "
		"know no connections. The server that receives the segment has no such "
		"connection and resets it, from LISTEN or CLOSED (RFC 9293, 3.10.7.2, 3.10.7.1). "
		"The first server learns nothing and stays ESTABLISHED.",
	.words = "VRRP keepalived failover floating ip VIP anycast ECMP rehash hash resilient "
		 "hashing maglev balancer scale out node added node drained BGP route change pod "
		 "kubernetes metallb externalTrafficPolicy",
	.moments = "mid idle restart",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Choose hashing that moves few flows when a server comes or goes (resilient or "
		  "consistent hashing), share the connection tables, or drain a server before "
		  "its address moves. Clients reconnect.",
	.settles = "`ss -tan` on all servers with that address: one still shows the connection "
		   "as ESTABLISHED, and `nstat -az TcpOutRsts` has grown on another. `ip route "
		   "get ADDRESS` on the router shows the current path.",
};

CAUSE(nat_bypassed) = {
	.name = "nat-bypassed",
	.kind_of = "segment-after-forgotten",
	.sentence = "a segment reached the client untranslated, from an address that it does not "
		    "know",
	.mechanism = "A segment that NAT considers invalid, or that returns by another path, "
		     "keeps the server's real address. The client has no such connection and "
		     "answers with a RST (RFC 9293, 3.10.7.1), whose sequence number fits the "
		     "server's connection.",
	.words = "conntrack invalid NAT bypassed hairpin asymmetric routing direct server "
		 "return wrong source address answer from another address kube-proxy "
		 "bridge-nf-call-iptables br_netfilter kubernetes docker service ip load balancer "
		 "balancer ECMP pod same node connect timeout client resets syn-ack",
	.moments = "connect mid load",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Drop invalid segments on the NAT (`ct state invalid drop`), or set "
		  "nf_conntrack_tcp_be_liberal = 1. Make answers return through the NAT: hairpin "
		  "masquerade, or net.bridge.bridge-nf-call-iptables = 1 where a bridge bypasses "
		  "it.",
	.settles = "`tcpdump 'tcp port PORT'` at the client: the segment before the RST comes "
		   "from another address than the one it connected to.",
};

CAUSE(middlebox_inject) = {
	.name = "middlebox-inject",
	.sentence = "a middlebox on the path injected RSTs to end the connection",
	.mechanism = "A device that sees the segments can forge a RST with exactly the next "
		     "expected sequence number, to one end or to both. TCP must accept it (RFC "
		     "9293, 3.10.7.4; RFC 5961, 3.2).",
	.words = "censorship great firewall IPS IDS DPI intrusion prevention filter parental "
		 "control SNI blocked TLS client hello ISP antivirus proxy security appliance "
		 "box both ends",
	.moments = "first-data mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Keep the connection away from that middlebox: another path, or an exception "
		  "in its policy. Neither end can fix it.",
	.settles = "`nstat -az TcpOutRsts` on the apparent sender has not grown, and each end "
		   "says that the other one reset it. A capture at both ends shows a RST "
		   "arriving that neither end sent.",
};

CAUSE(tproxy_away) = {
	.name = "tproxy-away",
	.kind_of = "segment-after-forgotten",
	.sentence = "a transparent proxy was away, and segments of its connections reached the "
		    "real server",
	.mechanism = "TPROXY rules let through what the proxy has no socket for. The server "
		     "never had that connection: RST (RFC 9293, 3.10.7.1), or RST from LISTEN "
		     "(3.10.7.2).",
	.words = "TPROXY transparent proxy istio envoy sidecar interception mode haproxy squid "
		 "IP_TRANSPARENT restart crash of the proxy bypassed fwmark mesh",
	.moments = "mid idle restart",
	.sender = "server",
	.often = SELDOM,
	.advice = "Drain the proxy before it stops. While it is down, drop the traffic it should "
		  "take, so that clients wait and nothing bypasses it.",
	.settles = "The RST has another TTL than the SYN,ACK. `nstat -az TcpOutRsts` grows on "
		   "the server, which has no such connection in `ss -tan`. It does not grow on "
		   "the proxy's host, where `ss -ltn` shows no listener.",
};

CAUSE(tproxy_reset) = {
	.name = "tproxy-reset",
	.kind_of = "middlebox-reply",
	.sentence = "a transparent proxy did not know the connection and reset it in the "
		    "server's name: it had restarted, or was inserted later",
	.mechanism = "TPROXY hands a segment that matches no connection of the proxy to the "
		     "proxy's listener: RST from LISTEN (RFC 9293, 3.10.7.2), with the segment's "
		     "original destination as source. The server never sees it.",
	.words = "TPROXY transparent proxy istio envoy sidecar injected interception mode haproxy "
		 "squid IP_TRANSPARENT restart of the proxy fwmark mesh",
	.moments = "mid idle restart",
	.sender = "server",
	.often = SELDOM,
	.advice = "Drain the proxy before it restarts. Divert only SYNs and segments that match "
		  "a socket (`socket transparent`), so that other segments pass. Clients "
		  "reconnect.",
	.settles = "`nstat -az TcpOutRsts` grows on the proxy's host and not on the server. On "
		   "the proxy's host tcp:tcp_send_reset reports the proxy's own port, and `nft "
		   "list ruleset` shows the rule.",
};

CAUSE(middlebox_reply) = {
	.name = "middlebox-reply",
	.sentence = "a middlebox on the path answered in the name of one end",
	.mechanism = "Proxies, load balancers and firewalls that terminate connections for "
		     "others also reset for them. The RST then has the TTL, window and IP ID of "
		     "the middlebox.",
	.words = "transparent proxy balancer firewall VPN gateway on behalf box TTL",
	.moments = "connect first-data mid idle",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Find the middlebox by the TTL, and look at its log. The end that receives it "
		  "cannot tell this RST from its peer's.",
	.settles = "A capture at both ends: the RST appears at one of them only. The hop count, "
		   "from 64, 128 or 255, differs from that of earlier segments. If it is the "
		   "same, the host may have sent it: Linux answers with ip_default_ttl, whatever "
		   "IP_TTL the service has set.",
};

CAUSE(backend_refused) = {
	.name = "backend-refused",
	.kind_of = "middlebox-reply",
	.sentence = "a SYN proxy had answered for a server that then refused the connection",
	.mechanism = "The SYN proxy completes the handshake itself, then connects to the server. "
		     "It passes the server's RST,ACK on with translated numbers, into an "
		     "established connection (nf_synproxy).",
	.words = "synproxy syn proxy ddos protection scrubbing cloud firewall dead backend",
	.moments = "first-data",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Look at the server behind the SYN proxy: it refuses because nothing listens "
		  "there.",
	.settles = "`tcpdump` at the server: a SYN from the SYN proxy follows the client's "
		   "handshake, and is answered with RST,ACK. `nstat -az TcpOutRsts` on the "
		   "server grows.",
};

CAUSE(proxied_refusal) = {
	.name = "proxied-refusal",
	.sentence = "a proxy had accepted the connection for a backend that then refused it",
	.mechanism =
		"The proxy's own listener completes the handshake. Then its connect() fails, and "
		"the proxy can only close: RST with unread data (RFC 9293, 3.6.1), else FIN, and "
		"a RST for whatever arrives after that.",
	.words =
		"published container port docker docker-proxy rootlesskit podman pasta slirp4netns "
		"kubectl port-forward user-space proxy dead backend right after connect empty reply "
		"published port container not started yet ssh -L tunnel upstream down",
	.moments = "first-data restart",
	.sender = "server",
	.often = OFTEN,
	.advice = "Look at the service behind the proxy: it does not run yet, or listens at "
		  "another address or port, such as 127.0.0.1 of its container. A health check "
		  "that only connects to the proxy proves nothing.",
	.settles = "`tcpdump -ni any '" TCPDUMP_RST "'` on the proxy's host: right "
		   "before, a RST,ACK with window 0 from the backend. `nstat -az TcpAttemptFails` "
		   "there grows with each.",
};

CAUSE(proxy_passes_on) = {
	.name = "proxy-passes-on",
	.sentence =
		"a RST ended the proxy's other connection, and the proxy closed this one in its "
		"own way",
	.mechanism =
		"No RST crosses a proxy: the proxy closes the other connection itself. It sends "
		"a FIN if everything was read, a RST if not (RFC 9293, 3.6.1) or if SO_LINGER "
		"{1, 0} is set.",
	.words = "proxy upstream downstream reset in mid-response truncated answer clean EOF "
		 "incomplete body envoy haproxy nginx sidecar client aborted 499 balancer",
	.moments = "mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look for the cause on the proxy's other connection. Clients must treat a "
		  "clean end as an error if the protocol says that more was to come.",
	.settles = "`tcpdump -ni any '" TCPDUMP_RST "'` on the proxy's host: a RST on "
		   "its other connection, right before it closes this one. `nstat -az "
		   "TcpEstabResets` there grows.",
};

CAUSE(forged) = {
	.name = "forged",
	.sentence = "someone who is not an end of the connection forged the RST",
	.mechanism = "TCP accepts a RST by its sequence number: exactly RCV.NXT resets, in-window "
		     "gets a challenge ACK, anything else is ignored (RFC 5961, 3.2). After a FIN, "
		     "Linux also accepts RCV.NXT - 1, and behind a gap the end of the last data "
		     "received (SACK).",
	.words = "attack attacker spoofed forged injection off-path on-path blind reset attack "
		 "tcpkill hping scapy challenge",
	.moments = "first-data mid idle",
	.sender = "client server",
	.advice = "Protect connections that must not be reset from outside with IPsec, TCP-AO or "
		  "TCP MD5; TLS does not help. Filter false source addresses at the edge.",
	.settles = "`nstat -az TcpOutRsts` on the apparent sender has not grown, and `ss -tan` "
		   "there shows the connection. TTL or timestamps may differ from that host's, "
		   "unless the forger was careful.",
};

CAUSE(crafted) = {
	.name = "crafted",
	.sentence = "a packet generator wrote the RST",
	.mechanism = "Test tools, scanners and the scenarios of this lab write RSTs that no TCP "
		     "stack has sent: for no connection, or with numbers that fit none.",
	.words = "test generator scapy hping packetdrill fuzzer replay scan raw socket synthetic "
		 "capture",
	.moments = "connect mid",
	.sender = "client server",
	.advice = "Find the tool. Listeners and closed ports ignore a RST, and a connection "
		  "ignores one whose sequence number does not fit.",
	.settles = "`nstat -az TcpOutRsts` on the apparent sender has not grown.",
};

CAUSE(malformed) = {
	.name = "malformed",
	.sentence = "the segment has flags that no TCP stack sends with RST",
	.mechanism = "No stack sends RST together with SYN or FIN: the segment comes from a tool "
		     "or a broken middlebox, or was damaged on the way.",
	.words = "SYN,RST FIN,RST odd flags christmas tree scan corrupted broken",
	.moments = "connect mid",
	.sender = "client server",
	.advice = "Find its sender by the MAC address, as close to the source as possible.",
	.settles = "`tcpdump -nve '" TCPDUMP_RST "'` shows the flags, the checksum "
		   "and the source MAC address.",
	.by_reading_only = true,
};

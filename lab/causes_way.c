/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_way.c - why a connection is reset that one end has forgotten, or by what is on the way */
#include "scenario.h"

CAUSE(segment_after_forgotten) = {
	.name = "segment-after-forgotten",
	.sentence = "a segment reached a host that has no such connection any more",
	.mechanism = "No socket, so <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1). The second and "
		     "later RSTs of a story are such: what was under way when the first was "
		     "sent.",
	.words = "several RSTs many resets late delayed old duplicate TIME-WAIT assassination "
		 "leftover in flight storm",
	.moments = "mid close",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look at what ended the connection before: this RST only echoes it. Old "
		  "duplicates in TIME-WAIT harm nobody.",
	.settles = "`tcpdump 'tcp port PORT'`: the connection was over for the sender of this "
		   "RST, by an earlier RST or by FINs of both sides, before the segment that it "
		   "answers.",
};

CAUSE(half_open) = {
	.name = "half-open",
	.kind_of = "segment-after-forgotten",
	.sentence = "one host had lost the connection without a word, and the other one still "
		    "used it",
	.mechanism = "Half-open (RFC 9293, 3.5.1): the next segment meets a new listener or "
		     "nobody and is answered by <SEQ=SEG.ACK><CTL=RST> (3.10.7.2, 3.10.7.1). The "
		     "data themselves, a keepalive probe or a FIN bring it to light.",
	.words = "reboot rebooted crash power loss power cut unplugged cable restart deploy "
		 "failover tickle floating ip VIP live migration CRIU checkpoint snapshot "
		 "restore VM suspended stale pooled connection idle node drained pod rescheduled "
		 "kubernetes ECMP balancer upstream",
	.moments = "first-data mid idle restart",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Connect again. So that it is noticed early, use keepalive or a heartbeat on "
		  "the side that waits; so that fewer are hit, close the connections before the "
		  "host or service goes.",
	.settles = "`ss -tan` on the host that sent it: no such connection, while the other one "
		   "shows ESTABLISHED. A capture that begins early enough has no FIN and no RST "
		   "of that host before.",
};

CAUSE(firewall_reject_established) = {
	.name = "firewall-reject-established",
	.by_firewall = true,
	.kind_of = "middlebox-inject",
	.sentence = "a firewall rule rejected segments of a connection that was up",
	.mechanism = "`reject with tcp reset` answers a segment with ACK by "
		     "<SEQ=SEG.ACK><CTL=RST> in the name of the other end: "
		     "nf_reject_ip_tcphdr_put(). One side alone is reset.",
	.words = "firewall iptables nftables new rule reload of rules policy network policy "
		 "kubernetes docker security",
	.moments = "mid idle restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Accept what belongs to a connection first (`ct state established accept`), "
		  "and change rules with that in place.",
	.settles = "`nstat -az TcpOutRsts` on the host in whose name it came has not grown, and "
		   "`ss -tan` there still shows the connection. The TTL is that of a nearer "
		   "host, unless the firewall is on that very host.",
};

CAUSE(firewall_reject_invalid) = {
	.name = "firewall-reject-invalid",
	.by_firewall = true,
	.kind_of = "middlebox-inject",
	.sentence = "a stateful firewall took a segment for invalid and answered it by a RST",
	.mechanism = "`ct state invalid reject with tcp reset`: a segment outside the window "
		     "that the firewall has worked out is answered <SEQ=SEG.ACK><CTL=RST> in the "
		     "name of the other end (tcp_in_window(), nf_reject_ip_tcphdr_put()).",
	.words = "conntrack invalid ct state invalid nf_conntrack_tcp_be_liberal window firewall "
		 "stateful asymmetric routing retransmission reordered",
	.moments = "mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Drop what is invalid instead of rejecting it; nf_conntrack_tcp_be_liberal = 1 "
		  "takes segments outside the window for good.",
	.settles = "`nstat -az TcpOutRsts` on the host in whose name it came has not grown. On "
		   "the firewall `conntrack -S` shows invalid segments, and `nft list ruleset` "
		   "the rule.",
};

CAUSE(middlebox_idle) = {
	.name = "middlebox-idle",
	.sentence = "a box on the way had forgotten the idle connection, and what came after was "
		    "reset",
	.mechanism = "NAT, firewalls and balancers keep an entry for each connection and drop it "
		     "after some silence, telling nobody. The next segment is answered by the "
		     "box itself, in its name (RFC 9293, 3.10.7.1) or in that of the other end.",
	.words = "idle timeout after some minutes idle first request in the morning 350 seconds "
		 "NAT gateway balancer NLB firewall conntrack "
		 "nf_conntrack_tcp_timeout_established VPN cloud pooled connection stale ipvs "
		 "kube-proxy kubernetes pod",
	.moments = "idle",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Probe more often than the box forgets: TCP_KEEPIDLE, or a heartbeat of the "
		  "application, below the shortest timeout on the way; or give pooled "
		  "connections up sooner.",
	.settles = "`ss -tan` on the peer still shows the connection as ESTABLISHED, and `nstat "
		   "-az TcpOutRsts` there has not grown. `conntrack -L` on the box has no entry "
		   "of it.",
};

CAUSE(nat_state_lost) = {
	.name = "nat-state-lost",
	.kind_of = "middlebox-idle",
	.sentence = "a NAT or firewall had lost its table of connections, by a restart, a "
		    "failover or a flush",
	.mechanism = "What is not translated any more is for the box itself, whose TCP answers "
		     "by RST (RFC 9293, 3.10.7.1); or it is translated anew to another port, and "
		     "meets the listener (3.10.7.2). Data are taken up again where they can be "
		     "(nf_conntrack_tcp_loose), a FIN never (tcp_new()).",
	.words = "conntrack flush failover reboot of router gateway NAT masquerade docker "
		 "kubernetes kube-proxy restart balancer ECMP rehash",
	.moments = "mid idle restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Have the pair of boxes share their tables (conntrackd), and flush none that "
		  "is in use; clients connect again.",
	.settles = "`ss -tan` on both ends: one still shows ESTABLISHED. In a capture on the far "
		   "side of the box the address or port has changed, or the RST does not appear "
		   "there.",
};

CAUSE(address_withdrawn) = {
	.name = "address-withdrawn",
	.kind_of = "segment-after-forgotten",
	.sentence = "a virtual address or forwarded port was withdrawn, and the box that had it "
		    "answered itself",
	.mechanism = "Without the translation the segment is for the box: its own TCP has no "
		     "such socket (RFC 9293, 3.10.7.1). The server was not asked.",
	.words = "VIP virtual ip load balancer balancer DNAT port forwarding service deleted "
		 "endpoint removed kubernetes kube-proxy docker published port drain failover "
		 "deploy keepalived ipvs tickle",
	.moments = "mid idle restart",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Take a service out for new connections first, and withdraw its address when "
		  "the old ones are over.",
	.settles = "`nstat -az TcpOutRsts` grows on the box and not on the server; `ss -tan` on "
		   "the server still shows the connection as ESTABLISHED.",
};

CAUSE(flow_moved) = {
	.name = "flow-moved",
	.kind_of = "segment-after-forgotten",
	.sentence =
		"what belonged to a connection was sent to another server with the same address",
	.mechanism =
		"VRRP, anycast, ECMP and balancers without a table choose a way by the packet, "
		"and know no connections. The server that gets it has no such one: it resets, "
		"from LISTEN or CLOSED (RFC 9293, 3.10.7.2, 3.10.7.1). The first server is not "
		"told, and stays ESTABLISHED.",
	.words = "VRRP keepalived failover floating ip VIP anycast ECMP rehash hash resilient "
		 "hashing maglev balancer scale out node added node drained BGP route change pod "
		 "kubernetes metallb externalTrafficPolicy",
	.moments = "mid idle restart",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Have ways chosen so that few move when a server comes or goes (resilient or "
		  "consistent hashing), share the tables of connections, or drain a server before "
		  "its address moves; clients connect again.",
	.settles = "`ss -tan` on all servers with that address: one still shows the connection as "
		   "ESTABLISHED, and `nstat -az TcpOutRsts` has grown on another. `ip route get "
		   "ADDRESS` on the router says where it is now.",
};

CAUSE(nat_bypassed) = {
	.name = "nat-bypassed",
	.kind_of = "segment-after-forgotten",
	.sentence = "a segment reached the client untranslated, from an address that it knows "
		    "nothing of",
	.mechanism = "What NAT takes for invalid, or what takes another way back, keeps the true "
		     "address of the server. The client has no such connection and answers by "
		     "RST (RFC 9293, 3.10.7.1), whose number fits that of the server.",
	.words = "conntrack invalid NAT bypassed hairpin asymmetric routing direct server "
		 "return wrong source address answer from another address kube-proxy "
		 "bridge-nf-call-iptables br_netfilter kubernetes docker service ip load balancer "
		 "balancer ECMP pod same node connect timeout client resets syn-ack",
	.moments = "connect mid load",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Drop on the NAT what it calls invalid (`ct state invalid drop`), or "
		  "nf_conntrack_tcp_be_liberal = 1; have answers come back by the box that "
		  "translates: hairpin masquerade, or net.bridge.bridge-nf-call-iptables = 1 "
		  "where a bridge takes them past it.",
	.settles = "`tcpdump 'tcp port PORT'` at the client: the segment before the RST comes "
		   "from another address than that which it connected to.",
};

CAUSE(middlebox_inject) = {
	.name = "middlebox-inject",
	.sentence = "a box on the way sent RSTs to end the connection",
	.mechanism = "Who sees the segments can write a RST with just the number that is "
		     "expected next, to either end or to both (RFC 9293, 3.10.7.4 and RFC 5961, "
		     "3.2, have it believed).",
	.words = "censorship great firewall IPS IDS DPI intrusion prevention filter parental "
		 "control SNI blocked TLS client hello ISP antivirus proxy security appliance "
		 "both ends",
	.moments = "first-data mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Take the connection out of what the box looks at: another path, or an "
		  "exception there. Neither end can mend it.",
	.settles = "`nstat -az TcpOutRsts` on the host in whose name it came has not grown, and "
		   "each end says that the other one reset it. A capture at both ends: a RST "
		   "arrives that nobody there has sent.",
};

CAUSE(tproxy_away) = {
	.name = "tproxy-away",
	.kind_of = "segment-after-forgotten",
	.sentence = "a transparent proxy was away, and what it had held reached the real server",
	.mechanism = "Rules of TPROXY pass on what the proxy has no socket for. The server never "
		     "had that connection: RST (RFC 9293, 3.10.7.1), or from LISTEN (3.10.7.2).",
	.words = "TPROXY transparent proxy istio envoy sidecar interception mode haproxy squid "
		 "IP_TRANSPARENT restart crash of the proxy bypassed fwmark mesh",
	.moments = "mid idle restart",
	.sender = "server",
	.often = SELDOM,
	.advice = "Drain the proxy before it goes; drop what it should have taken where it is not "
		  "there, so that clients wait and nothing goes past it.",
	.settles = "The RST has another TTL than the SYN,ACK. `nstat -az TcpOutRsts` grows on the "
		   "server, which has no such connection in `ss -tan`; on the proxy's host it has "
		   "not grown, and `ss -ltn` there shows no listener.",
};

CAUSE(tproxy_reset) = {
	.name = "tproxy-reset",
	.kind_of = "middlebox-reply",
	.sentence = "a transparent proxy did not know the connection, and reset it in the server's "
		    "name: it had restarted, or was put there later",
	.mechanism = "TPROXY gives what no connection of the proxy fits to its listener: RST from "
		     "LISTEN (RFC 9293, 3.10.7.2), with the address that the segment was for. The "
		     "server was not asked.",
	.words = "TPROXY transparent proxy istio envoy sidecar injected interception mode haproxy "
		 "squid IP_TRANSPARENT restart of the proxy fwmark mesh",
	.moments = "mid idle restart",
	.sender = "server",
	.often = SELDOM,
	.advice = "Drain the proxy before it restarts; divert only SYNs and what has a socket "
		  "(`socket transparent`), so that others pass. Clients connect again.",
	.settles = "`nstat -az TcpOutRsts` grows on the proxy's host and not on the server. On the "
		   "proxy's host tcp:tcp_send_reset names the proxy's own port, and `nft list "
		   "ruleset` has the rule.",
};

CAUSE(middlebox_reply) = {
	.name = "middlebox-reply",
	.sentence = "a box on the way answered in the name of an end",
	.mechanism = "Proxies, balancers and firewalls that end connections for others also "
		     "reset for them; TTL, window and IP ID of the RST are then those of the "
		     "box.",
	.words = "transparent proxy balancer firewall VPN gateway on behalf box TTL",
	.moments = "connect first-data mid idle",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Find the box by the TTL, and ask its log; to an end this RST is as good as "
		  "its peer's.",
	.settles = "A capture at both ends: the RST is at one of them only. Hops counted from "
		   "64, 128 or 255 differ from those of the segments before. Where they are the "
		   "same, the host may have sent it: Linux answers by ip_default_ttl, whatever "
		   "IP_TTL the service has set.",
};

CAUSE(backend_refused) = {
	.name = "backend-refused",
	.kind_of = "middlebox-reply",
	.sentence = "a SYN proxy had answered for a server that then refused",
	.mechanism = "The box ends the handshake itself, then connects to the server; its "
		     "RST,ACK is handed on with translated numbers, into a connection that is up "
		     "(nf_synproxy).",
	.words = "synproxy syn proxy ddos protection scrubbing cloud firewall dead backend",
	.moments = "first-data",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "See to the server behind the box: it refuses, as nobody listens there.",
	.settles = "`tcpdump` at the server: its SYN comes from the box after the client's "
		   "handshake, and is answered by RST,ACK. `nstat -az TcpOutRsts` on the server "
		   "grows.",
};

CAUSE(proxied_refusal) = {
	.name = "proxied-refusal",
	.sentence = "a proxy had accepted the connection for a backend that then refused it",
	.mechanism =
		"The proxy's own listener ends the handshake; then its connect() fails, and all "
		"that it can do is to close: RST with unread data (RFC 9293, 3.6.1), else FIN, "
		"and RST for what comes after that.",
	.words =
		"published container port docker docker-proxy rootlesskit podman pasta slirp4netns "
		"kubectl port-forward user-space proxy dead backend right after connect empty reply "
		"published port container not started yet ssh -L tunnel upstream down",
	.moments = "first-data restart",
	.sender = "server",
	.often = OFTEN,
	.advice = "See to the service behind the proxy: it does not run yet, or listens at another "
		  "address or port, such as 127.0.0.1 of its container. A health check that only "
		  "connects to the proxy proves nothing.",
	.settles =
		"`tcpdump -ni any 'tcp[tcpflags] & tcp-rst != 0'` on the proxy's host: a RST,ACK "
		"with window 0 of the backend, right before. `nstat -az TcpAttemptFails` there "
		"grows with each.",
};

CAUSE(proxy_passes_on) = {
	.name = "proxy-passes-on",
	.sentence =
		"a proxy had lost its other connection, by a RST, and closed this one in its own "
		"way",
	.mechanism =
		"No RST crosses a proxy: it closes the other side. That is a FIN where all was "
		"read, a RST where not (RFC 9293, 3.6.1), or where SO_LINGER {1, 0} asks for "
		"it.",
	.words = "proxy upstream downstream reset in mid-response truncated answer clean EOF "
		 "incomplete body envoy haproxy nginx sidecar client aborted 499 balancer",
	.moments = "mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look for the cause on the proxy's other connection. Clients must take a clean "
		  "end for an error where the protocol says that more was to come.",
	.settles = "`tcpdump -ni any 'tcp[tcpflags] & tcp-rst != 0'` on the proxy's host: a RST on "
		   "its other connection, right before it closes this one. `nstat -az "
		   "TcpEstabResets` there grows.",
};

CAUSE(forged) = {
	.name = "forged",
	.sentence = "somebody who is no end of the connection wrote the RST",
	.mechanism =
		"A RST is believed by its sequence number: exactly RCV.NXT resets, within "
		"the window gets a challenge ACK, outside nothing (RFC 5961, 3.2). After a "
		"FIN Linux also believes RCV.NXT - 1, and behind a gap the end of the last data "
		"that have come (SACK).",
	.words = "attack attacker spoofed forged injection off-path on-path blind reset attack "
		 "tcpkill hping scapy challenge",
	.moments = "first-data mid idle",
	.sender = "client server",
	.advice = "Protect what must not be reset from outside (IPsec, TCP-AO, TCP MD5); TLS "
		  "does not. Filter false source addresses at the edge.",
	.settles = "`nstat -az TcpOutRsts` on the host in whose name it came has not grown, and "
		   "`ss -tan` there shows the connection. TTL or timestamps may differ from that "
		   "host's; a careful forger's do not.",
};

CAUSE(crafted) = {
	.name = "crafted",
	.sentence = "the RST was written by a generator of segments",
	.mechanism = "Test tools, scanners and the stories of this lab write RSTs that no TCP "
		     "has sent: to no connection, or with numbers of none.",
	.words = "test generator scapy hping packetdrill fuzzer replay scan raw socket synthetic "
		 "capture",
	.moments = "connect mid",
	.sender = "client server",
	.advice = "Find the tool. Listeners and closed ports ignore a RST, and connections one "
		  "whose number does not fit.",
	.settles = "`nstat -az TcpOutRsts` on the host in whose name it came has not grown.",
};

CAUSE(malformed) = {
	.name = "malformed",
	.sentence = "the segment has flags that no TCP sends with RST",
	.mechanism = "RST with SYN or FIN is made by no stack: by a tool, a broken box, or "
		     "damage on the way.",
	.words = "SYN,RST FIN,RST odd flags christmas tree scan corrupted broken",
	.moments = "connect mid",
	.sender = "client server",
	.advice = "Find what sends it, by its MAC address at the nearest place.",
	.settles = "`tcpdump -nve 'tcp[tcpflags] & tcp-rst != 0'`: flags, checksum and the MAC "
		   "address that it came from.",
	.by_reading_only = true,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_opening.c - why a connection that is being set up is reset */
#include "scenario.h"

CAUSE(no_listener) = {
	.name = "no-listener",
	.sentence = "no process was listening at that address and port",
	.mechanism = "A SYN that matches no socket is answered with "
		     "<SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> (RFC 9293, 3.10.7.1; "
		     "tcp_v4_send_reset()).",
	.words = "closed port down crashed not started yet starting wrong port address localhost "
		 "127.0.0.1 ::1 loopback bind IPv4 IPv6 family dual stack V6ONLY 0.0.0.0 "
		 "SO_BINDTODEVICE VRF docker container published port pod kubernetes service "
		 "endpoint health check readiness liveness probe upstream sshd deploy rollout "
		 "restart reload",
	.moments = "connect restart",
	.sender = "server",
	.often = OFTEN,
	.advice = "Start the service, or make it listen at the address that its clients use: not "
		  "at 127.0.0.1 alone, nor at another address, family or device of the host. "
		  "Send it no clients before it listens.",
	.settles = "`ss -tln 'sport = :PORT'` on the server: no listener there, or only one at "
		   "another address (127.0.0.1), over another family (0.0.0.0 where the SYN came "
		   "over IPv6) or on another device (%lo). If the right listener is there, and was "
		   "there at the time, a firewall or another host answered.",
};

CAUSE(listener_hidden) = {
	.name = "listener-hidden",
	.kind_of = "no-listener",
	.sentence = "a BPF program steered the connection past a listener that was there",
	.mechanism =
		"A program of type sk_lookup runs before the lookup of listeners. If it drops "
		"the lookup, the SYN finds no socket, as at a closed port (RFC 9293, 3.10.7.1; "
		"inet_lookup_run_sk_lookup()).",
	.words = "eBPF BPF sk_lookup bpftool tubular cilium cloudflare steering XDP socket "
		 "redirect listens but refused",
	.moments = "connect",
	.sender = "server",
	.often = SELDOM,
	.advice = "Make the program pass (SK_PASS) what it has no entry for, or add the service "
		  "to its map.",
	.settles = "`bpftool link show` on the server: one of type netns, attach_type sk_lookup. "
		   "`ss -tln 'sport = :PORT'` shows the listener, and the kernel says NO_SOCKET.",
};

CAUSE(firewall_reject) = {
	.name = "firewall-reject",
	.by_firewall = true,
	.sentence = "a firewall refused the connection with a RST in the server's name",
	.mechanism = "`reject with tcp reset` answers a SYN just as a closed port would: "
		     "nf_reject_ip_tcphdr_put(). No TCP stack sent it, so no kernel counts it "
		     "and no tracepoint reports it.",
	.words = "firewall iptables nftables nft reject rule blocked policy network policy "
		 "security group egress router gateway docker kubernetes",
	.moments = "connect",
	.sender = "server client",
	.often = OFTEN,
	.advice = "Find the rule, on the client, on the path or on the server (`nft list "
		  "ruleset`, `iptables-save`), and allow the port.",
	.settles = "`nstat -az TcpOutRsts` on the server has not grown after one more try, and "
		   "`ss -tln 'sport = :PORT'` shows the listener. In a capture at the client the "
		   "TTL is that of a nearer host, unless the firewall runs on the server itself.",
};

CAUSE(icmp_unreachable) = {
	.name = "icmp-unreachable",
	.sentence = "an ICMP error ended connect(); there was no RST",
	.mechanism =
		"In SYN-SENT, Linux ends the attempt on an ICMP error: destination "
		"unreachable (but not \"fragmentation needed\"), time exceeded, parameter "
		"problem (tcp_v4_err(), tcp_v6_err()). The code decides which error the application "
		"gets: port unreachable is \"connection refused\" too.",
	.words = "icmp unreachable firewall iptables nftables reject icmp-port-unreachable admin "
		 "prohibited no route to host permission denied EHOSTUNREACH EACCES",
	.moments = "connect",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Find the firewall or router by the source address of the ICMP message, and "
		  "change its rule.",
	.settles = "`tcpdump -ni any 'icmp or icmp6'` on the client during one more try: "
		   "\"unreachable\" from the host that refused. `nstat -az TcpInSegs` there does "
		   "not count it.",
	.no_reset = true,
};

CAUSE(backlog_full) = {
	.name = "backlog-full",
	.sentence = "the accept queue was full, and the server is configured to reset in that "
		    "case",
	.mechanism = "With net.ipv4.tcp_abort_on_overflow = 1 the server resets a handshake that "
		     "completes while the queue is full (tcp_check_req(), listen_overflow). By "
		     "default, and under SYN cookies, it drops the ACK silently, and the "
		     "handshake is tried again.",
	.words = "accept queue backlog somaxconn overflow overflowed ListenOverflows ListenDrops "
		 "overload overloaded burst peak load slow to accept listen",
	.moments = "connect first-data load",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Accept faster, give listen() and net.core.somaxconn a longer queue, or leave "
		  "net.ipv4.tcp_abort_on_overflow at 0: then clients wait and get in.",
	.settles = "`nstat -az TcpExtListenOverflows` on the server grows with each, and `ss "
		   "-tln` shows the listener with a Recv-Q above its Send-Q, the backlog. "
		   "`sysctl net.ipv4.tcp_abort_on_overflow` there says 1.",
};

CAUSE(bad_syncookie) = {
	.name = "bad-syncookie",
	.kind_of = "segment-after-forgotten",
	.sentence = "the server sent SYN cookies, and the returning ACK carried an invalid one",
	.mechanism = "Under SYN cookies the server keeps nothing of a handshake but the sequence "
		     "number that it chose. cookie_v4_check() rejects any other, and the ACK "
		     "then meets the listener (RFC 9293, 3.10.7.2).",
	.words = "syn cookie cookies syncookies flood flooding overload burst peak load ddos "
		 "listen queue",
	.moments = "connect first-data load",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Give the listener a longer queue (listen(), net.core.somaxconn, "
		  "net.ipv4.tcp_max_syn_backlog), so that it needs no cookies. Look for what "
		  "delays the ACK or changes its numbers on the path.",
	.settles = "`nstat -az TcpExtSyncookiesFailed` on the server grows by one for each.",
};

CAUSE(unacceptable_ack) = {
	.name = "unacceptable-ack",
	.sentence = "in the handshake, the peer acknowledged something that was never sent",
	.mechanism = "A bad ACK in SYN-SENT or SYN-RECEIVED is answered with "
		     "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.3 and 3.10.7.4; "
		     "tcp_rcv_synsent_state_process(), tcp_rcv_state_process()).",
	.words = "wrong acknowledgement number two hosts one address duplicate ip address "
		 "asymmetric routing anycast ECMP balancer old duplicate delayed duplicate "
		 "crossed simultaneous open",
	.moments = "connect",
	.sender = "client server",
	.advice = "Find out what else answers besides the peer: a second host with the same "
		  "address, a middlebox that changes sequence numbers, a network that duplicates "
		  "and delays segments.",
	.settles = "`tcpdump -S 'tcp port PORT'` at the host that sends the RST: the "
		   "acknowledgement number just before it is not the host's own SYN plus one.",
};

CAUSE(port_pair_known) = {
	.name = "port-pair-known",
	.kind_of = "unacceptable-ack",
	.sentence = "the other end still knew the port pair, and answered the SYN with a "
		    "challenge ACK",
	.mechanism =
		"A SYN that meets an old connection of the same ports is answered with an "
		"ACK of what that connection expects (RFC 5961, 4). The ACK does not "
		"acknowledge the SYN, so the connecting side resets it and sends its SYN "
		"again (RFC 9293, 3.5.1, figure 9): Linux at once since 5.6, others, or if one "
		"of these segments is lost, after a second or three.",
	.words = "slow connect delay 1s 3s second retransmitted SYN port reuse reused same "
		 "source port challenge challenge ACK half-open reboot crash NAT gateway "
		 "balancer",
	.moments = "connect restart",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Only the time until the next SYN is lost: the RST has ended the old "
		  "connection, and connect() succeeds. To avoid the delay, use keepalive on the "
		  "side that remembers, or other source ports on the side that forgot.",
	.settles = "Before that, `ss -tan` on the host that answers shows the old connection "
		   "with the same ports. `nstat -az TcpExtTCPSYNChallenge` there grows by one, "
		   "unless that connection was in TIME-WAIT.",
};

CAUSE(unacceptable_timestamp) = {
	.name = "unacceptable-timestamp",
	.sentence = "the SYN-ACK echoed a timestamp that was never sent",
	.mechanism = "In SYN-SENT, Linux resets an acknowledgement whose TSecr is neither 0 nor "
		     "between the TSval of its first SYN and its clock of now: PAWSActive, "
		     "tcp_rcv_synsent_state_process(). No RFC asks for that reset.",
	.words = "timestamps timestamp option TSval TSecr PAWS balancer proxy box that rewrites "
		 "options old duplicate",
	.moments = "connect",
	.sender = "client",
	.advice = "Find out what answers late or writes its own timestamps: a load balancer, a "
		  "SYN proxy, a second host with the same address.",
	.settles = "`nstat -az TcpExtPAWSActive` on the client grows by one for each.",
};

CAUSE(unwanted_syn_ack) = {
	.name = "unwanted-syn-ack",
	.sentence = "a SYN-ACK arrived for a SYN that this host had not sent",
	.mechanism = "The SYN-ACK acknowledges something that the port never sent: "
		     "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.5.1, figure 11, and 3.10.7.1). That "
		     "RST tells the other side that nobody wanted the connection.",
	.words = "spoofed source address backscatter syn flood scan nmap half-open scan raw "
		 "socket old duplicate SYN asymmetric routing balancer direct server return",
	.moments = "connect",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Find out what sends SYNs from this address: a scanner that writes its own "
		  "segments, a forger, a network that duplicates. The host itself behaves "
		  "correctly.",
	.settles = "`nstat -az TcpActiveOpens` on the host that sends the RST does not grow: its "
		   "TCP sent no SYN. `tcpdump 'tcp port PORT'` there shows the SYN-ACK, and the "
		   "RST at once.",
};

CAUSE(vanished_connector) = {
	.name = "vanished-connector",
	.sentence = "the SYN-ACK arrived after the client had given up",
	.mechanism = "The socket that sent the SYN is closed, so the SYN-ACK finds none: "
		     "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1).",
	.words = "happy eyeballs connect timeout too short impatient slow server ctrl-c killed "
		 "process",
	.moments = "connect load",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Give connect() more time than the path and a full queue need. A client that "
		  "tries two addresses and drops the slower one does no harm.",
	.settles = "`tcpdump 'tcp port PORT'` at the client: a SYN, the SYN-ACK later than the "
		   "client's timeout, and the RST at once. `ss -tan state syn-sent` there no "
		   "longer shows the socket.",
};

CAUSE(connect_scan) = {
	.name = "connect-scan",
	.sentence = "someone connected and aborted at once, without sending data: a health "
		    "check, or a scan",
	.mechanism = "connect(), SO_LINGER {1, 0} and close(): an ABORT of a connection that "
		     "carried no data (RFC 9293, 3.10.5). It leaves no TIME-WAIT, so programs "
		     "that connect often use it.",
	.words = "health check healthcheck load balancer balancer probe liveness readiness "
		 "monitoring tcp check keepalived port scan scanner nmap masscan",
	.moments = "connect first-data",
	.sender = "client",
	.often = OFTEN,
	.advice = "If the address belongs to a load balancer or to monitoring, leave it. A check "
		  "that speaks the protocol, or closes with a FIN, does not fill the log.",
	.settles = "`tcpdump -n 'tcp port PORT'` on the server: the "
		   "same client again and again, with no data before its RST.",
};

CAUSE(abort_unaccepted) = {
	.name = "abort-unaccepted",
	.kind_of = "abort-other",
	.sentence = "the listener was closed before the application had accepted the connection",
	.mechanism = "inet_csk_listen_stop() aborts everything in the accept queue: "
		     "<SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5). The client saw the connection "
		     "as established.",
	.words = "deploy deployment rollout rolling update restart reload SIGHUP graceful "
		 "shutdown terminating pod kubernetes worker process killed SIGKILL OOM "
		 "SO_REUSEPORT reuseport socket activation listen queue accept queue balancer "
		 "upstream",
	.moments = "first-data close restart",
	.sender = "server",
	.often = OFTEN,
	.advice = "Pass the listening socket on to the new process (socket activation), or "
		  "migrate its queue (SO_REUSEPORT with net.ipv4.tcp_migrate_req = 1). Take the "
		  "server out of the load balancer before it closes its listener.",
	.settles = "`ss -tln` on the server just before the restart: the listener's Recv-Q "
		   "counts the connections that were not accepted yet. `nstat -az "
		   "TcpExtTCPAbortOnClose` there does not grow.",
};

CAUSE(listener_gone) = {
	.name = "listener-gone",
	.kind_of = "segment-after-forgotten",
	.sentence = "the listener was closed before the handshake had completed on the server's "
		    "side",
	.mechanism =
		"The last step of the handshake, the ACK or with TCP_DEFER_ACCEPT the first "
		"data, finds no listener, and the request is dropped: <SEQ=SEG.ACK>"
		"<CTL=RST> (RFC 9293, 3.10.7.1). The client saw the connection as established.",
	.words = "TCP_DEFER_ACCEPT deferred accept third ACK graceful shutdown deploy restart "
		 "reload rollout pod terminated",
	.moments = "connect first-data restart",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Pass the listening socket on across a restart, so that it never closes. "
		  "Without TCP_DEFER_ACCEPT only one round trip is at risk.",
	.settles = "`ss -tln 'sport = :PORT'` on the server at that time: no listener. `tcpdump` "
		   "shows the RST in answer to the client's ACK or first data, with window 0 and "
		   "no timestamps.",
};

CAUSE(syn_in_window) = {
	.name = "syn-in-window",
	.sentence = "an in-window SYN arrived on a connection that had not ended",
	.mechanism = "Where no full socket exists, only a request or a FIN-WAIT-2 entry, Linux "
		     "resets as RFC 793 did (RFC 9293, 3.5.2; tcp_check_req(), "
		     "tcp_timewait_state_process()).",
	.words = "second SYN duplicate SYN same ports port reuse spoofed scanner FIN-WAIT-2 "
		 "SYN-RECEIVED",
	.moments = "connect close",
	.sender = "server",
	.advice = "Find out what sends the second SYN: a client that reuses the port at once, a "
		  "middlebox that opens its own connections, a forger.",
	.settles = "`tcpdump -S 'tcp port PORT'` at the server: a SYN with the same ports and "
		   "another sequence number than the first, right before the RST.",
};

CAUSE(stray_segment) = {
	.name = "stray-segment",
	.kind_of = "segment-after-forgotten",
	.sentence = "a segment that belongs to no connection reached a port",
	.mechanism = "A closed port answers any segment with a RST (RFC 9293, 3.10.7.1), a "
		     "listener any segment with an ACK (3.10.7.2). This says nothing about the "
		     "host that answers.",
	.words = "ECMP rehash wrong host stray leftover asymmetric routing balancer scan "
		 "scanner ack scan nmap backscatter",
	.moments = "connect mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look for the sender of the segment, not of the RST: a scan, a route that "
		  "leads to the wrong host, a connection that belongs to another host.",
	.settles = "`ss -tan` on the host that answers shows no socket with these ports, now or "
		   "earlier. `tcpdump` there shows no handshake either.",
};

CAUSE(smc_no_handshake) = {
	.name = "smc-no-handshake",
	.sentence =
		"a listener with SMC received a SYN that offered SMC, and what followed was not "
		"an SMC handshake",
	.mechanism = "The kernel accepts on behalf of the listener and waits for a CLC Proposal "
		     "(smc_listen_work()). Anything else is EPROTO, which rules out the fallback "
		     "to TCP. The kernel closes the connection with its data unread, so with a "
		     "RST, and accept() never returns it (smc_accept_dequeue()).",
	.words =
		"SMC SMC-R SMC-D AF_SMC smc_run libsmc-preload smcss CLC proposal decline EPROTO "
		"z/OS mainframe s390 Alibaba Cloud eRDMA RDMA experimental TCP option 254 E2D4C3D9",
	.moments = "connect first-data",
	.sender = "server",
	.often = SELDOM,
	.advice = "Find out what puts the SMC option into SYNs and then speaks plain TCP: a proxy "
		  "or balancer that copies options it does not know. Make it drop option 254, or "
		  "run the server without SMC.",
	.settles = "`smcss -a` shows the listener; `smcr stats` on that host counts handshake "
		   "errors. `nstat -az TcpExtTCPAbortOnClose` there grows by one for each, though "
		   "the application accepted nothing. In a capture the SYN has option 254 with "
		   "e2d4c3d9.",
};

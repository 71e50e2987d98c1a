/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_opening.c - why a connection that is being set up is reset */
#include "scenario.h"

CAUSE(no_listener) = {
	.name = "no-listener",
	.sentence = "nobody listened at that address and port",
	.mechanism = "A SYN that finds no socket is answered by "
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
	.advice = "Start the service, or have it listen at the address that its clients use: not "
		  "at 127.0.0.1 alone, nor at another address, family or device of the host. Send "
		  "it no clients before it listens.",
	.settles =
		"`ss -tln 'sport = :PORT'` on the server: no listener there, or only one at "
		"another address (127.0.0.1), over another family (0.0.0.0 where the SYN has come "
		"over IPv6) or on another device (%lo). With a listener at the right one, then as well, a firewall "
		"or another host has answered.",
};

CAUSE(listener_hidden) = {
	.name = "listener-hidden",
	.kind_of = "no-listener",
	.sentence = "a BPF program steered the connection past the listener that was there",
	.mechanism =
		"A program of type sk_lookup is asked before the listeners are searched. Where "
		"it drops the search, the SYN finds no socket, as at a closed port (RFC 9293, "
		"3.10.7.1; inet_lookup_run_sk_lookup()).",
	.words = "eBPF BPF sk_lookup bpftool tubular cilium cloudflare steering XDP socket "
		 "redirect listens but refused",
	.moments = "connect",
	.sender = "server",
	.often = SELDOM,
	.advice = "Have the program let pass (SK_PASS) what it knows no place for, or enter the "
		  "service in its table.",
	.settles = "`bpftool link show` on the server: one of type netns, attach_type sk_lookup. "
		   "`ss -tln 'sport = :PORT'` shows the listener, and the kernel says NO_SOCKET.",
};

CAUSE(firewall_reject) = {
	.name = "firewall-reject",
	.by_firewall = true,
	.sentence = "a firewall refused the connection by a RST in the name of the server",
	.mechanism = "`reject with tcp reset` answers a SYN just as a closed port would: "
		     "nf_reject_ip_tcphdr_put(). No TCP has sent it, so no kernel counts it and "
		     "no tracepoint tells of it.",
	.words = "firewall iptables nftables nft reject rule blocked policy network policy "
		 "security group egress router gateway docker kubernetes",
	.moments = "connect",
	.sender = "server client",
	.often = OFTEN,
	.advice = "Find the rule, on the client, on the way or on the server (`nft list "
		  "ruleset`, `iptables-save`), and let the port through.",
	.settles = "`nstat -az TcpOutRsts` on the server, before and after one more try: it has "
		   "not grown, and `ss -tln 'sport = :PORT'` shows the listener. In a capture "
		   "beside the client the TTL is that of a nearer host, unless the firewall is "
		   "the server's own.",
};

CAUSE(icmp_unreachable) = {
	.name = "icmp-unreachable",
	.sentence = "an ICMP error ended connect(); there was no RST",
	.mechanism = "In SYN-SENT Linux ends the attempt by any ICMP destination unreachable "
		     "(tcp_v4_err(), tcp_v6_err()); which error the application reads depends on "
		     "the code: port unreachable is \"connection refused\" too.",
	.words = "icmp unreachable firewall iptables nftables reject icmp-port-unreachable admin "
		 "prohibited no route to host permission denied EHOSTUNREACH EACCES",
	.moments = "connect",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Find the firewall or router that says so, by the source address of the ICMP "
		  "message, and change its rule.",
	.settles = "`tcpdump -ni any 'icmp or icmp6'` on the client, and one more try: "
		   "\"unreachable\" in the name of who has refused. `nstat -az TcpInSegs` there "
		   "has not grown by the answer.",
	.no_reset = true,
};

CAUSE(backlog_full) = {
	.name = "backlog-full",
	.sentence = "the accept queue was full, and the server is told to reset then",
	.mechanism = "With net.ipv4.tcp_abort_on_overflow = 1 a handshake that ends while the "
		     "queue is full is reset (tcp_check_req(), listen_overflow). Without it, "
		     "which is the default, and under SYN cookies, it is dropped in silence "
		     "and tried again.",
	.words = "accept queue backlog somaxconn overflow overflowed ListenOverflows ListenDrops "
		 "overload overloaded burst peak load slow to accept listen",
	.moments = "connect first-data load",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Accept faster, give listen() and net.core.somaxconn a longer queue, or leave "
		  "net.ipv4.tcp_abort_on_overflow at 0: then clients wait, and get in.",
	.settles = "`nstat -az TcpExtListenOverflows` on the server grows with each, and `ss "
		   "-tln` shows more in Recv-Q of the listener than in Send-Q, its backlog. "
		   "`sysctl net.ipv4.tcp_abort_on_overflow` there says 1.",
};

CAUSE(bad_syncookie) = {
	.name = "bad-syncookie",
	.kind_of = "segment-after-forgotten",
	.sentence = "the server sent SYN cookies, and the ACK that came back bore no good one",
	.mechanism = "Under SYN cookies the server keeps nothing of a handshake but the number "
		     "that it chose; cookie_v4_check() refuses another, and the ACK meets a "
		     "listener (RFC 9293, 3.10.7.2).",
	.words = "syn cookie cookies syncookies flood flooding overload burst peak load ddos "
		 "listen queue",
	.moments = "connect first-data load",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Give the listener a longer queue (listen(), net.core.somaxconn, "
		  "net.ipv4.tcp_max_syn_backlog), so that no cookies are needed; look for what "
		  "delays the ACK or changes its numbers on the way.",
	.settles = "`nstat -az TcpExtSyncookiesFailed` on the server grows by one for each.",
};

CAUSE(unacceptable_ack) = {
	.name = "unacceptable-ack",
	.sentence = "in the handshake, the peer acknowledged something else than what was sent",
	.mechanism = "A bad ACK in SYN-SENT or SYN-RECEIVED is answered by "
		     "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.3 and 3.10.7.4; "
		     "tcp_rcv_synsent_state_process(), tcp_rcv_state_process()).",
	.words = "wrong acknowledgement number two hosts one address duplicate ip address "
		 "asymmetric routing anycast ECMP balancer old duplicate delayed duplicate "
		 "crossed simultaneous open",
	.moments = "connect",
	.sender = "client server",
	.advice = "Find out who answers besides the peer, or from the past: two hosts with one "
		  "address, a box that changes sequence numbers, a network that duplicates.",
	.settles = "`tcpdump -S 'tcp port PORT'` at the host that sends the RST: the "
		   "acknowledgement number before it is not that of its own SYN plus one.",
};

CAUSE(port_pair_known) = {
	.name = "port-pair-known",
	.kind_of = "unacceptable-ack",
	.sentence = "the port pair was still known at the other end, which answered the SYN by a "
		    "challenge ACK",
	.mechanism = "A SYN that meets its old connection is answered by an ACK of what that one "
		     "expects (RFC 5961, 4). It acknowledges no SYN, so the connecting side "
		     "resets it, and sends its SYN again (RFC 9293, 3.5.1, figure 9).",
	.words = "slow connect delay 1s 3s second retransmitted SYN port reuse reused same "
		 "source port challenge challenge ACK half-open reboot crash NAT gateway "
		 "balancer",
	.moments = "connect restart",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Nothing is lost but the time until the next SYN: the RST has ended the old "
		  "connection, and connect() succeeds. Against the delay: keepalive on the side "
		  "that remembers, or other source ports on the side that forgot.",
	.settles = "`ss -tan` on the host that answers, before, shows the old connection of the "
		   "same ports; `nstat -az TcpExtTCPSYNChallenge` there grows by one, unless that "
		   "connection was in TIME-WAIT.",
};

CAUSE(unacceptable_timestamp) = {
	.name = "unacceptable-timestamp",
	.sentence = "the SYN-ACK echoed a timestamp that was never sent",
	.mechanism = "In SYN-SENT Linux resets an acknowledgement whose TSecr is not between the "
		     "first and the last TSval that it sent (RFC 7323, 3.2; "
		     "tcp_rcv_synsent_state_process()).",
	.words = "timestamps timestamp option TSval TSecr PAWS balancer proxy box that rewrites "
		 "options old duplicate",
	.moments = "connect",
	.sender = "client",
	.advice = "Find what answers out of the past, or writes timestamps of its own: a load "
		  "balancer, a SYN proxy, two hosts with one address.",
	.settles = "`nstat -az TcpExtPAWSActive` on the client grows by one for each.",
};

CAUSE(unwanted_syn_ack) = {
	.name = "unwanted-syn-ack",
	.sentence = "a SYN-ACK came for a SYN that this host had not sent",
	.mechanism = "It acknowledges something at a port where nothing was sent: "
		     "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.5.1, figure 11, and 3.10.7.1). That "
		     "RST is how the other side learns that nobody wanted the connection.",
	.words = "spoofed source address backscatter syn flood scan nmap half-open scan raw "
		 "socket old duplicate SYN asymmetric routing balancer direct server return",
	.moments = "connect",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Find who sends SYNs with this address: a scanner that writes its own "
		  "segments, a forger, a network that duplicates. The host itself does what is "
		  "right.",
	.settles = "`nstat -az TcpActiveOpens` on the host that sends the RST, before and after: "
		   "it has not grown, so its TCP has sent no SYN. `tcpdump 'tcp port PORT'` there "
		   "shows the SYN-ACK, and the RST at once.",
};

CAUSE(vanished_connector) = {
	.name = "vanished-connector",
	.sentence = "the SYN-ACK came when the client had given up already",
	.mechanism = "The socket that had sent the SYN is closed, so its SYN-ACK finds none: "
		     "<SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1).",
	.words = "happy eyeballs connect timeout too short impatient slow server ctrl-c killed "
		 "process",
	.moments = "connect load",
	.sender = "client",
	.often = AT_TIMES,
	.advice = "Give connect() more time than the path and a full queue take. Where a client "
		  "tries two addresses and drops the slower, it is harmless.",
	.settles = "`tcpdump 'tcp port PORT'` at the client: a SYN, then the SYN-ACK after more "
		   "than the client's timeout, and the RST at once. `ss -tan state syn-sent` "
		   "there no longer shows the socket.",
};

CAUSE(connect_scan) = {
	.name = "connect-scan",
	.sentence = "somebody connected and aborted at once, without a word: a health check, or "
		    "a scan",
	.mechanism = "connect(), SO_LINGER {1, 0} and close(): an ABORT of a connection over "
		     "which nothing was said (RFC 9293, 3.10.5). It keeps no TIME-WAIT, so those "
		     "who connect often do so.",
	.words = "health check healthcheck load balancer balancer probe liveness readiness "
		 "monitoring tcp check keepalived port scan scanner nmap masscan",
	.moments = "connect first-data",
	.sender = "client",
	.often = OFTEN,
	.advice = "If the address is that of a balancer or of monitoring, leave it; a check that "
		  "speaks the protocol, or closes by FIN, fills no log.",
	.settles = "`tcpdump -n 'tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'` on the server: the same "
		   "client again and again, and no data before its RST.",
};

CAUSE(abort_unaccepted) = {
	.name = "abort-unaccepted",
	.kind_of = "abort-other",
	.sentence = "the listener was closed before the application had accepted the connection",
	.mechanism = "inet_csk_listen_stop() aborts what is in the accept queue: "
		     "<SEQ=SND.NXT><CTL=RST> (RFC 9293, 3.10.5). To the client the connection "
		     "was up.",
	.words = "deploy deployment rollout rolling update restart reload SIGHUP graceful "
		 "shutdown terminating pod kubernetes worker process killed SIGKILL OOM "
		 "SO_REUSEPORT reuseport socket activation listen queue accept queue balancer "
		 "upstream",
	.moments = "first-data close restart",
	.sender = "server",
	.often = OFTEN,
	.advice = "Hand the listening socket on to the new process (socket activation), or "
		  "migrate what it holds (SO_REUSEPORT with net.ipv4.tcp_migrate_req = 1); take "
		  "the service out of the balancer before it closes its listener.",
	.settles = "`ss -tln` on the server just before the restart: Recv-Q of the listener "
		   "counts the connections that nobody has accepted. `nstat -az "
		   "TcpExtTCPAbortOnClose` there does not grow.",
};

CAUSE(listener_gone) = {
	.name = "listener-gone",
	.kind_of = "segment-after-forgotten",
	.sentence = "the listener was closed before the handshake had ended on the side of the "
		    "server",
	.mechanism = "What ends the handshake, the ACK or with TCP_DEFER_ACCEPT the first data, "
		     "finds neither request nor listener: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, "
		     "3.10.7.1). To the client the connection was up.",
	.words = "TCP_DEFER_ACCEPT deferred accept third ACK graceful shutdown deploy restart "
		 "reload rollout pod terminated",
	.moments = "connect first-data restart",
	.sender = "server",
	.often = AT_TIMES,
	.advice = "Hand the listening socket on over a restart, so that it is never closed. "
		  "Without TCP_DEFER_ACCEPT only one round trip is at risk.",
	.settles = "`ss -tln 'sport = :PORT'` on the server at that time: no listener. `tcpdump` "
		   "shows the RST in answer to the client's ACK or first data, with window 0 and "
		   "no timestamps.",
};

CAUSE(syn_in_window) = {
	.name = "syn-in-window",
	.sentence = "a SYN came within the window of a connection that was not over",
	.mechanism = "Where there is no full socket, only a request or a FIN-WAIT-2 entry, "
		     "Linux resets it as RFC 793 did (RFC 9293, 3.5.2; tcp_check_req(), "
		     "tcp_timewait_state_process()).",
	.words = "second SYN duplicate SYN same ports port reuse spoofed scanner FIN-WAIT-2 "
		 "SYN-RECEIVED",
	.moments = "connect close",
	.sender = "server",
	.advice = "Find who sends the second SYN: a client that takes the same port at once, a "
		  "box that makes connections of its own, a forger.",
	.settles = "`tcpdump -S 'tcp port PORT'` at the server: a SYN of the same ports, with "
		   "another sequence number than the first, right before the RST.",
};

CAUSE(stray_segment) = {
	.name = "stray-segment",
	.kind_of = "segment-after-forgotten",
	.sentence = "a segment that belongs to no connection reached a port",
	.mechanism = "A closed port answers by RST whatever it is (RFC 9293, 3.10.7.1), a "
		     "listener what bears an ACK (3.10.7.2). It says nothing of the host that "
		     "answers.",
	.words = "ECMP rehash wrong host stray leftover asymmetric routing balancer scan "
		 "scanner ack scan nmap backscatter",
	.moments = "connect mid",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look for the sender of the segment, not of the RST: a scan, a route that "
		  "leads to the wrong host, a connection that was up elsewhere.",
	.settles = "`ss -tan` on the host that answers: no socket of these ports, and none there "
		   "before. `tcpdump` there shows no handshake of them either.",
};

CAUSE(smc_no_handshake) = {
	.name = "smc-no-handshake",
	.sentence =
		"a listener of SMC was offered SMC by a SYN, and what followed was no handshake "
		"of SMC",
	.mechanism = "The kernel accepts for the listener and waits for a CLC Proposal "
		     "(smc_listen_work()). Anything else is EPROTO, for which there is no way back "
		     "to TCP; the connection is closed with its data unread, so by a RST, and "
		     "accept() never returns it (smc_accept_dequeue()).",
	.words =
		"SMC SMC-R SMC-D AF_SMC smc_run libsmc-preload smcss CLC proposal decline EPROTO "
		"z/OS mainframe s390 Alibaba Cloud eRDMA RDMA experimental TCP option 254 E2D4C3D9",
	.moments = "connect first-data",
	.sender = "server",
	.often = SELDOM,
	.advice =
		"Find who puts the option of SMC into SYNs and then speaks plain TCP: a proxy or "
		"balancer that copies options it does not know. Have it drop option 254, or run the "
		"server without SMC.",
	.settles =
		"`smcss -a` shows the listener; `smcr stats` on that host counts handshake errors. "
		"`nstat -az TcpExtTCPAbortOnClose` there grows by one for each, though the "
		"application has accepted nothing. In a capture the SYN has option 254 with "
		"e2d4c3d9.",
};

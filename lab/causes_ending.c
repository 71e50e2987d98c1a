/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_ending.c - why one of its own ends resets a connection that is up */
#include "scenario.h"

CAUSE(abort) = {
	.name = "abort",
	.sentence = "an application, or someone acting in its place, aborted the connection "
		    "instead of closing it in order",
	.mechanism = "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> with the connection's window and "
		     "timestamps: tcp_send_active_reset() (RFC 9293, 3.10.5). The segment does "
		     "not say why the application did so.",
	.words = "abort hard close RST,ACK in the middle",
	.moments = "first-data mid idle close restart",
	.sender = "client server",
	.advice = "Look at the host that sent the RST, at that time: what was closed or killed "
		  "there, and had everything been read?",
	.settles = "`nstat -az TcpExtTCPAbortOnClose TcpExtTCPAbortOnData` on the host that sent "
		   "the RST: the first grows for unread data, the second for SO_LINGER {1, 0}. "
		   "Neither grows for SOCK_DESTROY, connect(AF_UNSPEC) or a closed listener.",
};

CAUSE(abort_unread) = {
	.name = "abort-unread",
	.kind_of = "abort",
	.sentence = "the application closed the connection, or exited, with unread data in the "
		    "receive buffer",
	.mechanism = "close() discards received data that the application never read, so it "
		     "sends a RST instead of a FIN (RFC 9293, 3.6.1; RFC 2525, 2.17; "
		     "__tcp_close()). The end of a process, execve() and the close of the last "
		     "of several descriptors do the same.",
	.words = "right after connect published container port docker docker-proxy user-space "
		 "proxy upstream HTTP error before the body was read 413 upload POST too large "
		 "early response request body sshd MaxStartups banner tcp wrappers TLS "
		 "handshake deploy restart reload killed SIGKILL OOM crash panic pod "
		 "kubernetes balancer",
	.moments = "first-data mid close restart",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Read everything the peer has sent before close(), or call shutdown(SHUT_WR) "
		  "and read until the end. A killed process can do neither: first stop sending "
		  "it new connections, then let it finish.",
	.settles = "`nstat -az TcpExtTCPAbortOnClose` on the host that sent the RST grows by one "
		   "for each. In a capture there, the peer has sent data before the RST. Only "
		   "much unread data shrinks the window; a few bytes do not show.",
};

CAUSE(tls_bad_record) = {
	.name = "tls-bad-record",
	.kind_of = "abort-unread",
	.sentence = "a TLS record failed authentication in the kernel (kTLS), and the "
		    "application closed the connection",
	.mechanism = "tls_sw_recvmsg() fails with EBADMSG and sends nothing (tls_err_abort()). "
		     "Since Linux 6.0 the record stays unread in TCP's queue, so close() sends a "
		     "RST instead of a FIN (__tcp_close()); earlier kernels send a FIN.",
	.words = "kTLS TCP_ULP TLS_RX EBADMSG Bad message bad_record_mac authenticate decryption "
		 "failed decrypt error nginx ssl_sendfile KTLS NFS over TLS tlshd NVMe TLS key "
		 "update",
	.moments = "first-data mid",
	.sender = "client server",
	.often = SELDOM,
	.advice = "Find out why the two keys, or their record numbers, differ: a session handed "
		  "over to the kernel in mid-record, a key update that one side missed, a network "
		  "card or middlebox that alters data. On EBADMSG send the alert bad_record_mac, "
		  "then close.",
	.settles = "`cat /proc/net/tls_stat` on the host that sent the RST: TlsDecryptError grows "
		   "by one for each. `strace -e trace=recvmsg,read` there shows EBADMSG before "
		   "close().",
};

CAUSE(abort_linger) = {
	.name = "abort-linger",
	.kind_of = "abort",
	.sentence = "the application closed the connection with SO_LINGER {1, 0}",
	.mechanism = "A linger time of zero turns close() into the ABORT call: a RST at once, no "
		     "FIN, no TIME-WAIT (RFC 9293, 3.9.1.6 and 3.10.5; __tcp_close() calls "
		     "tcp_disconnect()).",
	.words = "SO_LINGER linger 0 SetLinger setSoLinger TIME_WAIT avoid hard close abort "
		 "proxy balancer load test benchmark upstream",
	.moments = "first-data mid idle close restart",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Leave SO_LINGER alone and close normally. The side that closes first then "
		  "keeps TIME-WAIT, which hurts only where a small port range runs out. Someone "
		  "set it on purpose: find out why.",
	.settles = "`nstat -az TcpExtTCPAbortOnData` on the host that sent the RST grows by one "
		   "for each; TcpExtTCPAbortOnClose does not. `strace -e trace=setsockopt` shows "
		   "SO_LINGER with l_linger 0.",
};

CAUSE(abort_other) = {
	.name = "abort-other",
	.kind_of = "abort",
	.sentence = "the connection was aborted, but not by SO_LINGER and not with unread data",
	.mechanism = "tcp_send_active_reset() has other callers: SOCK_DESTROY, "
		     "connect(AF_UNSPEC), a listener that is closed, limits of the kernel.",
	.words = "abort hard close",
	.moments = "first-data mid idle close restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look at the host that sent the RST: its administrator, its limits, its service "
		  "manager.",
	.settles = "`nstat -az TcpOutRsts` on the host that sent the RST grows. "
		   "TcpExtTCPAbortOnClose there does not; TcpExtTCPAbortOnData grows only for "
		   "TCP_LINGER2.",
};

CAUSE(destroyed) = {
	.name = "destroyed",
	.kind_of = "abort-other",
	.sentence = "an administrator or a tool destroyed the connection from outside, as `ss "
		    "-K` does",
	.mechanism = "SOCK_DESTROY is the ABORT call, made by an administrator: tcp_abort() "
		     "sends the RST, and the application that owns the socket gets ECONNABORTED "
		     "(RFC 9293, 3.9.1.6 and 3.10.5).",
	.words = "ss -K kill socket SOCK_DESTROY administrator netd android VPN conntrack "
		 "cleanup node drain tickle failover kubernetes",
	.moments = "mid idle restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Find out what calls `ss -K` there: a script, a VPN or network manager when "
		  "the network changes, a node drain. The peer can only reconnect.",
	.settles = "The application on the host that sent the RST gets ECONNABORTED, not "
		   "ECONNRESET. `nstat -az TcpExtTCPAbortOnData` there does not grow.",
};

CAUSE(disconnected) = {
	.name = "disconnected",
	.kind_of = "abort-other",
	.sentence = "the application dissolved the connection with connect(AF_UNSPEC)",
	.mechanism = "On a TCP socket, connect() to AF_UNSPEC is the ABORT call; the socket may "
		     "then connect again (RFC 9293, 3.10.5; tcp_disconnect()).",
	.words = "AF_UNSPEC disconnect connect again reuse socket DisconnectEx",
	.moments = "mid idle close",
	.sender = "client server",
	.advice = "Send and read everything, then close the socket and open a new one.",
	.settles = "`strace -e trace=connect` on the host that sent the RST shows AF_UNSPEC. "
		   "`nstat -az TcpExtTCPAbortOnData` there does not grow.",
};

CAUSE(abort_linger2) = {
	.name = "abort-linger2",
	.kind_of = "abort-other",
	.sentence = "the application forbids FIN-WAIT-2 for its closed connections: TCP_LINGER2 "
		    "is negative",
	.mechanism = "With TCP_LINGER2 < 0 an orphaned socket may not stay in FIN-WAIT-2. If the "
		     "FIN is acknowledged already, close() sends the RST (__tcp_close()); if "
		     "not, the RST answers the acknowledgement of the FIN "
		     "(tcp_rcv_state_process()).",
	.words = "TCP_LINGER2 FIN-WAIT-2 orphan linger timeout balancer",
	.moments = "close",
	.sender = "client server",
	.advice = "Set TCP_LINGER2 to a number of seconds, or leave it unset: then "
		  "net.ipv4.tcp_fin_timeout applies.",
	.settles = "On the host that sent the RST, `nstat -az TcpExtTCPAbortOnLinger` grows if "
		   "close() came after shutdown(). TcpExtTCPAbortOnData grows if the RST answered "
		   "the acknowledgement of the FIN.",
};

CAUSE(too_many_orphans) = {
	.name = "too-many-orphans",
	.kind_of = "abort-other",
	.sentence = "the host had too many orphaned connections, or no memory for them",
	.mechanism = "Above net.ipv4.tcp_max_orphans close() sends its FIN and then a RST "
		     "(__tcp_close(), tcp_check_oom()).",
	.words = "orphan orphans tcp_max_orphans tcp_mem memory pressure overload many "
		 "connections balancer proxy",
	.moments = "close load",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Find out which program closes so many connections whose peers do not "
		  "acknowledge, or raise net.ipv4.tcp_max_orphans.",
	.settles = "`nstat -az TcpExtTCPAbortOnMemory` on the host that sent the RST grows, and "
		   "`dmesg` says \"too many orphaned sockets\".",
};

CAUSE(data_after_close) = {
	.name = "data-after-close",
	.sentence = "one side sent data after the other had closed the connection",
	.mechanism = "After CLOSE nobody can read the data, so TCP answers with a RST (RFC 9293, "
		     "3.6.1; tcp_rcv_state_process(), or tcp_timewait_state_process() if the FIN "
		     "was acknowledged).",
	.words = "HTTP keep-alive keepalive keep alive idle timeout pooled connection pool reuse "
		 "stale upstream keepalive_timeout race proxy balancer 502 503 health check "
		 "pipe head grep SIGPIPE large upload early close rst-after-fin rst after fin "
		 "response truncated",
	.moments = "first-data mid idle close restart load",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Whoever closes first should read until the peer has closed too "
		  "(shutdown(SHUT_WR), then read to the end), or announce it (`Connection: "
		  "close`). If a server closed an idle connection just as its client used it "
		  "again: give the client the shorter idle timeout, and let it repeat requests "
		  "that are safe to repeat.",
	.settles = "`tcpdump 'tcp port PORT'`: data arrives at a host that has sent its FIN, or "
		   "that has closed and cannot send the FIN yet because the peer's receive "
		   "window is full. `nstat -az TcpExtTCPAbortOnData` on that host grows if the "
		   "FIN was not yet acknowledged.",
};

CAUSE(timeout_fin_wait_2) = {
	.name = "timeout-fin-wait-2",
	.sentence = "the peer never closed its side, and the orphan in FIN-WAIT-2 timed out with "
		    "a RST",
	.mechanism = "net.ipv4.tcp_fin_timeout limits how long an orphaned socket stays in "
		     "FIN-WAIT-2. Usually a TIME-WAIT socket takes its place and expires silently. "
		     "The full socket stays if the timeout is above 60 s, or if the ACK of the FIN "
		     "arrives while close() is still at work; then tcp_keepalive_timer() sends a "
		     "RST when no time above 60 s is left.",
	.words = "FIN-WAIT-2 CLOSE-WAIT orphan tcp_fin_timeout never closes leak of sockets",
	.moments = "close",
	.sender = "client server",
	.advice = "Have the peer close when it reads the end of the stream: it is in CLOSE-WAIT "
		  "all that time. Leave net.ipv4.tcp_fin_timeout at its default.",
	.settles = "Before the RST, `ss -tan state close-wait` on the host that was reset shows "
		   "the connection. `nstat -az TcpExtTCPAbortOnTimeout` on the other host does "
		   "not grow.",
};

CAUSE(timeout_keepalive) = {
	.name = "timeout-keepalive",
	.sentence = "TCP keepalive probes went unanswered, and the host gave up on the peer",
	.mechanism = "After TCP_KEEPCNT unanswered probes, or TCP_USER_TIMEOUT, "
		     "tcp_keepalive_timer() sends a RST and the application gets ETIMEDOUT (RFC "
		     "9293, 3.8.4, describes the probes, not the RST).",
	.words = "SO_KEEPALIVE tcp keepalive TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT "
		 "TCP_USER_TIMEOUT probe idle dead peer box firewall drops idle NAT VPN sleep "
		 "laptop",
	.moments = "idle",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Find out why the peer is silent: it is gone, or a middlebox has forgotten the "
		  "connection and drops its segments. Probes that come more often than the "
		  "middlebox's timeout (TCP_KEEPIDLE) keep its entry alive.",
	.settles = "`nstat -az TcpExtTCPKeepAlive TcpExtTCPAbortOnTimeout` on the host that sent "
		   "the RST: both grow. A capture there shows the probes at even intervals, and "
		   "the RST one interval after the last.",
};

CAUSE(timeout_retransmission) = {
	.name = "timeout-retransmission",
	.sentence = "data went unacknowledged for too long, and the stack gave up on the "
		    "connection with a RST",
	.mechanism = "RFC 9293, 3.8.3, defines R2, after which a connection is closed. Linux "
		     "then sends nothing (tcp_write_err()); other stacks send a RST.",
	.words = "retransmission timeout RTO lost packets blackhole MTU path broken windows bsd "
		 "macos",
	.moments = "mid idle",
	.sender = "client server",
	.advice = "Find out where the data or its acknowledgements are lost: capture at both "
		  "ends.",
	.settles = "A capture at the sender shows the same data again and again, at intervals "
		   "that double, and the RST after the last. Linux counts such timeouts (`nstat "
		   "-az TcpExtTCPTimeouts`) and sends no RST: if Linux sent it, look for another "
		   "cause.",
	.by_reading_only = true,
};

CAUSE(timeout_app) = {
	.name = "timeout-app",
	.sentence = "a timer of the application, its proxy or load balancer expired and ended "
		    "the connection",
	.mechanism = "An idle or request timeout above TCP expires, and the application closes "
		     "or aborts. To TCP this is a close like any other: a FIN, or the RST of "
		     "unread data or SO_LINGER.",
	.words = "idle timeout read timeout request timeout 30 seconds 60 seconds 350 seconds "
		 "balancer ELB NLB proxy after some minutes idle first request in the morning "
		 "keepalive_timeout pooled connection",
	.moments = "idle mid",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Compare the silence before the RST with the timeouts of everything on the "
		  "path: a round number of seconds is a setting. Give the side that sends the "
		  "requests the shorter timeout.",
	.settles = "In a capture the silence before the RST is the same each time, such as 30.0 "
		   "or 60.0 s, and contains no probes. With probes it is keepalive.",
	.by_reading_only = true,
};

CAUSE(stack_hard_close) = {
	.name = "stack-hard-close",
	.kind_of = "abort-other",
	.sentence = "a stack other than Linux ended its connection with a RST where Linux would "
		    "have sent a FIN",
	.mechanism = "Some stacks close with a RST after their FIN, or instead of it: embedded "
		     "devices, some load balancers, Windows when data arrives after close.",
	.words = "windows device printer iot embedded appliance balancer F5 foreign stack RST "
		 "instead of FIN RST after FIN",
	.moments = "close",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "If all data had arrived and both sides were done, it is harmless. Have the "
		  "reader find the end of the response by the protocol, not by the FIN.",
	.settles = "`tcpdump -v`: the TTL started at 128 or 255, timestamps are missing although "
		   "they were offered, or the window is not the connection's: the sender is not "
		   "Linux.",
	.by_reading_only = true,
};

CAUSE(peer_closed) = {
	.name = "peer-closed",
	.sentence = "the peer closed normally, with a FIN, before it had answered; there was no "
		    "RST",
	.mechanism = "close() sends a FIN when everything was read. Many programs report an end "
		     "of stream where they expected an answer, in words that sound like a reset; "
		     "Node gives it the code ECONNRESET.",
	.words = "FIN end of stream premature crash of a worker killed idle timeout keep-alive "
		 "restart deploy",
	.moments = "first-data mid idle close restart",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Find out why the peer closed without an answer: a crash, a timeout, a limit, "
		  "a protocol that it did not understand. Its log should say.",
	.settles = "`tcpdump 'tcp port PORT'` at the client: a FIN from the peer, and no RST. If "
		   "a RST does follow, after data from the client, see data-after-close.",
	.no_reset = true,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* causes_ending.c - why one of its own ends resets a connection that is up */
#include "scenario.h"

CAUSE(abort) = {
	.name = "abort",
	.sentence = "an application, or somebody in its place, ended the connection by an ABORT",
	.mechanism = "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> with window and timestamps of the "
		     "connection: tcp_send_active_reset() (RFC 9293, 3.10.5). What made the "
		     "application do so is not in the segment.",
	.words = "abort hard close RST,ACK in the middle",
	.moments = "first-data mid idle close restart",
	.sender = "client server",
	.advice = "Look at the host that sent it, at that time: what was closed or killed there, "
		  "and was everything read?",
	.settles = "`nstat -az TcpExtTCPAbortOnClose TcpExtTCPAbortOnData` on the host that sent "
		   "it: the first grows for unread data, the second for SO_LINGER {1, 0}, "
		   "neither for SOCK_DESTROY, connect(AF_UNSPEC) or a closed listener.",
};

CAUSE(abort_unread) = {
	.name = "abort-unread",
	.kind_of = "abort",
	.sentence = "the application closed the connection, or ended, with unread data in it",
	.mechanism = "Data that were received and will never be read are lost, so close() sends "
		     "RST instead of FIN (RFC 9293, 3.6.1; RFC 2525, 2.17; __tcp_close()). It is "
		     "the same at the end of a process, execve() and the last of several "
		     "descriptors.",
	.words = "right after connect published container port docker docker-proxy user-space "
		 "proxy upstream HTTP error before the body was read 413 upload POST too large "
		 "early response request body sshd MaxStartups banner tcp wrappers TLS "
		 "handshake deploy restart reload killed SIGKILL OOM crash panic pod "
		 "kubernetes balancer",
	.moments = "first-data mid close restart",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Read all that the peer has sent before close(), or shutdown(SHUT_WR) and read "
		  "until the end. A process that is killed cannot: let it finish, and send it no "
		  "new connections before.",
	.settles = "`nstat -az TcpExtTCPAbortOnClose` on the host that sent it grows by one for "
		   "each. In a capture there: the peer has sent data, and the window, which had "
		   "shrunk by them, has not opened again before the RST.",
};

CAUSE(tls_bad_record) = {
	.name = "tls-bad-record",
	.kind_of = "abort-unread",
	.sentence = "a record did not authenticate where the kernel does TLS (kTLS), and the "
		    "application closed",
	.mechanism = "tls_sw_recvmsg() fails with EBADMSG and sends nothing (tls_err_abort()). The "
		     "record stays unread in TCP's queue, so close() sends RST instead of FIN "
		     "(__tcp_close()), since Linux 6.0; before, FIN.",
	.words = "kTLS TCP_ULP TLS_RX EBADMSG Bad message bad_record_mac decryption failed decrypt "
		 "error nginx ssl_sendfile KTLS NFS over TLS tlshd NVMe TLS key update",
	.moments = "first-data mid",
	.sender = "client server",
	.often = SELDOM,
	.advice =
		"Find why the two keys, or their record numbers, differ: a session that was handed "
		"over to the kernel in mid-record, a key update that one side has missed, a network "
		"card or box that alters data. On EBADMSG send the alert bad_record_mac, then close.",
	.settles =
		"`cat /proc/net/tls_stat`: TlsDecryptError grows by each on the host that sent it. "
		"`strace -e trace=recvmsg,read` there shows EBADMSG before close().",
};

CAUSE(abort_linger) = {
	.name = "abort-linger",
	.kind_of = "abort",
	.sentence = "the application closed the connection with SO_LINGER {1, 0}",
	.mechanism = "A zero linger time makes close() the ABORT call: RST at once, no FIN, no "
		     "TIME-WAIT (RFC 9293, 3.9.1.6 and 3.10.5; __tcp_close() calls "
		     "tcp_disconnect()).",
	.words = "SO_LINGER linger 0 SetLinger setSoLinger TIME_WAIT avoid hard close abort "
		 "proxy balancer load test benchmark upstream",
	.moments = "first-data mid idle close restart",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Leave SO_LINGER alone and close as usual: the side that closes first then "
		  "keeps TIME-WAIT, which harms only where a small range of ports is used up. It "
		  "is set on purpose, so ask what for.",
	.settles = "`nstat -az TcpExtTCPAbortOnData` on the host that sent it grows by one for "
		   "each, and TcpExtTCPAbortOnClose does not. `strace -e trace=setsockopt` shows "
		   "SO_LINGER with l_linger 0.",
};

CAUSE(abort_other) = {
	.name = "abort-other",
	.kind_of = "abort",
	.sentence = "the connection was aborted in some other way than by SO_LINGER or with "
		    "unread data",
	.mechanism = "tcp_send_active_reset() has other callers: SOCK_DESTROY, "
		     "connect(AF_UNSPEC), a listener that is closed, limits of the kernel.",
	.words = "abort hard close",
	.moments = "first-data mid idle close restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Look at the host that sent it: its administrator, its limits, its service "
		  "managers.",
	.settles = "`nstat -az TcpOutRsts` on the host that sent it grows, and "
		   "TcpExtTCPAbortOnClose there does not; TcpExtTCPAbortOnData only for "
		   "TCP_LINGER2.",
};

CAUSE(destroyed) = {
	.name = "destroyed",
	.kind_of = "abort-other",
	.sentence = "somebody destroyed the connection from outside, as `ss -K` does",
	.mechanism = "SOCK_DESTROY is the ABORT call, made by an administrator: tcp_abort() "
		     "sends the RST and gives the owner of the socket ECONNABORTED (RFC 9293, "
		     "3.9.1.6 and 3.10.5).",
	.words = "ss -K kill socket SOCK_DESTROY administrator netd android VPN conntrack "
		 "cleanup node drain tickle failover kubernetes",
	.moments = "mid idle restart",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Ask who may call `ss -K` there: a script, a VPN or network manager at a "
		  "change of the network, a node that drains. The peer can only connect again.",
	.settles = "The application on the host that sent it reads ECONNABORTED, not ECONNRESET; "
		   "`nstat -az TcpExtTCPAbortOnData` there does not grow.",
};

CAUSE(disconnected) = {
	.name = "disconnected",
	.kind_of = "abort-other",
	.sentence = "the application dissolved the connection by connect(AF_UNSPEC)",
	.mechanism = "connect() to AF_UNSPEC is the ABORT call on a TCP socket, which may then "
		     "connect again (RFC 9293, 3.10.5; tcp_disconnect()).",
	.words = "AF_UNSPEC disconnect connect again reuse socket DisconnectEx",
	.moments = "mid idle close",
	.sender = "client server",
	.advice = "Close the socket and take a new one, after all was sent and read.",
	.settles = "`strace -e trace=connect` on the host that sent it shows AF_UNSPEC. `nstat "
		   "-az TcpExtTCPAbortOnData` there does not grow.",
};

CAUSE(abort_linger2) = {
	.name = "abort-linger2",
	.kind_of = "abort-other",
	.sentence = "the application allows no FIN-WAIT-2 for its closed connections: "
		    "TCP_LINGER2 is negative",
	.mechanism = "With TCP_LINGER2 < 0 an orphan may not stay in FIN-WAIT-2: close() sends "
		     "RST if the FIN was acknowledged before (__tcp_close()), or the "
		     "acknowledgement of the FIN is answered by one (tcp_rcv_state_process()).",
	.words = "TCP_LINGER2 FIN-WAIT-2 orphan linger timeout balancer",
	.moments = "close",
	.sender = "client server",
	.advice = "Set TCP_LINGER2 to a time in seconds, or not at all: net.ipv4.tcp_fin_timeout "
		  "holds then.",
	.settles = "`nstat -az TcpExtTCPAbortOnLinger` on the host that sent it grows, where "
		   "close() came after shutdown(); TcpExtTCPAbortOnData, where the "
		   "acknowledgement of the FIN was answered.",
};

CAUSE(too_many_orphans) = {
	.name = "too-many-orphans",
	.kind_of = "abort-other",
	.sentence = "the host had too many orphaned connections, or no memory for them",
	.mechanism = "Beyond net.ipv4.tcp_max_orphans close() sends its FIN and a RST behind it "
		     "(__tcp_close(), tcp_check_oom()).",
	.words = "orphan orphans tcp_max_orphans tcp_mem memory pressure overload many "
		 "connections balancer proxy",
	.moments = "close load",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Find who closes so many connections that their peers do not acknowledge; or "
		  "give net.ipv4.tcp_max_orphans more.",
	.settles = "`nstat -az TcpExtTCPAbortOnMemory` on the host that sent it grows, and "
		   "`dmesg` says \"too many orphaned sockets\".",
};

CAUSE(data_after_close) = {
	.name = "data-after-close",
	.sentence = "the peer sent data to a connection that the other side had closed already",
	.mechanism = "Data after CLOSE have nobody to read them: RST (RFC 9293, 3.6.1; "
		     "tcp_rcv_state_process(), and tcp_timewait_state_process() where the FIN "
		     "was acknowledged).",
	.words = "HTTP keep-alive keepalive keep alive idle timeout pooled connection pool reuse "
		 "stale upstream keepalive_timeout race proxy balancer 502 503 health check "
		 "pipe head grep SIGPIPE large upload early close rst-after-fin rst after fin "
		 "response truncated",
	.moments = "first-data mid idle close restart load",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Let the side that sends the requests give idle connections up first (its "
		  "timeout below that of the server), and repeat what may be repeated; let who "
		  "closes read to the end before, or say `Connection: close`.",
	.settles = "`tcpdump 'tcp port PORT'`: data come to who has sent its FIN, or has closed "
		   "and cannot send it yet, as its peer gives no room. `nstat -az "
		   "TcpExtTCPAbortOnData` on that host grows if the FIN was not yet acknowledged.",
};

CAUSE(timeout_fin_wait_2) = {
	.name = "timeout-fin-wait-2",
	.sentence = "the peer never closed its side, and the orphan in FIN-WAIT-2 was given up "
		    "by a RST",
	.mechanism = "net.ipv4.tcp_fin_timeout bounds FIN-WAIT-2 of an orphan; the end is silent "
		     "but where the timeout was above 60 s and no time is left: "
		     "tcp_keepalive_timer().",
	.words = "FIN-WAIT-2 CLOSE-WAIT orphan tcp_fin_timeout never closes leak of sockets",
	.moments = "close",
	.sender = "client server",
	.advice = "Have the peer close when it has read the end of the stream: it is in "
		  "CLOSE-WAIT all that time. Leave net.ipv4.tcp_fin_timeout at its default.",
	.settles = "`ss -tan state close-wait` on the host that was reset, before: the "
		   "connection is there. `nstat -az TcpExtTCPAbortOnTimeout` on the other does "
		   "not grow.",
};

CAUSE(timeout_keepalive) = {
	.name = "timeout-keepalive",
	.sentence = "keepalive probes of TCP went unanswered, and the peer was given up",
	.mechanism = "After TCP_KEEPCNT probes without an answer, or TCP_USER_TIMEOUT, "
		     "tcp_keepalive_timer() sends a RST and the application reads ETIMEDOUT (RFC "
		     "9293, 3.8.4, knows the probes, not the RST).",
	.words = "SO_KEEPALIVE tcp keepalive TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT "
		 "TCP_USER_TIMEOUT probe idle dead peer box firewall drops idle NAT VPN sleep "
		 "laptop",
	.moments = "idle",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "Find why the peer is silent: it is gone, or a box on the way drops what it "
		  "has forgotten. Probes that come sooner than that timeout (TCP_KEEPIDLE) keep "
		  "its entry alive.",
	.settles = "`nstat -az TcpExtTCPKeepAlive TcpExtTCPAbortOnTimeout` on the host that sent "
		   "it grow both. A capture there shows the probes, at even distances, and the "
		   "RST one distance after the last.",
};

CAUSE(timeout_retransmission) = {
	.name = "timeout-retransmission",
	.sentence = "data went unacknowledged for too long, and the stack gave the connection up "
		    "by a RST",
	.mechanism = "RFC 9293, 3.8.3, has R2, after which a connection is closed. Linux then "
		     "sends nothing (tcp_write_err()); other stacks send a RST.",
	.words = "retransmission timeout RTO lost packets blackhole MTU path broken windows bsd "
		 "macos",
	.moments = "mid idle",
	.sender = "client server",
	.advice = "Find where the data or their acknowledgements are lost: capture at both ends.",
	.settles = "A capture at the sender: the same data again and again, at distances that "
		   "double, and the RST after the last. On Linux `nstat -az TcpExtTCPTimeouts`, "
		   "and no RST: then it is another cause.",
	.by_reading_only = true,
};

CAUSE(timeout_app) = {
	.name = "timeout-app",
	.sentence = "a timer of the application, its proxy or balancer was over, and it ended "
		    "the connection",
	.mechanism = "An idle or request timeout above TCP: the application closes, or aborts. "
		     "To TCP it is a close like any other, so what shows is a FIN, or the RST of "
		     "unread data or SO_LINGER.",
	.words = "idle timeout read timeout request timeout 30 seconds 60 seconds 350 seconds "
		 "balancer ELB NLB proxy after some minutes idle first request in the morning "
		 "keepalive_timeout pooled connection",
	.moments = "idle mid",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Compare the silence before the RST with the timeouts of all that is on the "
		  "way: a round number of seconds is a setting. Make the timeout of who sends "
		  "requests the shorter one.",
	.settles = "A capture: the silence before the RST is the same each time, 30.0 or 60.0 s, "
		   "and no probes are in it. With probes it is keepalive.",
	.by_reading_only = true,
};

CAUSE(stack_hard_close) = {
	.name = "stack-hard-close",
	.kind_of = "abort-other",
	.sentence = "a stack that is not Linux ended its connection by RST where Linux would "
		    "have sent FIN",
	.mechanism = "Some stacks close by a RST behind their FIN, or instead of it: embedded "
		     "devices, some balancers, Windows where data come after close.",
	.words = "windows device printer iot embedded appliance balancer F5 foreign stack RST "
		 "instead of FIN RST after FIN",
	.moments = "close",
	.sender = "client server",
	.often = AT_TIMES,
	.advice = "If all data had come and both sides were done, it is harmless: have the "
		  "reader take the end of the answer from the protocol, not from the FIN.",
	.settles = "`tcpdump -v`: TTL that began at 128 or 255, no timestamps where they were "
		   "offered, another window than the connection's: the sender is no Linux.",
	.by_reading_only = true,
};

CAUSE(peer_closed) = {
	.name = "peer-closed",
	.sentence = "the peer closed as usual, by FIN, before it had answered; there was no RST",
	.mechanism = "close() with all read sends FIN. Many programs report the end of the "
		     "stream where they expected an answer in words that sound like a reset; "
		     "Node gives it the code ECONNRESET.",
	.words = "FIN end of stream premature crash of a worker killed idle timeout keep-alive "
		 "restart deploy",
	.moments = "first-data mid idle close restart",
	.sender = "client server",
	.often = OFTEN,
	.advice = "Look at why the peer closed without an answer: a crash, a timeout, a limit, a "
		  "protocol that it did not understand. Its log knows.",
	.settles = "`tcpdump 'tcp port PORT'` at the client: a FIN of the peer, and no RST from "
		   "it. If a RST does come, and after data of one's own, see data-after-close.",
	.no_reset = true,
};

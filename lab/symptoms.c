/* SPDX-License-Identifier: GPL-2.0-only */
/* symptoms.c - how people see that a connection was reset, and what may be behind it */
#include "scenario.h"

#define TEXTS(...)                     \
	.texts = (const char *const[]) \
	{                              \
		__VA_ARGS__, NULL      \
	}

const struct symptom lab_symptoms[] = {
	{
		.name = "refused",
		.sentence = "connect() is refused (ECONNREFUSED)",
		TEXTS("Connection refused", "ECONNREFUSED", "curl (7)", "curl error 7",
		      "ConnectionRefused", "111 Connection refused", "ERR_CONNECTION_REFUSED",
		      "WSAECONNREFUSED", "10061",
		      "Failed to connect to ... Couldn't connect to server", "TNS:no listener",
		      "Can't contact LDAP server",
		      "could not be established. Broker may not be available",
		      "curl: (7) Failed to connect to ... port ...: Connection refused",
		      "curl: (7) Failed to connect to ... port ...: Couldn't connect to server",
		      "dial tcp ...: connect: connection refused",
		      "java.net.ConnectException: Connection refused",
		      "ConnectionRefusedError: [Errno 111] Connection refused",
		      "Error: connect ECONNREFUSED ...", "Connection refused (os error 111)",
		      "Errno::ECONNREFUSED", "WSAECONNREFUSED (10061)",
		      "net::ERR_CONNECTION_REFUSED",
		      "System.Net.Sockets.SocketException (111): Connection refused",
		      "No connection could be made because the target machine actively refused it",
		      "nginx: connect() failed (111: Connection refused) while connecting to "
		      "upstream",
		      "Envoy: upstream connect error or disconnect/reset before headers. reset "
		      "reason: connection failure",
		      "Envoy response flags 503 UF, delayed connect error: 111", "HAProxy SC-- 503",
		      "HAProxy ... SC", "Envoy ... UF",
		      "upstream_reset_before_response_started{connection_failure}",
		      "HAProxy Layer4 connection problem: Connection refused",
		      "psql: error: connection to server at ... port ... failed: Connection "
		      "refused. Is the server running on that host?",
		      "ERROR 2003 (HY000): Can't connect to MySQL server on ... (111)",
		      "Could not connect to Redis at ...: Connection refused",
		      "ssh: connect to host ... port ...: Connection refused",
		      "telnet: Unable to connect to remote host: Connection refused",
		      "The connection to the server ... was refused",
		      "Readiness probe failed: dial tcp: connect: connection refused"),
		.causes = "no-listener firewall-reject icmp-unreachable listener-hidden "
			  "mptcp-endpoint-port",
		.moments = "connect",
	},
	{
		.name = "reset-right-away",
		.sentence = "connect() works, and the next call fails with ECONNRESET",
		TEXTS("curl: (56) Recv failure: Connection reset by peer, right after connect",
		      "connection reset by peer immediately after connecting",
		      "connection reset by a published container port",
		      "curl (56) right after connect",
		      "reading initial communication packet, system error: 104",
		      "TNS:lost contact"),
		.causes = "abort-unread abort-linger abort-unaccepted proxied-refusal backlog-full "
			  "listener-gone backend-refused bad-syncookie",
		.moments = "first-data",
	},
	{
		.name = "reset-in-tls",
		.sentence = "the TLS handshake ends with ECONNRESET",
		TEXTS("curl: (35) Recv failure: Connection reset by peer",
		      "curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to "
		      "...",
		      "net/http: TLS handshake: read: connection reset by peer",
		      "javax.net.ssl.SSLException: Connection reset during TLS handshake",
		      "curl (35) Connection reset", "curl error 35", "PR_CONNECT_RESET_ERROR",
		      "SSL_connect: Connection reset by peer",
		      "Connection reset by peer - SSL_connect", "s_client write:errno=104",
		      "reset after the TLS client hello"),
		.causes = "abort-unread middlebox-inject firewall-reject-established forged "
			  "abort-unaccepted backlog-full",
		.moments = "first-data",
	},
	{
		.name = "reset-while-reading",
		.sentence = "a call on an established connection fails with ECONNRESET",
		TEXTS("Connection reset by peer", "connection reset", "ECONNRESET", "10054",
		      "error code 10054", "WSAECONNRESET", "ERR_CONNECTION_RESET",
		      "ConnectionReset", "The connection was reset", "curl (56)", "curl error 56",
		      "httpcore.ReadError", "httpx.ReadError",
		      "curl: (56) Recv failure: Connection reset by peer",
		      "read tcp ...: read: connection reset by peer",
		      "java.net.SocketException: Connection reset",
		      "java.io.IOException: Connection reset by peer",
		      "ConnectionResetError: [Errno 104] Connection reset by peer",
		      "('Connection aborted.', ConnectionResetError(104, 'Connection reset by "
		      "peer'))",
		      "Error: read ECONNRESET", "Connection reset by peer (os error 104)",
		      "Errno::ECONNRESET", "Read error (Connection reset by peer) in headers",
		      "An existing connection was forcibly closed by the remote host",
		      "WSAECONNRESET (10054)", "net::ERR_CONNECTION_RESET",
		      "System.Net.Sockets.SocketException (10054)",
		      "Connection reset by ... port 22",
		      "could not receive data from server: Connection reset by peer",
		      "HAProxy ... SD", "HAProxy SD-- 502"),
		.causes = "abort-unread data-after-close half-open middlebox-idle abort-linger "
			  "abort-unaccepted nat-state-lost address-withdrawn middlebox-inject "
			  "firewall-reject-established nat-bypassed destroyed backlog-full "
			  "listener-gone firewall-reject-invalid backend-refused bad-syncookie "
			  "mptcp-abort mptcp-fastclose disconnected forged proxied-refusal "
			  "proxy-passes-on tproxy-reset tproxy-away",
	},
	{
		.name = "upstream-reset",
		.sentence = "a proxy's connection to its upstream is reset before an answer came",
		TEXTS("nginx: recv() failed (104: Connection reset by peer) while reading response "
		      "header from upstream",
		      "recv() failed (104: Connection reset by peer) while reading response "
		      "header from upstream",
		      "recv() failed (104: Connection reset by peer) while reading upstream",
		      "a pooled connection was reset"),
		.causes = "data-after-close abort-unread half-open middlebox-idle abort-unaccepted "
			  "abort-linger address-withdrawn",
		.moments = "mid",
	},
	{
		.name = "broken-pipe",
		.sentence = "a write fails with EPIPE: the second write after a RST, or after a "
			    "FIN and a RST",
		TEXTS("Broken pipe", "EPIPE", "BrokenPipe", "curl (55)", "errno=32 Broken pipe",
		      "write: connection reset by peer", "Send failure: Connection reset by peer",
		      "curl: (55) Send failure: Broken pipe", "write tcp ...: write: broken pipe",
		      "java.net.SocketException: Broken pipe (Write failed)",
		      "java.io.IOException: Broken pipe", "BrokenPipeError: [Errno 32] Broken pipe",
		      "Error: write EPIPE", "Broken pipe (os error 32)", "Errno::EPIPE", "SIGPIPE",
		      "client_loop: send disconnect: Broken pipe",
		      "nginx: writev() failed (32: Broken pipe) while sending request to upstream"),
		.causes = "data-after-close half-open abort-unread timeout-keepalive "
			  "middlebox-idle abort-linger too-many-orphans abort-linger2 "
			  "timeout-fin-wait-2",
	},
	{
		.name = "after-idle",
		.sentence = "the first use after some silence fails",
		TEXTS("connection reset after some minutes idle",
		      "the first request in the morning fails",
		      "could not receive data from client: Connection reset by peer",
		      "A transport-level error has occurred when receiving results from the "
		      "server",
		      "NLB 350 seconds", "idle connection was reset"),
		.causes = "middlebox-idle data-after-close half-open timeout-app nat-state-lost "
			  "timeout-keepalive flow-moved",
		.moments = "idle",
	},
	{
		.name = "at-a-restart",
		.sentence = "clients are reset whenever the service is replaced",
		TEXTS("connection reset at every deploy", "connection reset at every reload",
		      "connection reset at every restart", "resets during a rolling update"),
		.causes = "abort-unaccepted abort-unread half-open listener-gone no-listener "
			  "address-withdrawn data-after-close flow-moved",
		.moments = "restart",
	},
	{
		.name = "under-load",
		.sentence = "clients are reset while the server is overloaded",
		TEXTS("connection reset under load",
		      "times the listen queue of a socket overflowed",
		      "SYNs to LISTEN sockets dropped",
		      "TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending cookies."),
		.causes = "backlog-full bad-syncookie vanished-connector data-after-close "
			  "too-many-orphans",
		.moments = "load",
	},
	{
		.name = "ssh-banner",
		.sentence = "ssh is reset before the banner arrives",
		TEXTS("kex_exchange_identification: read: Connection reset by peer",
		      "kex_exchange_identification: Connection reset by peer",
		      "ssh_exchange_identification: Connection reset by peer",
		      "ssh_exchange_identification: read: Connection reset by peer",
		      "Not allowed at this time", "sshd resets the connection"),
		.causes = "abort-unread abort-unaccepted backlog-full middlebox-inject",
		.moments = "first-data",
	},
	{
		.name = "slow-connect",
		.sentence = "connect() takes one or three seconds, and the capture has a RST in "
			    "it",
		TEXTS("connect takes 1 s", "connect takes 3 s", "connect takes one second",
		      "SYN ACK RST SYN", "[TCP Port numbers reused]", "[TCP ACKed unseen segment]"),
		.causes = "port-pair-known",
		.moments = "connect",
	},
	{
		.name = "syn-ack-reset",
		.sentence = "a client answers a SYN-ACK with a RST",
		TEXTS("my client sends RST after SYN-ACK", "RST after SYN,ACK",
		      "the client resets the handshake"),
		.causes = "vanished-connector nat-bypassed unwanted-syn-ack unacceptable-ack "
			  "unacceptable-timestamp port-pair-known",
		.moments = "connect",
	},
	{
		.name = "rst-after-fin",
		.sentence = "a RST comes after a FIN",
		TEXTS("RST after FIN", "FIN then RST", "rst-after-fin"),
		.causes = "data-after-close stack-hard-close abort-linger2 too-many-orphans "
			  "half-open forged",
		.moments = "close",
	},
	{
		.name = "echoes",
		.sentence = "several RSTs in a row for one connection",
		TEXTS("several RSTs in a row", "a storm of RST"),
		.causes = "segment-after-forgotten half-open data-after-close",
	},
	{
		.name = "counter-close",
		.sentence = "netstat -s counts resets at close",
		TEXTS("connections reset due to early user close"),
		.causes = "abort-unread",
	},
	{
		.name = "counter-data",
		.sentence = "netstat -s counts resets for data",
		TEXTS("connections reset due to unexpected data"),
		.causes = "data-after-close abort-linger",
	},
	{
		.name = "counter-linger",
		.sentence = "netstat -s counts resets in FIN-WAIT-2",
		TEXTS("connections aborted after user close in linger timeout"),
		.causes = "abort-linger2",
	},
	{
		.name = "counter-memory",
		.sentence = "the kernel complains about orphans or memory",
		TEXTS("connections aborted due to memory pressure",
		      "TCP: too many orphaned sockets",
		      "TCP: out of memory -- consider tuning tcp_mem"),
		.causes = "too-many-orphans",
	},
	{
		.name = "counter-cookies",
		.sentence = "netstat -s counts bad cookies",
		TEXTS("invalid SYN cookies received"),
		.causes = "bad-syncookie",
	},
	{ 0 },
};

const struct homonym lab_homonyms[] = {
	{ "keepalive", "HTTP keep-alive keeps a connection open for the next request "
		       "(data-after-close); TCP keepalive is a probe sent by the kernel "
		       "(timeout-keepalive)" },
	{ "proxy", "a proxy that terminates connections is an application like any other; one "
		   "that only answers SYNs is a SYN proxy (backend-refused)" },
	{ "challenge", "a challenge ACK answers a SYN or RST that does not fit (port-pair-known, "
		       "forged); it is not a RST itself" },
	{ "rst-after-fin", "a RST after a FIN usually answers data for a closed connection "
			   "(data-after-close); the scenario rst-after-fin is about a RST that "
			   "carries the FIN's sequence number (forged)" },
	{ 0 },
};

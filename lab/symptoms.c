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
		TEXTS("curl: (7) Failed to connect to HOST port 80: Connection refused",
		      "curl: (7) Failed to connect to HOST port 80: Couldn't connect to server",
		      "dial tcp 10.0.0.1:80: connect: connection refused",
		      "java.net.ConnectException: Connection refused",
		      "ConnectionRefusedError: [Errno 111] Connection refused",
		      "Error: connect ECONNREFUSED 127.0.0.1:80",
		      "Connection refused (os error 111)", "Errno::ECONNREFUSED",
		      "WSAECONNREFUSED (10061)", "net::ERR_CONNECTION_REFUSED",
		      "System.Net.Sockets.SocketException (111): Connection refused",
		      "No connection could be made because the target machine actively refused it",
		      "nginx: connect() failed (111: Connection refused) while connecting to "
		      "upstream",
		      "Envoy: upstream connect error or disconnect/reset before headers. reset "
		      "reason: connection failure",
		      "Envoy response flags 503 UF, delayed connect error: 111", "HAProxy SC-- 503",
		      "HAProxy Layer4 connection problem: Connection refused",
		      "psql: error: connection to server at HOST, port 5432 failed: Connection "
		      "refused. Is the server running on that host?",
		      "ERROR 2003 (HY000): Can't connect to MySQL server on HOST (111)",
		      "Could not connect to Redis at HOST:6379: Connection refused",
		      "ssh: connect to host HOST port 22: Connection refused",
		      "telnet: Unable to connect to remote host: Connection refused",
		      "The connection to the server HOST:6443 was refused",
		      "Readiness probe failed: dial tcp: connect: connection refused"),
		.causes = "no-listener firewall-reject icmp-unreachable",
		.moments = "connect",
	},
	{
		.name = "unreachable",
		.sentence = "connect() fails with EHOSTUNREACH, or over IPv6 with EACCES",
		TEXTS("dial tcp 10.0.0.1:80: connect: no route to host",
		      "java.net.NoRouteToHostException: No route to host",
		      "OSError: [Errno 113] No route to host",
		      "nginx: connect() failed (113: No route to host) while connecting to upstream",
		      "connect: permission denied"),
		.causes = "icmp-unreachable",
		.moments = "connect",
	},
	{
		.name = "no-answer",
		.sentence = "the stream ends where an answer was expected",
		TEXTS("curl: (52) Empty reply from server",
		      "http.client.RemoteDisconnected: Remote end closed connection without "
		      "response",
		      "('Connection aborted.', RemoteDisconnected('Remote end closed connection "
		      "without response'))",
		      "java.net.SocketException: Unexpected end of file from server",
		      "NoHttpResponseException: HOST:80 failed to respond",
		      "nginx: upstream prematurely closed connection while reading response header "
		      "from upstream",
		      "Error: socket hang up, code ECONNRESET",
		      "psql: server closed the connection unexpectedly",
		      "SSL SYSCALL error: EOF detected",
		      "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to HOST:443",
		      "SSL routines::unexpected eof while reading", "HAProxy SH-- 502",
		      "unexpected EOF", "http: server closed idle connection",
		      "MySQL server has gone away", "Connection closed by foreign host",
		      "kex_exchange_identification: Connection closed by remote host"),
		.causes = "peer-closed data-after-close abort-unread half-open abort-linger",
		.may_be_fin = true,
	},
	{
		.name = "reset-right-away",
		.sentence = "connect() works, and the next call fails with ECONNRESET",
		TEXTS("curl: (56) Recv failure: Connection reset by peer, right after connect",
		      "connection reset by peer immediately after connecting",
		      "connection reset by a published container port"),
		.causes = "abort-unread abort-linger abort-unaccepted backlog-full listener-gone "
			  "backend-refused bad-syncookie",
		.moments = "first-data",
	},
	{
		.name = "reset-in-tls",
		.sentence = "the TLS handshake ends with ECONNRESET",
		TEXTS("curl: (35) Recv failure: Connection reset by peer",
		      "curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to "
		      "HOST:443",
		      "net/http: TLS handshake: read: connection reset by peer",
		      "javax.net.ssl.SSLException: Connection reset during TLS handshake",
		      "reset after the TLS client hello"),
		.causes = "abort-unread middlebox-inject firewall-reject-established forged "
			  "abort-unaccepted backlog-full",
		.moments = "first-data",
	},
	{
		.name = "reset-while-reading",
		.sentence = "a call on a connection that was up fails with ECONNRESET",
		TEXTS("curl: (56) Recv failure: Connection reset by peer",
		      "read tcp 10.0.0.2:40000->10.0.0.1:80: read: connection reset by peer",
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
		      "Connection reset by 10.0.0.1 port 22",
		      "could not receive data from server: Connection reset by peer",
		      "HAProxy SD-- 502"),
		.causes = "abort-unread data-after-close half-open middlebox-idle abort-linger "
			  "abort-unaccepted nat-state-lost address-withdrawn middlebox-inject "
			  "firewall-reject-established nat-bypassed destroyed backlog-full "
			  "listener-gone firewall-reject-invalid backend-refused bad-syncookie "
			  "mptcp-abort mptcp-fastclose disconnected forged",
	},
	{
		.name = "upstream-reset",
		.sentence = "a proxy's connection to its upstream is reset before an answer came",
		TEXTS("nginx: recv() failed (104: Connection reset by peer) while reading response "
		      "header from upstream",
		      "Envoy: upstream connect error or disconnect/reset before headers. reset "
		      "reason: connection termination",
		      "Envoy response flags 503 UC", "502 Bad Gateway at times",
		      "a pooled connection was reset"),
		.causes = "data-after-close abort-unread half-open middlebox-idle abort-unaccepted "
			  "abort-linger address-withdrawn",
		.moments = "mid",
	},
	{
		.name = "broken-pipe",
		.sentence = "a write fails with EPIPE: the second one after a RST, or after a FIN "
			    "and a RST",
		TEXTS("curl: (55) Send failure: Broken pipe",
		      "write tcp 10.0.0.2:40000->10.0.0.1:80: write: broken pipe",
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
		      "ERROR 2013 (HY000): Lost connection to MySQL server during query",
		      "could not receive data from client: Connection reset by peer",
		      "idle connection was reset"),
		.causes = "middlebox-idle data-after-close half-open timeout-app nat-state-lost "
			  "timeout-keepalive",
		.moments = "idle",
	},
	{
		.name = "timed-out",
		.sentence = "a call on a connection that was up fails with ETIMEDOUT",
		TEXTS("read: connection timed out", "Error: read ETIMEDOUT",
		      "TimeoutError: [Errno 110] Connection timed out",
		      "connections aborted due to timeout"),
		.causes = "timeout-keepalive",
		.moments = "idle",
	},
	{
		.name = "at-a-restart",
		.sentence = "clients are reset whenever the service is replaced",
		TEXTS("connection reset at every deploy", "connection reset at every reload",
		      "connection reset at every restart", "resets during a rolling update"),
		.causes = "abort-unaccepted abort-unread half-open listener-gone no-listener "
			  "address-withdrawn data-after-close",
		.moments = "restart",
	},
	{
		.name = "under-load",
		.sentence = "clients are reset while the server has too much to do",
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
		.sentence = "ssh is reset before the banner came",
		TEXTS("kex_exchange_identification: read: Connection reset by peer",
		      "kex_exchange_identification: Connection reset by peer",
		      "ssh_exchange_identification: read: Connection reset by peer",
		      "Not allowed at this time", "sshd resets the connection"),
		.causes = "abort-unread abort-unaccepted backlog-full middlebox-inject",
		.moments = "first-data",
	},
	{
		.name = "unasked-visit",
		.sentence = "the log of a service tells of clients that go without a word",
		TEXTS("http: TLS handshake error from 10.0.0.1:40000: read: connection reset by "
		      "peer",
		      "peer closed connection in SSL handshake (104: Connection reset by peer) "
		      "while SSL handshaking",
		      "Did not receive identification string from 10.0.0.1",
		      "accept: connection reset"),
		.causes = "connect-scan abort-linger abort-unread",
		.moments = "first-data",
		.may_be_fin = true,
	},
	{
		.name = "slow-connect",
		.sentence = "connect() takes a second or three, and the capture has a RST in it",
		TEXTS("connect takes 1 s", "connect takes 3 s", "connect takes one second",
		      "SYN ACK RST SYN", "[TCP Port numbers reused]", "[TCP ACKed unseen segment]"),
		.causes = "port-pair-known",
		.moments = "connect",
	},
	{
		.name = "gave-up",
		.sentence = "connect() gives up; it was not reset, but a RST may follow",
		TEXTS("dial tcp 10.0.0.1:80: i/o timeout",
		      "curl: (28) Failed to connect to HOST port 80: Connection timed out",
		      "context deadline exceeded", "connect ETIMEDOUT 10.0.0.1:80"),
		.causes = "vanished-connector backlog-full",
		.moments = "connect",
	},
	{
		.name = "syn-ack-reset",
		.sentence = "a client answers a SYN-ACK by a RST",
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
		.name = "aborted",
		.sentence = "a call fails with ECONNABORTED",
		TEXTS("software caused connection abort",
		      "ConnectionAbortedError: [Errno 103] Software caused connection abort",
		      "ECONNABORTED"),
		.causes = "destroyed",
	},
	{
		.name = "echoes",
		.sentence = "several RSTs in a row, of one connection",
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
		.sentence = "the kernel complains of orphans or memory",
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
	{ "keepalive", "HTTP keep-alive is a connection that is kept for the next request "
		       "(data-after-close); keepalive of TCP is a probe of the kernel "
		       "(timeout-keepalive)" },
	{ "proxy", "a proxy that ends connections is an application like any other; one that only "
		   "answers SYNs is a SYN proxy (backend-refused)" },
	{ "challenge", "a challenge ACK is the answer to a SYN or RST that does not fit "
		       "(port-pair-known, forged); it is no RST itself" },
	{ "rst-after-fin", "a RST after a FIN comes of data for a closed connection as a rule "
			   "(data-after-close); the scenario rst-after-fin is about a RST that "
			   "bears the FIN's number (forged)" },
	{ 0 },
};

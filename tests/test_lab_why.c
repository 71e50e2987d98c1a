/* SPDX-License-Identifier: GPL-2.0-only */
/* As people ask, so they are answered: from the words that they type to the causes behind them. */
#include "registry.h"
#include "search.h"
#include "suspects_told.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct suspects found;
static struct clues clues;

static void ask(const char *text, const char *when, const char *sender)
{
	char *texts[] = { (char *)text };
	struct why why;
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	clues = (struct clues){ .when = when, .sender = sender, .window = -1 };
	query_read(&clues.query, texts, text != NULL);
	assert_int_equal(suspects_find(&clues, all, count, &found, &why), 0);
}

static int place_of(const char *cause)
{
	for (int i = 0; i < found.count; i++)
		if (strcmp(found.list[i].cause->name, cause) == 0)
			return i;
	return -1;
}

/* Does the answer begin with one of @first, and have each of @all among the first @among? */
static int is_answered(const char *first, const char *all, int among)
{
	char words[512], *rest = NULL;
	int good = found.count > 0;

	for (int pass = 0; pass < 2 && found.count > 0; pass++) {
		int fit = 0, of = 0;
		snprintf(words, sizeof(words), "%s", pass ? all : first);
		for (char *word = strtok_r(words, " ", &rest); word;
		     word = strtok_r(NULL, " ", &rest), of++)
			fit += pass ? place_of(word) >= 0 && place_of(word) < among
				    : place_of(word) == 0;
		good = good && (pass ? fit == of : fit == 1);
	}
	return good;
}

static void complain(const char *what)
{
	fprintf(stderr, "%s:", what);
	for (int i = 0; i < found.count; i++)
		fprintf(stderr, " %s %.2f", found.list[i].cause->name, found.list[i].score);
	fputc('\n', stderr);
}

#define REFUSED "no-listener firewall-reject icmp-unreachable"

static const struct {
	const char *text, *when, *sender;
	const char *first, *all; /* one of these comes first; all of these are among the first */
	int among;
	enum { RST, FIN_TOO, NO_RST } says; /* before all else: that there may be, or is, no RST */
} asked[] = {
	{ "curl: (7) Failed to connect to db port 80: Connection refused", NULL, NULL,
	  "no-listener", REFUSED, 3 },
	{ "curl: (7)", NULL, NULL, "no-listener", REFUSED, 3 },
	{ "Connection refused", NULL, NULL, "no-listener", REFUSED, 3 },
	{ "java.net.ConnectException", NULL, NULL, "no-listener", REFUSED, 3 },
	{ "connect() failed (111: Connection refused) while connecting to upstream, client: "
	  "10.1.2.3, server: example.com",
	  NULL, NULL, "no-listener", REFUSED, 3 },
	{ "HAProxy SC 503", NULL, NULL, "no-listener", REFUSED, 3 },
	{ "ECONNREFUSED", NULL, NULL, "no-listener", REFUSED, 3 },
	{ "curl: (56) Recv failure: Connection reset by peer", NULL, NULL, "abort-unread",
	  "abort-unread abort-linger data-after-close half-open", 5 },
	{ "curl (56) right after connect", NULL, NULL, "abort-unread",
	  "abort-unread abort-linger abort-unaccepted", 4 },
	{ "published container port", NULL, NULL, "proxied-refusal",
	  "proxied-refusal abort-unread no-listener", 3 },
	{ "docker-proxy", NULL, NULL, "proxied-refusal abort-unread", "proxied-refusal", 2 },
	{ "iptables drop rst", NULL, NULL, "rst-filtered", "rst-filtered", 1 },
	{ "bridge-nf-call-iptables", NULL, NULL, "nat-bypassed", "nat-bypassed", 1 },
	{ "kubectl port-forward", NULL, NULL, "proxied-refusal", "proxied-refusal", 1 },
	{ "truncated answer", NULL, NULL, "proxy-passes-on", "proxy-passes-on", 1 },
	{ "curl (52) Empty reply from server", NULL, NULL, "peer-closed", "peer-closed", 1,
	  FIN_TOO },
	{ "RemoteDisconnected", NULL, NULL, "peer-closed", "data-after-close", 3, FIN_TOO },
	{ "Unexpected end of file", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "upstream prematurely closed connection while reading response header from upstream",
	  NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "socket hang up", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "server closed the connection unexpectedly", NULL, NULL, "peer-closed", "peer-closed", 1,
	  FIN_TOO },
	{ "HAProxy SH 502", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "curl: (35) OpenSSL SSL_connect: Connection reset by peer", NULL, NULL, "abort-unread",
	  "abort-unread middlebox-inject firewall-reject-established forged", 6 },
	{ "ConnectionResetError: [Errno 104] Connection reset by peer", NULL, NULL, "abort-unread",
	  "data-after-close half-open", 5 },
	{ "read tcp 10.0.0.5:51234->10.0.0.9:443: read: connection reset by peer", NULL, NULL,
	  "abort-unread", "data-after-close half-open", 5 },
	{ "SocketException: Connection reset", NULL, NULL, "abort-unread", "data-after-close", 5 },
	{ "write: broken pipe", NULL, NULL, "data-after-close", "data-after-close half-open", 3 },
	{ "EPIPE", NULL, NULL, "data-after-close", "data-after-close half-open", 3 },
	{ "recv() failed (104: Connection reset by peer) while reading response header from "
	  "upstream",
	  NULL, NULL, "data-after-close", "data-after-close abort-unread", 3 },
	{ "Envoy 503 UC", NULL, NULL, "data-after-close", "data-after-close", 1, FIN_TOO },
	{ "after some minutes idle", NULL, NULL, "middlebox-idle",
	  "middlebox-idle half-open timeout-keepalive", 6 },
	{ "first request in the morning", NULL, NULL, "middlebox-idle", "middlebox-idle half-open",
	  5 },
	{ "ECONNRESET", "idle", NULL, "middlebox-idle data-after-close",
	  "middlebox-idle half-open data-after-close", 4 },
	{ NULL, "idle", "server", "middlebox-idle data-after-close", "middlebox-idle half-open",
	  4 },
	{ "kex_exchange_identification: Connection reset by peer", NULL, NULL, "abort-unread",
	  "abort-unread", 1 },
	{ "reset at every deploy", NULL, NULL, "abort-unaccepted",
	  "abort-unaccepted abort-unread half-open", 4 },
	{ "reload", NULL, NULL, "abort-unaccepted", "abort-unaccepted abort-unread", 4 },
	{ "restart", NULL, NULL, "abort-unaccepted half-open", "abort-unaccepted half-open", 5 },
	{ "under load", NULL, NULL, "backlog-full", "backlog-full bad-syncookie", 3 },
	{ "listen queue of a socket overflowed", NULL, NULL, "backlog-full", "bad-syncookie", 3 },
	{ "connect takes 1 s", NULL, NULL, "port-pair-known", "port-pair-known", 1 },
	{ "connect takes 3 s", NULL, NULL, "port-pair-known", "port-pair-known", 1 },
	{ "SYN ACK RST SYN", NULL, NULL, "port-pair-known", "port-pair-known", 1 },
	{ "dial tcp 10.1.1.1:443: i/o timeout", NULL, NULL, "syn-unanswered",
	  "syn-unanswered vanished-connector", 2, NO_RST },
	{ "SSL_ERROR_SYSCALL", NULL, NULL, "peer-closed", "abort-unread", 4, FIN_TOO },
	{ "my client sends RST after SYN-ACK", NULL, NULL, "vanished-connector nat-bypassed",
	  "vanished-connector nat-bypassed unwanted-syn-ack", 3 },
	{ "connections reset due to early user close", NULL, NULL, "abort-unread", "abort-unread",
	  1 },
	{ "docker", NULL, NULL, "proxied-refusal abort-unread", "abort-unread no-listener", 5 },
	{ "upstream", NULL, NULL, "data-after-close", "data-after-close abort-unread", 5 },
	{ "health check", NULL, NULL, "connect-scan", "connect-scan no-listener", 3 },
	{ "sshd", NULL, NULL, "abort-unread", "abort-unread", 1 },
	{ "tickle", NULL, NULL, "half-open address-withdrawn destroyed", "half-open", 3 },
	{ "balancer", NULL, NULL, "connect-scan middlebox-idle data-after-close", "middlebox-idle",
	  6 },
	{ "pod", NULL, NULL, "no-listener abort-unread abort-unaccepted", "abort-unaccepted", 6 },
	{ "kubernetes", NULL, NULL, "abort-unaccepted no-listener abort-unread half-open",
	  "half-open", 6 },
	{ "ECMP", NULL, NULL, "half-open nat-bypassed nat-state-lost stray-segment flow-moved",
	  "flow-moved half-open nat-bypassed", 7 },
	{ "VRRP", NULL, NULL, "flow-moved", "flow-moved", 1 },
	{ "anycast", NULL, NULL, "flow-moved unacceptable-ack", "flow-moved", 3 },
	{ "SO_LINGER", NULL, NULL, "abort-linger", "abort-linger", 1 },
	{ "ss -K", NULL, NULL, "destroyed", "destroyed", 1 },
	{ "mptcp", NULL, NULL, "mptcp-fastclose mptcp-abort mptcp-join-refused mptcp-stripped",
	  "mptcp-stripped", 6 },
	{ "timeout-app", NULL, NULL, "timeout-app", "timeout-app", 1 },
	/* As the programs print it, with names and addresses. */
	{ "ETIMEDOUT", NULL, NULL, "syn-unanswered", "syn-unanswered data-unanswered", 3, NO_RST },
	{ "Operation timed out", NULL, NULL, "syn-unanswered", "syn-unanswered data-unanswered", 3,
	  NO_RST },
	{ "Connection timed out", NULL, NULL, "syn-unanswered", "syn-unanswered data-unanswered", 3,
	  NO_RST },
	{ "i/o timeout", NULL, NULL, "syn-unanswered", "syn-unanswered data-unanswered", 3,
	  NO_RST },
	{ "context deadline exceeded", NULL, NULL, "syn-unanswered",
	  "syn-unanswered data-unanswered", 3, NO_RST },
	{ "TimeoutError: [Errno 110] Connection timed out", NULL, NULL, "syn-unanswered",
	  "syn-unanswered data-unanswered", 3, NO_RST },
	{ "cURL error 28: Operation timed out", NULL, NULL, "syn-unanswered",
	  "syn-unanswered data-unanswered", 3, NO_RST },
	{ "Os { code: 110, kind: TimedOut }", NULL, NULL, "syn-unanswered",
	  "syn-unanswered data-unanswered", 3, NO_RST },
	{ "asyncio.exceptions.TimeoutError", NULL, NULL, "syn-unanswered",
	  "syn-unanswered data-unanswered", 3, NO_RST },
	{ "rpc error: code = DeadlineExceeded desc = context deadline exceeded", NULL, NULL,
	  "syn-unanswered", "syn-unanswered data-unanswered", 3, NO_RST },
	{ "No route to host", NULL, NULL, "icmp-unreachable", "icmp-unreachable no-route", 2,
	  NO_RST },
	{ "EHOSTUNREACH", NULL, NULL, "icmp-unreachable", "icmp-unreachable no-route", 2, NO_RST },
	{ "connect() failed (113: No route to host) while connecting to upstream", NULL, NULL,
	  "icmp-unreachable", "icmp-unreachable no-route", 2, NO_RST },
	{ "net::ERR_ADDRESS_UNREACHABLE", NULL, NULL, "icmp-unreachable",
	  "icmp-unreachable no-route", 2, NO_RST },
	{ "ssh: connect to host example.com port 22: No route to host", NULL, NULL,
	  "icmp-unreachable", "icmp-unreachable no-route", 2, NO_RST },
	{ "ENETUNREACH", NULL, NULL, "no-route", "no-route", 1, NO_RST },
	{ "Failed to establish a new connection: [Errno 101] Network is unreachable", NULL, NULL,
	  "no-route", "no-route", 1, NO_RST },
	{ "java.net.SocketTimeoutException: connect timed out", NULL, NULL, "syn-unanswered",
	  "syn-unanswered", 1, NO_RST },
	{ "ssh: connect to host example.com port 22: Connection timed out", NULL, NULL,
	  "syn-unanswered", "syn-unanswered", 1, NO_RST },
	{ "curl: (28) Connection timed out after 10001 milliseconds", NULL, NULL, "syn-unanswered",
	  "syn-unanswered", 1, NO_RST },
	{ "upstream timed out (110: Connection timed out) while connecting to upstream", NULL, NULL,
	  "syn-unanswered", "syn-unanswered", 1, NO_RST },
	{ "ERROR 2003 (HY000): Can't connect to MySQL server on 'db' (110)", NULL, NULL,
	  "syn-unanswered", "syn-unanswered", 1, NO_RST },
	{ "error code 10060", NULL, NULL, "syn-unanswered", "syn-unanswered", 1, NO_RST },
	{ "Net::OpenTimeout: execution expired", NULL, NULL, "syn-unanswered", "syn-unanswered", 1,
	  NO_RST },
	{ "haproxy[7]: backend/srv1 sC-- 503", NULL, NULL, "syn-unanswered", "syn-unanswered", 1,
	  NO_RST },
	{ "UND_ERR_CONNECT_TIMEOUT", NULL, NULL, "syn-unanswered", "syn-unanswered", 1, NO_RST },
	{ "io.netty.channel.ConnectTimeoutException: connection timed out: /10.0.0.1:80", NULL,
	  NULL, "syn-unanswered", "syn-unanswered", 1, NO_RST },
	{ "SocketTimeoutException", NULL, NULL, "answer-late", "answer-late data-unanswered", 2,
	  NO_RST },
	{ "java.net.SocketTimeoutException: Read timed out", NULL, NULL, "answer-late",
	  "answer-late data-unanswered", 2, NO_RST },
	{ "upstream timed out (110: Connection timed out) while reading response header from upstream",
	  NULL, NULL, "answer-late", "answer-late data-unanswered", 2, NO_RST },
	{ "requests.exceptions.ReadTimeout: Read timed out. (read timeout=5)", NULL, NULL,
	  "answer-late", "answer-late data-unanswered", 2, NO_RST },
	{ "net/http: request canceled (Client.Timeout exceeded while awaiting headers)", NULL, NULL,
	  "answer-late", "answer-late data-unanswered", 2, NO_RST },
	{ "nginx 504", NULL, NULL, "answer-late", "answer-late", 1, NO_RST },
	{ "504 Gateway Time-out", NULL, NULL, "answer-late", "answer-late data-unanswered", 2,
	  NO_RST },
	{ "net/http: TLS handshake timeout", NULL, NULL, "answer-late",
	  "answer-late data-unanswered", 2, NO_RST },
	{ "haproxy sH--", NULL, NULL, "answer-late", "answer-late data-unanswered", 2, NO_RST },
	{ "Envoy UT", NULL, NULL, "answer-late", "answer-late data-unanswered", 2, NO_RST },
	{ "curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received", NULL,
	  NULL, "answer-late", "answer-late data-unanswered", 2, NO_RST },
	{ "read: operation timed out", NULL, NULL, "data-unanswered", "data-unanswered", 1,
	  NO_RST },
	{ "Timeout, server example.com not responding.", NULL, NULL, "data-unanswered",
	  "data-unanswered", 1, NO_RST },
	{ "http2: client connection lost", NULL, NULL, "data-unanswered", "data-unanswered", 1,
	  NO_RST },
	{ "10053", NULL, NULL, "destroyed", "data-unanswered", 2, NO_RST },
	{ "java.net.SocketException: Software caused connection abort: recv failed", NULL, NULL,
	  "destroyed", "data-unanswered", 2, NO_RST },
	{ "curl: (92) HTTP/2 stream 0 was not closed cleanly: PROTOCOL_ERROR (err 1)", NULL, NULL,
	  "http2-stream", "http2-stream", 1, NO_RST },
	{ "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote reset",
	  NULL, NULL, "http2-stream", "http2-stream", 1, NO_RST },
	{ "ssh_exchange_identification: Connection closed by remote host", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "kex_exchange_identification: Connection closed by remote host", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "Connection closed by 10.0.0.1 port 22", NULL, NULL, "peer-closed", "peer-closed", 1,
	  FIN_TOO },
	{ "FATAL:  terminating connection due to administrator command", NULL, NULL, "peer-closed",
	  "peer-closed", 1, FIN_TOO },
	{ "psql: error: connection to server at \"db\" (10.0.0.1), port 5432 failed: server closed the connection unexpectedly",
	  NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "fatal: the remote end hung up unexpectedly", NULL, NULL, "peer-closed", "peer-closed", 1,
	  FIN_TOO },
	{ "npm ERR! code ECONNRESET", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "java.io.EOFException", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "Get \"http://x\": EOF", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "http: server closed idle connection", NULL, NULL, "peer-closed", "peer-closed", 1,
	  FIN_TOO },
	{ "rpc error: code = Unavailable desc = transport is closing", NULL, NULL, "peer-closed",
	  "peer-closed", 1, FIN_TOO },
	{ "aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "TypeError: fetch failed cause: SocketError: other side closed", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "ERROR 2013 (HY000): Lost connection to MySQL server during query", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "redis.exceptions.ConnectionError: Connection closed by server.", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "com.mongodb.MongoSocketReadException: Prematurely reached end of stream", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "org.apache.kafka.common.errors.DisconnectException", NULL, NULL, "peer-closed",
	  "peer-closed", 1, FIN_TOO },
	{ "client unexpectedly closed TCP connection", NULL, NULL, "peer-closed", "peer-closed", 1,
	  FIN_TOO },
	{ "System.IO.IOException: The response ended prematurely.", NULL, NULL, "peer-closed",
	  "peer-closed", 1, FIN_TOO },
	{ "net::ERR_EMPTY_RESPONSE", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "websocket: close 1006 (abnormal closure): unexpected EOF", NULL, NULL, "peer-closed",
	  "peer-closed", 1, FIN_TOO },
	{ "rsync: connection unexpectedly closed (0 bytes received so far) [sender]", NULL, NULL,
	  "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "curl: (18) transfer closed with 1024 bytes remaining to read", NULL, NULL, "peer-closed",
	  "peer-closed", 1, FIN_TOO },
	{ "nginx 499", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "haproxy CD--", NULL, NULL, "peer-closed", "peer-closed", 1, FIN_TOO },
	{ "hyper: connection closed before message completed", NULL, NULL, "peer-closed",
	  "peer-closed", 1, FIN_TOO },
	{ "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
	  NULL, NULL, "data-after-close", "data-after-close peer-closed", 2, FIN_TOO },
	{ "nginx 502 Bad Gateway", NULL, NULL, "data-after-close", "data-after-close peer-closed",
	  2, FIN_TOO },
	{ "AWS ELB 502", NULL, NULL, "data-after-close", "data-after-close peer-closed", 2,
	  FIN_TOO },
	{ "curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server",
	  NULL, NULL, "no-listener", "no-listener firewall-reject", 2, RST },
	{ "error 10061", NULL, NULL, "no-listener", "no-listener firewall-reject", 2, RST },
	{ "rpc error: desc = \"transport: Error while dialing dial tcp 10.0.0.1:50051: connect: connection refused\"",
	  NULL, NULL, "no-listener", "no-listener firewall-reject", 2, RST },
	{ "SQLSTATE[HY000] [2002] Connection refused", NULL, NULL, "no-listener",
	  "no-listener firewall-reject", 2, RST },
	{ "Envoy response_flags UF,URX", NULL, NULL, "no-listener", "no-listener firewall-reject",
	  2, RST },
	{ "haproxy SC--", NULL, NULL, "no-listener", "no-listener firewall-reject", 2, RST },
	{ "ORA-12541: TNS:no listener", NULL, NULL, "no-listener", "no-listener firewall-reject", 2,
	  RST },
	{ "error code 10054", NULL, NULL, "abort-unread", "abort-unread", 1, RST },
	{ "fatal: unable to access 'https://example.com/y.git/': Recv failure: Connection reset by peer",
	  NULL, NULL, "abort-unread", "abort-unread", 1, RST },
	{ "Error response from daemon: read tcp 10.0.0.1:2->10.0.0.9:443: read: connection reset by peer",
	  NULL, NULL, "abort-unread", "abort-unread", 1, RST },
	{ "curl: (56) OpenSSL SSL_read: Connection reset by peer, errno 104", NULL, NULL,
	  "abort-unread", "abort-unread", 1, RST },
	{ "StreamLostError: ConnectionResetError(104, 'Connection reset by peer')", NULL, NULL,
	  "abort-unread", "abort-unread", 1, RST },
	{ "kex_exchange_identification: read: Connection reset by peer", NULL, NULL, "abort-unread",
	  "abort-unread", 1, RST },
	{ "The connection was reset", NULL, NULL, "abort-unread", "abort-unread", 1, RST },
	{ "reset", NULL, NULL, "abort-unread", "abort-unread", 1, RST },
	{ "PHP: fwrite(): send of 100 bytes failed with errno=32 Broken pipe", NULL, NULL,
	  "data-after-close", "data-after-close", 1, RST },
	{ "curl: (55) Send failure: Connection reset by peer", NULL, NULL, "data-after-close",
	  "data-after-close", 1, RST },
	{ "write tcp 10.0.0.1:1->10.0.0.2:2: write: connection reset by peer", NULL, NULL,
	  "data-after-close", "data-after-close", 1, RST },
	/* Words that mean something else to TCP. */
	{ "keepalive", NULL, NULL, "data-after-close", "data-after-close timeout-keepalive", 3 },
	{ "proxy", NULL, NULL, "abort-unread data-after-close", "abort-unread data-after-close",
	  3 },
	{ "challenge", NULL, NULL, "port-pair-known", "port-pair-known", 1 },
	{ "rst-after-fin", NULL, NULL, "data-after-close", "data-after-close", 1 },
};

static void test_why(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		ask(asked[i].text, asked[i].when, asked[i].sender);
		int says = !found.symptom              ? RST
			   : found.symptom->no_reset   ? NO_RST
			   : found.symptom->may_be_fin ? FIN_TOO
						       : RST;
		if (is_answered(asked[i].first, asked[i].all, asked[i].among) &&
		    says == (int)asked[i].says)
			continue;
		complain(asked[i].text ? asked[i].text : asked[i].when);
		bad++;
	}
	assert_int_equal(bad, 0);
}

/* Each of these leads to scenarios too, by one command: that of the cause which comes first. */
static void test_list(void **state)
{
	static const struct filter all_of_them = { 0 };
	int count, bad = 0;
	const struct scenario *const *all = registry_scenarios(&count);
	const struct scenario **chosen = calloc((size_t)count, sizeof(*chosen));

	(void)state;
	assert_non_null(chosen);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		char *texts[] = { (char *)asked[i].text };
		const char *cause = found.count ? found.list[0].cause->name : "";
		if (!asked[i].text || strcmp(asked[i].text, "rst-after-fin") == 0)
			continue;
		ask(asked[i].text, NULL, NULL);
		cause = found.list[0].cause->name;
		int listed = search_scenarios(all, count, texts, 1, &all_of_them, chosen);
		bool has = found.list[0].cause->by_reading_only;
		for (int k = 0; k < listed; k++)
			has = has || scenario_has_cause(chosen[k], cause);
		if (!has)
			fprintf(stderr, "list %s: %d without %s\n", texts[0], listed, cause);
		bad += !has;
	}
	free(chosen);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests_name("lab_why", tests, NULL, NULL);
}

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
	bool fin; /* it says first that there may be no RST */
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
	{ "published container port", NULL, NULL, "abort-unread no-listener", "abort-unread", 3 },
	{ "curl (52) Empty reply from server", NULL, NULL, "peer-closed", "peer-closed", 1, true },
	{ "RemoteDisconnected", NULL, NULL, "peer-closed", "data-after-close", 3, true },
	{ "Unexpected end of file", NULL, NULL, "peer-closed", "peer-closed", 1, true },
	{ "upstream prematurely closed connection while reading response header from upstream",
	  NULL, NULL, "peer-closed", "peer-closed", 1, true },
	{ "socket hang up", NULL, NULL, "peer-closed", "peer-closed", 1, true },
	{ "server closed the connection unexpectedly", NULL, NULL, "peer-closed", "peer-closed", 1,
	  true },
	{ "HAProxy SH 502", NULL, NULL, "peer-closed", "peer-closed", 1, true },
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
	{ "Envoy 503 UC", NULL, NULL, "data-after-close", "data-after-close", 1 },
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
	{ "dial tcp 10.1.1.1:443: i/o timeout", NULL, NULL, "vanished-connector",
	  "vanished-connector", 1 },
	{ "SSL_ERROR_SYSCALL", NULL, NULL, "peer-closed", "abort-unread", 4, true },
	{ "my client sends RST after SYN-ACK", NULL, NULL, "vanished-connector nat-bypassed",
	  "vanished-connector nat-bypassed unwanted-syn-ack", 3 },
	{ "connections reset due to early user close", NULL, NULL, "abort-unread", "abort-unread",
	  1 },
	{ "docker", NULL, NULL, "abort-unread no-listener", "abort-unread no-listener", 5 },
	{ "upstream", NULL, NULL, "data-after-close", "data-after-close abort-unread", 5 },
	{ "health check", NULL, NULL, "connect-scan", "connect-scan no-listener", 3 },
	{ "sshd", NULL, NULL, "abort-unread", "abort-unread", 1 },
	{ "tickle", NULL, NULL, "half-open address-withdrawn destroyed", "half-open", 3 },
	{ "balancer", NULL, NULL, "connect-scan middlebox-idle data-after-close", "middlebox-idle",
	  6 },
	{ "pod", NULL, NULL, "no-listener abort-unread abort-unaccepted", "abort-unaccepted", 6 },
	{ "kubernetes", NULL, NULL, "abort-unaccepted no-listener abort-unread half-open",
	  "half-open", 6 },
	{ "ECMP", NULL, NULL, "half-open nat-bypassed nat-state-lost stray-segment",
	  "half-open nat-bypassed", 6 },
	{ "SO_LINGER", NULL, NULL, "abort-linger", "abort-linger", 1 },
	{ "ss -K", NULL, NULL, "destroyed", "destroyed", 1 },
	{ "mptcp", NULL, NULL, "mptcp-fastclose mptcp-abort mptcp-join-refused mptcp-stripped",
	  "mptcp-stripped", 6 },
	{ "timeout-app", NULL, NULL, "timeout-app", "timeout-app", 1 },
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
		bool fin = found.symptom && found.symptom->may_be_fin;
		if (is_answered(asked[i].first, asked[i].all, asked[i].among) &&
		    fin == asked[i].fin)
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

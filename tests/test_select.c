/* SPDX-License-Identifier: GPL-2.0-only */
/* Which scenarios are meant, in what order, and what is said when none is. */
#include "operand.h"
#include "select.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static const struct change change = { "6.1.110 6.11", "c0ffee" };
static const struct promise no_socket[] = {
	{ .who = "server", .reason = CLAIM(reason, .reason = "NO_SOCKET") },
	{ .who = NULL },
};
static const struct promise data_on_close[] = {
	{ .who = "server",
	  .with = &change,
	  .reason = CLAIM(reason, .reason = "TCP_ABORT_ON_CLOSE") },
	{ .who = NULL },
};

static const struct promise told[] = {
	{ .who = "client", .call = CLAIM(call, "recv", .err = ECONNRESET) },
	{ .who = "client", .call = CLAIM(call, "send", .err = EPIPE) },
	{ .who = "client", .call = CLAIM(call, "close") },
	{ .who = "router", .wire = CLAIM(wire, .flags = "RST,ACK", .forged = true) },
	{ .who = "server", .wire = CLAIM(wire, .flags = "FIN,ACK") },
	{ .who = "peer", .wire = CLAIM(wire, .flags = "~RST", .count = IS(0)) },
	{ .who = "server",
	  .reason = CLAIM(reason, .reason = "TCP_STATE", .state = "LISTEN", .count = IS(0)) },
	{ .who = ANY_HOST, .reason = CLAIM(reason, .state = "TIME-WAIT") },
	{ .who = NULL },
};
static const struct promise many[] = {
	{ .who = "server", .wire = CLAIM(wire, .flags = "~RST", .count = IS(3)) },
	{ .who = "server", .wire = CLAIM(wire, .flags = "RST", .count = IS(2)) },
	{ .who = "server", .reason = CLAIM(reason, .state = "FIN-WAIT-1") },
	{ .who = "client", .call = CLAIM(call, "recv", .err = ECONNRESET) },
	{ .who = NULL },
};

/* As a linker might order them. */
static const struct scenario scenarios[] = {
	{ .name = "shutdown-then-data", .tags = "close", .promises = data_on_close },
	{ .name = "unread-data",
	  .section = "1.4",
	  .tags = "close document",
	  .promises = data_on_close },
	{ .name = "old-ack", .tags = NULL, .promises = no_socket },
	{ .name = "tenth", .section = "1.10", .tags = "document", .promises = no_socket },
	{ .name = "half-open-idle", .section = "1.3", .tags = "life", .promises = no_socket },
	{ .name = "port-closed",
	  .section = "1.1",
	  .tags = " set-up  document",
	  .promises = no_socket },
	{ .name = "half-open", .section = "1.3", .tags = "life document", .promises = no_socket },
	{ .name = "way", .tags = "way", .promises = told },
	{ .name = "way-many", .promises = many },
};

enum { COUNT = sizeof(scenarios) / sizeof(scenarios[0]) };

/* clang-format off */
#define ONLY(text) { 1, { text } }
#define EITHER(text, other) { 2, { text, other } }
/* clang-format on */

struct question {
	const char *pattern[3];
	struct filter filter;
	const char *answer; /* the names, or why there are none */
};

static int ask(const struct question *question, char *ret_answer)
{
	const struct scenario *all[COUNT], *chosen[COUNT];
	char pattern[3][64];
	char *patterns[3];
	int pattern_count = 0;
	int count;

	for (int i = 0; i < COUNT; i++)
		all[i] = &scenarios[i];
	for (int i = 0; i < 3 && question->pattern[i]; i++) {
		snprintf(pattern[i], sizeof(pattern[i]), "%s", question->pattern[i]);
		patterns[pattern_count++] = pattern[i];
	}
	ret_answer[0] = '\0';
	struct why why;
	count = select_scenarios(all, COUNT, patterns, pattern_count, &question->filter, chosen,
				 &why);
	if (count < 0)
		strcpy(ret_answer, why.text);
	for (int i = 0; i < count; i++) {
		strcat(ret_answer, chosen[i]->name);
		strcat(ret_answer, i + 1 < count ? " " : "");
	}
	return count;
}

static const struct question choices[] = {
	{ .answer = "port-closed half-open half-open-idle unread-data tenth old-ack "
		    "shutdown-then-data way way-many" },
	{ .pattern = { "half-open" }, .answer = "half-open" },
	{ .pattern = { "half-*" }, .answer = "half-open half-open-idle" },
	{ .pattern = { "half-open/ipv4" }, .answer = "half-open" },
	{ .pattern = { "half-open/ipv6#12" }, .answer = "half-open" },
	{ .pattern = { "half-*/ipv6", "tenth" }, .answer = "half-open half-open-idle tenth" },
	{ .filter.by[BY_TAG] = EITHER("way", "set-up"), .answer = "port-closed way" },
	{ .filter.by = { [BY_TAG] = EITHER("close", "life"),
			 [BY_REASON] = EITHER("NO_SOCKET", "TCP_ABORT_ON_CLOSE") },
	  .answer = "half-open half-open-idle unread-data shutdown-then-data" },
	{ .filter.by[BY_ERRNO] = ONLY("ECONNRESET"), .answer = "way way-many" },
	{ .filter.by[BY_ERRNO] = ONLY("EPIPE"), .answer = "way" },
	{ .filter.by[BY_ERRNO] = ONLY("32"), .answer = "way" },
	/* in whatever case, as flags are */
	{ .filter.by[BY_ERRNO] = ONLY("epipe"), .answer = "way" },
	{ .filter.by[BY_STATE] = ONLY("time-wait"), .answer = "way" },
	{ .filter.by[BY_REASON] = ONLY("sk_rst_reason_tcp_abort_on_close"),
	  .answer = "unread-data shutdown-then-data" },
	{ .filter.by[BY_FLAGS] = ONLY("RST,ACK"), .answer = "way" },
	{ .filter.by[BY_FLAGS] = ONLY("ack, rst"), .answer = "way" },
	{ .filter.by[BY_FLAGS] = ONLY("RST"), .answer = "way-many" },
	{ .filter.by[BY_SENDER] = ONLY("router"), .answer = "way" },
	{ .filter.by[BY_SENDER] = ONLY("server"),
	  .answer = "port-closed half-open half-open-idle unread-data tenth old-ack "
		    "shutdown-then-data way-many" },
	{ .filter.by[BY_STATE] = ONLY("FIN-WAIT-1"), .answer = "way-many" },
	{ .filter.by[BY_STATE] = ONLY("TIME-WAIT"), .answer = "way" },
	{ .pattern = { "unread-data", "*open", "half*" },
	  .answer = "half-open half-open-idle unread-data" },
	{ .filter.by[BY_TAG] = ONLY("set-up"), .answer = "port-closed" },
	{ .filter.by[BY_TAG] = ONLY("close"), .answer = "unread-data shutdown-then-data" },
	{ .filter.by[BY_REASON] = ONLY("TCP_ABORT_ON_CLOSE"),
	  .answer = "unread-data shutdown-then-data" },
	{ .filter.by[BY_REASON] = ONLY("SK_RST_REASON_TCP_ABORT_ON_CLOSE"),
	  .answer = "unread-data shutdown-then-data" },
	{ .filter.by[BY_SECTION] = ONLY("1.3"), .answer = "half-open half-open-idle" },
	{ .filter.by[BY_SECTION] = ONLY("1.1"), .answer = "port-closed" },
	{ .filter.by[BY_SECTION] = ONLY("1"),
	  .answer = "port-closed half-open half-open-idle unread-data tenth" },
	{ .filter.by = { [BY_TAG] = ONLY("document"),
			 [BY_REASON] = ONLY("NO_SOCKET"),
			 [BY_SECTION] = ONLY("1.3") },
	  .answer = "half-open" },
	{ .filter.between = "6.1.109,6.12", .answer = "unread-data shutdown-then-data" },
	{ .filter.between = "6.12,6.10.14", .answer = "unread-data shutdown-then-data" },
	{ .filter.between = "6.1.110,6.12", .answer = "" },
	{ .pattern = { "old-*" }, .filter.by[BY_TAG] = ONLY("close"), .answer = "" },
	{ .filter.by = { [BY_TAG] = ONLY("close"), [BY_REASON] = ONLY("NO_SOCKET") },
	  .answer = "" },
};

static void test_choice(void **state)
{
	char answer[WHY_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		assert_true(ask(&choices[i], answer) >= 0);
		assert_string_equal(answer, choices[i].answer);
	}
}

static const struct question complaints[] = {
	{ .pattern = { "half-opn" },
	  .answer = "unknown scenario 'half-opn'; did you mean 'half-open'?" },
	{ .pattern = { "half-open", "unraed-data" },
	  .answer = "unknown scenario 'unraed-data'; did you mean 'unread-data'?" },
	{ .pattern = { "" }, .answer = "unknown scenario ''; 'rstlab-ns list' shows them" },
	{ .pattern = { "linger" },
	  .answer = "unknown scenario 'linger'; 'rstlab-ns list' shows them" },
	{ .pattern = { "zz*" },
	  .answer = "no scenario matches 'zz*'; 'rstlab-ns list' shows them" },
	{ .filter.by[BY_TAG] = ONLY("lief"),
	  .answer = "no scenario has the tag 'lief'; did you mean 'life'?" },
	{ .filter.by[BY_TAG] = ONLY("kernel"),
	  .answer = "no scenario has the tag 'kernel'; the choices are close, document, life, "
		    "set-up and way" },
	{ .filter.by[BY_TAG] = ONLY("doc"),
	  .answer = "no scenario has the tag 'doc'; the choices are close, document, life, set-up "
		    "and way" },
	{ .filter.by[BY_REASON] = ONLY("NO_SOCKTE"),
	  .answer = "no scenario promises the reason 'NO_SOCKTE'; did you mean 'NO_SOCKET'?" },
	{ .filter.by[BY_REASON] = ONLY("NOT_THIS"),
	  .answer = "no scenario promises the reason 'NOT_THIS'; the choices are NO_SOCKET and "
		    "TCP_ABORT_ON_CLOSE" },
	{ .filter.by[BY_REASON] = ONLY("sk_rst_reason_no_sock"),
	  .answer = "no scenario promises the reason 'no_sock'; did you mean 'NO_SOCKET'?" },
	{ .pattern = { "half-opn/ipv4" },
	  .answer = "unknown scenario 'half-opn/ipv4'; did you mean 'half-open'?" },
	{ .pattern = { "half-open/ipv5" },
	  .answer = "unknown result 'half-open/ipv5': 'half-open/' must be followed by ipv4 or "
		    "ipv6, and the number of a repeat: /ipv4#3" },
	{ .pattern = { "half-open/ipv4#x" },
	  .answer = "unknown result 'half-open/ipv4#x': 'half-open/' must be followed by ipv4 or "
		    "ipv6, and the number of a repeat: /ipv4#3" },
	{ .pattern = { "half-open/ipv4#0" },
	  .answer = "unknown result 'half-open/ipv4#0': 'half-open/' must be followed by ipv4 or "
		    "ipv6, and the number of a repeat: /ipv4#3" },
	{ .pattern = { "close" },
	  .answer = "unknown scenario 'close'; --tag close selects by tag" },
	{ .pattern = { "NO_SOCKET" },
	  .answer = "unknown scenario 'NO_SOCKET'; --reason NO_SOCKET selects by reason" },
	{ .filter.by[BY_TAG] = EITHER("life", "live"),
	  .answer = "no scenario has the tag 'live'; did you mean 'life'?" },
	{ .filter.by[BY_ERRNO] = ONLY("ECONREST"),
	  .answer = "no scenario promises a call that fails with 'ECONREST'; did you mean "
		    "'ECONNRESET'?" },
	{ .filter.by[BY_ERRNO] = ONLY("110"),
	  .answer = "no scenario promises a call that fails with '110'; the choices are "
		    "ECONNRESET and EPIPE" },
	{ .filter.by[BY_FLAGS] = ONLY("FIN,ACK"),
	  .answer = "no scenario promises a RST with the flags 'FIN,ACK'; the choices are RST "
		    "and RST,ACK" },
	{ .filter.by[BY_FLAGS] = ONLY("RST,RST"),
	  .answer = "no scenario promises a RST with the flags 'RST,RST'; the choices are RST "
		    "and RST,ACK" },
	{ .filter.by[BY_FLAGS] = ONLY("RS"),
	  .answer = "no scenario promises a RST with the flags 'RS'; did you mean 'RST'?" },
	{ .filter.by[BY_SENDER] = ONLY("peer"),
	  .answer = "no scenario promises a RST from 'peer'; the choices are router and server" },
	{ .filter.by[BY_STATE] = ONLY("TIME_WAIT"),
	  .answer = "no scenario promises a reset in the state 'TIME_WAIT'; did you mean "
		    "'TIME-WAIT'?" },
	{ .filter.by[BY_STATE] = ONLY("LISTEN"),
	  .answer = "no scenario promises a reset in the state 'LISTEN'; the choices are "
		    "FIN-WAIT-1 and TIME-WAIT" },
	{ .filter.by[BY_SECTION] = ONLY("7"),
	  .answer = "no scenario has the section '7'; the choices are 1.1, 1.10, 1.3 and 1.4" },
	{ .filter.between = "6.1",
	  .answer = "--between: expected two versions like 6.1.192,6.12.40, got '6.1'" },
	{ .filter.between = "6.1,newest",
	  .answer = "--between: expected two versions like 6.1.192,6.12.40, got '6.1,newest'" },
	{ .filter.between = "newest,6.1",
	  .answer = "--between: expected two versions like 6.1.192,6.12.40, got 'newest,6.1'" },
	{ .filter.by[BY_SECTION] = ONLY("1.33"),
	  .answer = "no scenario has the section '1.33'; did you mean '1.3'?" },
};

static void test_complaints(void **state)
{
	char answer[WHY_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++) {
		assert_int_equal(ask(&complaints[i], answer), -EINVAL);
		assert_string_equal(answer, complaints[i].answer);
	}
}

/* What a report prints can be asked for: over which family, and which time of several. */
static void test_operands(void **state)
{
	static const struct {
		const char *operand[2];
		const char *scenario;
		int family, time;
		bool meant;
	} cases[] = {
		{ { NULL }, "a", AF_INET, 0, true },
		{ { "a" }, "a", AF_INET, 0, true },
		{ { "a" }, "b", AF_INET, 0, false },
		{ { "a/ipv4" }, "a", AF_INET, 3, true },
		{ { "a/ipv4" }, "a", AF_INET6, 3, false },
		{ { "?/ipv6" }, "a", AF_INET6, 3, true },
		{ { "a/ipv6#3" }, "a", AF_INET6, 3, true },
		{ { "a/ipv6#3" }, "a", AF_INET6, 2, false },
		{ { "a/ipv6#3" }, "a", AF_INET6, 0, true },
		{ { "a/ipv6#3" }, "a", AF_INET, 3, false },
		{ { "a/ipv6#3", "a/ipv4" }, "a", AF_INET, 3, true },
		{ { "a/ipv6#33" }, "a", AF_INET6, 3, false },
		{ { "a/ipv6.3" }, "a", AF_INET6, 3, true },
		{ { "a/ipv6.3" }, "a", AF_INET6, 2, false },
		{ { "a.ipv6.3" }, "a", AF_INET6, 3, true },
		{ { "a.ipv6" }, "a", AF_INET, 3, false },
		{ { "rstlab-ns.a.ipv6#3" }, "a", AF_INET6, 3, true },
		{ { "rstlab-ns.a" }, "a", AF_INET6, 3, true },
		{ { "a/ipv6,3" }, "a", AF_INET6, 3, false },
		{ { "a/ipv64" }, "a", AF_INET6, 0, false },
		{ { "/ipv6" }, "a", AF_INET6, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *operand[2] = { strdup(cases[i].operand[0] ? cases[i].operand[0] : ""),
				     strdup(cases[i].operand[1] ? cases[i].operand[1] : "") };
		int count = cases[i].operand[1] ? 2 : cases[i].operand[0] != NULL;
		if (operands_mean(operand, count, cases[i].scenario, cases[i].family,
				  cases[i].time) != cases[i].meant)
			fail_msg("case %zu", i);
		free(operand[0]);
		free(operand[1]);
	}
	/* One that is too long for any name means nothing. */
	char far[600];
	memset(far, '*', sizeof(far) - 1);
	far[sizeof(far) - 1] = '\0';
	char *one = far;
	assert_false(operands_mean(&one, 1, "a", AF_INET, 0));
}

static void test_needs(void **state)
{
	static const struct {
		const char *needs;
		bool changes_machine;
		const char *text;
	} cases[] = {
		{ NULL, false, "" },
		{ "root", false, "root" },
		{ NULL, true, "own-machine" },
		{ "root", true, "root own-machine" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct scenario scenario = { .needs = cases[i].needs,
						   .changes_machine = cases[i].changes_machine };
		assert_string_equal(scenario_needs(&scenario, text, sizeof(text)), cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_operands),
		cmocka_unit_test(test_needs),
	};

	return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}

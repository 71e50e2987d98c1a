/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of promises: what its rows mean together, what the stack says to them, and on which
 * kernels they hold. */
#include "promise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *shown(const char *text)
{
	return text ? text : "-";
}

/* A row that names a chapter or an ending opens a group. */
static void test_groups(void **state)
{
	const struct promise promises[] = {
		COUNTS("a", "One", 1, "why"),
		WHILE("first"),
		COUNTS("b", "One", 1, "why"),
		ENDING("well"),
		COUNTS("c", "One", 1, "why"),
		WHILE("second"),
		COUNTS("d", "One", 1, "why"),
		{ "e", "why", .chapter = "own", .outcome = "own",
		  .counter = CLAIM(counter, "One", 1) },
		{ "f", "why", .chapter = "", .counter = CLAIM(counter, "One", 1) },
		ANY_ENDING,
		COUNTS("g", "One", 1, "why"),
		{ .outcome = "badly" },
		COUNTS("h", "One", 1, "why"),
		{ "i", "why", .wire = CLAIM(wire, "RST"), .chapter = "of the wire" },
		{ "j", "why", .call = CLAIM(call, "recv"), .chapter = "of the call" },
		{ 0 },
	};
	static const struct {
		const char *who, *chapter, *outcome;
	} expected[] = {
		{ "a", "-", "-" },
		{ "b", "first", "-" },
		{ "c", "-", "well" },
		{ "d", "second", "well" },
		{ "e", "own", "own" },
		{ "f", "-", "well" },
		{ "g", "-", "-" },
		{ "h", "-", "badly" },
		{ "i", "of the wire", "badly" },
		{ "j", "of the call", "badly" },
	};
	const struct scenario scenario = { .promises = promises };
	static const struct scenario none = { .promises = NULL };
	struct promises walk = promises_of(&scenario);
	size_t i = 0;

	(void)state;
	for (; promises_next(&walk); i++) {
		assert_string_equal(walk.promise.who, expected[i].who);
		assert_string_equal(shown(walk.promise.chapter), expected[i].chapter);
		assert_string_equal(shown(walk.promise.outcome), expected[i].outcome);
	}
	assert_int_equal(i, sizeof(expected) / sizeof(expected[0]));
	walk = promises_of(&none);
	assert_false(promises_next(&walk));
}

/* What the stack is known to do, where the scenario says no more. */
static void test_stack_facts(void **state)
{
	const struct {
		struct promise promise;
		const char *because; /* part of it; NULL: nothing is known */
	} cases[] = {
		{ COUNTS("a", "TcpOutRsts", 2, AS_EVER), "count each" },
		{ COUNTS("a", "TcpOutRsts", 0, AS_EVER), "no RST was counted" },
		{ COUNTS("a", "TcpOutRsts", 0, "its own"), "its own" },
		{ COUNTS("a", "TcpEstabResets", 1, AS_EVER), "tcpEstabResets" },
		{ COUNTS("a", "TcpEstabResets", 0, AS_EVER), "no connection was reset" },
		{ COUNTS("a", "TcpExtTCPKeepAlive", 0, AS_EVER), NULL },
		{ COUNTS("a", "TcpOutSegs", 1, AS_EVER), NULL },
		{ CALL_FAILS("a", "connect", ECONNREFUSED, AS_EVER), "reports it as ECONNREFUSED" },
		{ CALL_FAILS("a", "connect", ETIMEDOUT, AS_EVER), NULL },
		{ CALL_FAILS("a", "send", EPIPE, AS_EVER), "broken pipe" },
		{ CALL_FAILS("a", "send", ECONNRESET, AS_EVER), "connection reset" },
		{ CALL_FAILS("a", "accept", ECONNRESET, AS_EVER), NULL },
		{ CALL_WORKS("a", "recv", AS_EVER), NULL },
		{ POLLS("a", POLLIN | POLLOUT | POLLRDHUP, AS_EVER), "RCV_SHUTDOWN" },
		{ POLLS("a", POLLIN | POLLERR, AS_EVER), NULL },
		{ CALL_WORKS("a", "poll", AS_EVER), NULL },
		{ RESETS("a", 1, "NO_SOCKET", "NONE", AS_EVER), "no such socket" },
		{ RESETS("a", 1, "NO_SOCKET", "LISTEN", AS_EVER), NULL },
		{ RESETS("a", 1, "TCP_STATE", "CLOSED", AS_EVER), "tcp_disconnect()" },
		{ RESETS("a", 1, "TCP_STATE", "ESTABLISHED", AS_EVER), "tcp_abort()" },
		{ RESETS("a", 0, "NO_SOCKET", "NONE", AS_EVER), NULL },
		{ RESETS("a", 1, ANY_REASON, ANY_STATE, AS_EVER), NULL },
		{ NO_RESET("a", AS_EVER), "nothing was reset" },
		{ SENDS("a", ONE(.flags = "RST"), AS_EVER), NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promises[] = { cases[i].promise, { 0 } };
		struct promises walk = promises_of(&(struct scenario){ .promises = promises });
		assert_true(promises_next(&walk));
		const char *because = walk.promise.because;
		if (!because != !cases[i].because ||
		    (because && !strstr(because, cases[i].because)))
			fail_msg("case %zu: %s", i, shown(because));
	}
}

static void test_reasons(void **state)
{
	const struct {
		struct promise promise;
		const char *text;
		bool resets; /* for NO_SOCKET */
	} cases[] = {
		{ RESETS("a", 1, "NO_SOCKET", "NONE", AS_EVER),
		  "1 tcp_send_reset reason=NO_SOCKET state=NONE", true },
		{ RESETS("a", 2, "NO_SOCKET", ANY_STATE, AS_EVER),
		  "2 tcp_send_reset reason=NO_SOCKET", true },
		{ RESETS("a", 0, "NO_SOCKET", ANY_STATE, AS_EVER),
		  "0 tcp_send_reset reason=NO_SOCKET", false },
		{ RESETS("a", 1, "TCP_STATE", ANY_STATE, AS_EVER),
		  "1 tcp_send_reset reason=TCP_STATE", false },
		{ NO_RESET("a", AS_EVER), "no tcp_send_reset", false },
		{ RESETS("a", 1, ANY_REASON, ANY_STATE, AS_EVER), "1 tcp_send_reset", false },
	};
	char text[PROMISE_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(promise_text(&cases[i].promise, text, sizeof(text)),
				    cases[i].text);
		assert_int_equal(promise_resets_for(&cases[i].promise, "NO_SOCKET"),
				 cases[i].resets);
	}
}

/* The bits of a poll have their names; another call that returns that number has it. */
static void test_poll_bits(void **state)
{
	const struct {
		struct promise promise;
		const char *text;
	} cases[] = {
		{ POLLS("a", POLLIN | POLLPRI | POLLOUT | POLLERR | POLLHUP | POLLRDHUP, "b"),
		  "poll() = IN|PRI|OUT|ERR|HUP|RDHUP" },
		{ POLLS_NTH("a", 2, POLLOUT, "b"), "poll() number 2 = OUT" },
		{ POLLS("a", 0, "b"), "poll() = none" },
		{ POLLS("a", POLLNVAL, "b"), "poll() = 0x20" },
		{ POLLS("a", POLLIN | POLLNVAL, "b"), "poll() = IN|0x20" },
		{ CALL_FAILS("a", "poll", EBADF, "b"), "poll() = -1 EBADF" },
		{ CALL_RETURNS("a", "sigtimedwait", POLLERR, "b"), "sigtimedwait() = ERR" },
		{ CALL_RETURNS("a", "recv", POLLIN, "b"), "recv() = 1" },
	};
	char text[PROMISE_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(promise_text(&cases[i].promise, text, sizeof(text)),
				    cases[i].text);
}

static void test_changes(void **state)
{
	static const struct change with = { "6.11", "with" }, without = { "6.12", "without" },
				   mended = { "6.13", "mended" }, other = { "6.14", "other" };
	static const struct promise promise = { "a", .with = &with, .without = &without,
						.mended = &mended };
	static const struct {
		const char *version;
		bool holds;
	} cases[] = {
		{ "6.10.9", false }, { "6.11", true }, { "6.11.9", true }, { "6.12", false }
	};
	char text[PROMISE_TEXT];

	(void)state;
	assert_true(promise_depends(&promise, &with));
	assert_true(promise_depends(&promise, &without));
	assert_true(promise_depends(&promise, &mended));
	assert_false(promise_depends(&promise, &other));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(promise_holds(&promise, cases[i].version), cases[i].holds);
	assert_string_equal(promise_kernels(&promise, text, sizeof(text)),
			    "with with (since 6.11), without without (before 6.12)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),  cmocka_unit_test(test_stack_facts),
		cmocka_unit_test(test_reasons), cmocka_unit_test(test_poll_bits),
		cmocka_unit_test(test_changes),
	};

	return cmocka_run_group_tests_name("promise", tests, NULL, NULL);
}

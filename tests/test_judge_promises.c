/* SPDX-License-Identifier: GPL-2.0-only */
/* Promises of a scenario as a whole: sound ones, in groups, and that nothing is reset. */
#include "trial.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A promise that makes no sense costs its scenario, and kills nobody. */
static void test_unsound(void **state)
{
	const struct {
		struct promise promise;
		const char *why;
	} cases[] = {
		{ { "server" }, "it claims nothing" },
		{ { "server", .counter = CLAIM(counter, "TcpOutRsts", 1), .wire = SOME("RST") },
		  "it claims two things at once" },
		{ { "server", .call = CLAIM(call, "send"), .look = CLAIM(look, "before") },
		  "it claims two things at once" },
		{ { "server", .call = CLAIM(call, .err = EPIPE) }, "it names no call" },
		{ { "server", .look = CLAIM(look, .count = 1) }, "it names no look" },
		{ { "server", .counter = CLAIM(counter, .grew = 1) }, "it names no counter" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promises[] = { { "server", .wire = CLAIM(wire, "~RST") },
						    cases[i].promise,
						    { .who = NULL } };
		const struct scenario scenario = { .name = "test", .promises = promises };
		char why[TEXT_SIZE * 2];
		const struct verdict *verdict = trial_judge(&scenario, trial_reset());
		snprintf(why, sizeof(why), "promise 2, of 'server', cannot be judged: %s",
			 cases[i].why);
		assert_int_equal(verdict->status, BROKEN);
		assert_string_equal(verdict->why, why);
		assert_int_equal(verdict->ruling_count, 0);
	}
}

/* What a row of a group says holds for the rows after it, until another one says otherwise. */
static void test_groups(void **state)
{
	const struct promise promises[] = {
		SENDS("server", SOME("~RST"), "anywhere"),
		WHILE("data"),
		SENDS("server", SOME("~PSH"), "there"),
		COUNTS("server", "TcpOutRsts", 1, AS_EVER),
		ENDING("late"),
		SENDS("server", SOME("~RST"), "in all chapters"),
		WHILE("close"),
		SENDS("server", SOME("~RST"), "at the end"),
		IN_ALL,
		SENDS("server", SOME("~RST"), "of that ending"),
		ANY_ENDING,
		CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
		{ 0 },
	};
	static const struct {
		const char *chapter, *outcome;
	} expected[] = {
		{ NULL, NULL },      { "data", NULL }, { "data", NULL }, { NULL, "late" },
		{ "close", "late" }, { NULL, "late" }, { NULL, NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };
	size_t count = 0;

	(void)state;
	for (struct promises walk = promises_of(&scenario); promises_next(&walk); count++) {
		const char *chapter = expected[count].chapter, *outcome = expected[count].outcome;
		assert_string_equal(walk.promise.chapter ? walk.promise.chapter : "",
				    chapter ? chapter : "");
		assert_string_equal(walk.promise.outcome ? walk.promise.outcome : "",
				    outcome ? outcome : "");
		assert_non_null(walk.promise.because); /* its own, or the stack's */
	}
	assert_int_equal(count, sizeof(expected) / sizeof(expected[0]));
}

/* "No reset, anywhere, for any reason" is broken by any. */
static void test_no_reset(void **state)
{
	const struct promise anywhere[] = { NO_RESET(ANY_HOST, "nothing was reset"), { 0 } };
	const struct promise there[] = { NO_RESET("client", "not by the client"), { 0 } };
	const struct scenario all = { .name = "test", .promises = anywhere };
	const struct scenario one = { .name = "test", .promises = there };
	struct evidence *ev = trial_story();

	(void)state;
	assert_int_equal(trial_judge(&all, ev)->ruling[0].status, PASS);
	assert_int_equal(trial_judge(&all, trial_reset())->ruling[0].status, FAIL);
	assert_int_equal(trial_judge(&one, trial_reset())->ruling[0].status, PASS);
	/* one of an address that nobody has is one too */
	ev = trial_story();
	trial_trace(ev, -1, "NO_SOCKET", "NONE");
	assert_int_equal(trial_judge(&all, ev)->ruling[0].status, FAIL);
	ev = trial_story();
	trial_trace(ev, -1, "NO_SOCKET", "NONE");
	assert_int_equal(trial_judge(&one, ev)->ruling[0].status, PASS);
	/* a tracepoint that is silent on some proves nothing of all */
	ev = trial_story();
	ev->socketless.present = false;
	assert_int_equal(trial_judge(&all, ev)->ruling[0].status, SKIP);
	/* one that gives no reasons does */
	ev = trial_story();
	ev->reason.present = false;
	assert_int_equal(trial_judge(&all, ev)->ruling[0].status, PASS);
	/* nor one that has handed over less than it counted */
	ev = trial_reset();
	ev->reset_count = 0;
	ev->trace_missing = 1;
	assert_int_equal(trial_judge(&all, ev)->ruling[0].status, SKIP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unsound),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_no_reset),
	};

	return cmocka_run_group_tests_name("judge_promises", tests, NULL, NULL);
}

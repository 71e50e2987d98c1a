/* SPDX-License-Identifier: GPL-2.0-only */
/* Annotations of a job: as GitHub escapes them, and as many as it shows. */
#include "golden.h"
#include "results.h"
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int count(const char *text, const char *what)
{
	int found = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		found++;
	return found;
}

/* The report of @result, so many times; to be freed. */
static char *tell(const struct result *result, int times, const struct tally *tally)
{
	const struct print_options options = { 0 };
	/* Static, as gcc takes what is returned for a pointer to it. */
	static char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	void *data;

	assert_int_equal(report_github.begin(out, &results_run, &options, &data), 0);
	for (int i = 0; i < times; i++)
		assert_int_equal(report_github.result(out, data, result), 0);
	assert_int_equal(report_github.end(out, data, tally), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* Ten errors, and no more: the last tells of the rest, and what is demanded takes room first. */
static void test_errors(void **state)
{
	static struct tally tally = { .complete = true };
	struct result *result = results_make(FAIL);

	(void)state;
	for (int demanded = 0; demanded < 2; demanded++)
		for (int times = 0; times < 25; times++) {
			tally.demands.asked = demanded ? DEMAND_BIT(NO_SKIP) : 0;
			tally.demands.of[NO_SKIP] =
				(struct shortfall){ demanded, demanded, { { 1, "why", "how" } } };
			char *text = tell(result, times, &tally), line[64];
			*strstr(text, "::notice ") = '\0';
			int all = times + demanded, told = all <= 10 ? all : 10;
			assert_int_equal(count(text, "::error "), told);
			assert_int_equal(count(text, "FAIL half-open/ipv6#3"),
					 (all <= 10 ? all : 9) - demanded);
			assert_int_equal(count(text, "title=no-skip::"), demanded);
			snprintf(line, sizeof(line), "title=%d more are FAIL or BROKEN::half-open",
				 all - 9);
			assert_int_equal(count(text, line), all > 10);
			/* each name, as far as there is room */
			if (all == 12)
				assert_int_equal(count(text, "half-open/ipv6#3"), times);
			free(text);
		}
	results_free(result);
}

/* As many reasons to skip as there are scenarios. */
static void test_lacks(void **state)
{
	enum { TIMES = 30 };
	static const struct tally tally = { .complete = true };
	const struct print_options options = { 0 };
	struct result *result = results_make(SKIP);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	void *data;

	(void)state;
	assert_int_equal(report_github.begin(out, &results_run, &options, &data), 0);
	for (int i = 0; i < TIMES; i++) {
		snprintf(result->verdict.why, sizeof(result->verdict.why), "needs number %d",
			 i / 2);
		assert_int_equal(report_github.result(out, data, result), 0);
	}
	assert_int_equal(report_github.end(out, data, &tally), 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(count(text, "::warning title=skipped in 2 results::needs number "), 8);
	assert_int_equal(count(text, "::warning title=skipped in 14 results more::"), 1);
	assert_int_equal(count(text, "::warning "), 9);
	free(text);
	results_free(result);
}

/* No machine would do better: that is no warning. */
static void test_not_meant(void **state)
{
	static const struct tally tally = { .complete = true };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct result *result = results_make(SKIP);
		struct evidence *ev = (struct evidence *)(uintptr_t)result->reading.ev;
		if (i == 1)
			ev->unasked = true;
		if (i == 2)
			ev->family = 0;
		char *text = tell(result, 1, &tally);
		assert_int_equal(count(text, "::warning "), i == 0);
		free(text);
		results_free(result);
	}
}

/* Nothing of a result ends a command, begins another, or adds a property. */
static void test_hostile(void **state)
{
	static const struct tally tally = { .complete = true };
	static const char hostile[] = "50%0A,line=1::x\n::set-env name=A::b\r\u202e\x1b[31m";
	struct result *result = results_make(FAIL);

	(void)state;
	for (int i = 0; i < result->verdict.ruling_count; i++) {
		snprintf(result->verdict.ruling[i].expected, RULING_TEXT, "%s", hostile);
		snprintf(result->verdict.ruling[i].actual, RULING_TEXT, "%s", hostile);
		result->verdict.ruling[i].who = hostile;
		result->verdict.ruling[i].because = hostile;
	}
	char *text = tell(result, 1, &tally);
	assert_int_equal(count(text, "\n"), count(text, "\n::") + 1);
	assert_int_equal(count(text, "\n::set-env"), 0);
	assert_int_equal(count(text, "50%0A"), 0);
	assert_true(count(text, "50%250A") > 0);
	assert_null(strchr(text, '\r'));
	assert_null(strchr(text, '\x1b'));
	assert_non_null(strstr(text, "\\u202e"));
	free(text);
	snprintf(result->verdict.why, sizeof(result->verdict.why), "%s", hostile);
	text = tell(result, 1, &tally);
	assert_int_equal(count(text, "\n"), count(text, "\n::") + 1);
	free(text);
	results_free(result);
}

/* A title is a property: neither ':' nor ',' stands in it. */
static void test_title(void **state)
{
	static const struct tally tally = { .count = { [PASS] = 1, [FAIL] = 2 } };
	char *text = tell(NULL, 0, &tally);

	(void)state;
	assert_non_null(strstr(text, "::error title=TCP resets::the run ended early"));
	assert_non_null(
		strstr(text, "::notice title=TCP resets%3A 1 PASS%2C 2 FAIL::rstlab-ns 1.0.0 "));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),    cmocka_unit_test(test_lacks),
		cmocka_unit_test(test_not_meant), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_title),
	};

	return cmocka_run_group_tests_name("github", tests, NULL, NULL);
}

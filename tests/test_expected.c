/* SPDX-License-Identifier: GPL-2.0-only */
/* Expected differences: each row can show, between some kernels, in a scenario that there is. */
#include "known_changes.h"

#include "kernel_change.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The scenarios that fit @pattern: a scenario is a file, and a file a scenario. */
static size_t count_scenarios(const char *pattern)
{
	char path[512];
	glob_t found;

	/* A state of the matrix is of the file of its name without "matrix-". */
	bool is_state = strncmp(pattern, "matrix-", strlen("matrix-")) == 0;
	snprintf(path, sizeof(path), "%s/lab/%s/%s.c", SOURCE_DIR, is_state ? "matrix" : "*",
		 pattern + (is_state ? strlen("matrix-") : 0));
	size_t count = glob(path, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
	globfree(&found);
	return count;
}

static void test_table(void **state)
{
	(void)state;
	for (const struct expected *row = expected_table; row->since; row++) {
		const char *last = strrchr(row->since, ' ');
		char doubt[TEXT_SIZE];
		if (!kernel_has(row->since, last ? last + 1 : row->since) ||
		    kernel_has(row->since, "4.4"))
			fail_msg("no versions: '%s'", row->since);
		kernel_doubt(last ? last + 1 : row->since, NULL, doubt, sizeof(doubt));
		assert_string_equal(doubt, "");
		if (count_scenarios(row->scenario) == 0)
			fail_msg("no scenario fits '%s'", row->scenario);
		assert_true(row->aspects != 0);
		assert_true(strlen(row->source) > 12);
	}
}

static void test_explains(void **state)
{
	static const struct expected row = { "6.1.110 6.11", "linger*",
					     IN(ASPECT_COUNTER) | IN(ASPECT_WINDOW),
					     "server Tcp*" };
	static const struct expected verdict = { "6.11", "linger*", IN(ASPECT_VERDICT) };
	static const struct {
		struct difference difference;
		bool is_explained;
	} cases[] = {
		{ { .aspect = ASPECT_COUNTER, .who = "server", .what = "TcpOutRsts" }, true },
		{ { .aspect = ASPECT_WINDOW, .who = "server", .what = "TcpOutRsts" }, true },
		{ { .aspect = ASPECT_FLAGS, .who = "server", .what = "TcpOutRsts" }, false },
		{ { .aspect = ASPECT_COUNTER, .who = "client", .what = "TcpOutRsts" }, false },
		{ { .aspect = ASPECT_COUNTER, .who = "server", .what = "MPTcpExt" }, false },
		{ { .aspect = ASPECT_VERDICT, .old = "XFAIL", .new = "PASS" }, true },
		{ { .aspect = ASPECT_VERDICT, .old = "PASS", .new = "XFAIL" }, true },
		{ { .aspect = ASPECT_VERDICT, .old = "PASS", .new = "FAIL" }, false },
		{ { .aspect = ASPECT_VERDICT, .old = "FAIL", .new = "PASS" }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(expected_explains(cases[i].difference.aspect == ASPECT_VERDICT
							   ? &verdict
							   : &row,
						   0, &cases[i].difference),
				 cases[i].is_explained);
	assert_true(expected_between(&row, "6.1.109", "6.1.110"));
	assert_true(expected_between(&row, "6.12", "6.1"));
	assert_false(expected_between(&row, "6.1.110", "6.12"));
	assert_true(expected_in(&row, "linger2-negative"));
	assert_false(expected_in(&row, "half-open"));
}

/* A change shows in its own chapters and in what follows of them, and explains nothing before. */
static void test_chapters(void **state)
{
	static const struct change change = { "6.11", "a change" }, other = { "5.14", "another" };
	const struct promise promises[] = {
		{ .who = "server", .with = &other, .chapter = "talk", .wire = NOTHING },
		{ .who = "server", .with = &change, .chapter = "after", .wire = NOTHING },
		{ .who = "client",
		  .without = &change,
		  .chapter = "close",
		  .call = CLAIM(call, "recv") },
		{ .who = "client", .with = &change, .counter = CLAIM(counter, "TcpOutRsts", 1) },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };
	char chapters[][TEXT_SIZE] = { "set-up", "talk", "close", "after" };
	const struct canon canon = { .chapter = chapters, .chapter_count = 4 };
	struct difference difference = { .aspect = ASPECT_PACKETS, .who = "server" };
	struct expected rows[2];

	(void)state;
	assert_int_equal(expected_of_scenario(&scenario, rows, 2), 2);
	assert_int_equal(expected_from(&rows[0], &canon), 1);
	int from = expected_from(&rows[1], &canon);
	assert_int_equal(from, 2);
	for (difference.chapter_at = -1; difference.chapter_at < 4; difference.chapter_at++)
		assert_int_equal(expected_explains(&rows[1], from, &difference),
				 difference.chapter_at < 0 || difference.chapter_at >= 2);
	/* A row of the table names none. */
	assert_int_equal(expected_from(&expected_table[0], &canon), 0);
}

/* Many promises of one chapter take one place. */
static void test_many_promises(void **state)
{
	static const struct change change = { "6.11", "a change" };
	static struct promise promises[EXPECTED_CHAPTERS + 3];
	static const struct scenario scenario = { .name = "test", .promises = promises };
	char chapters[][TEXT_SIZE] = { "set-up", "late" };
	const struct canon canon = { .chapter = chapters, .chapter_count = 2 };
	struct expected row;

	(void)state;
	for (int i = 0; i <= EXPECTED_CHAPTERS + 1; i++)
		promises[i] =
			(struct promise){ .who = "server",
					  .with = &change,
					  .chapter = i <= EXPECTED_CHAPTERS ? "early" : "late" };
	assert_int_equal(expected_of_scenario(&scenario, &row, 1), 1);
	assert_int_equal(expected_from(&row, &canon), 1);
}

static void test_of_scenario(void **state)
{
	static const struct change one = { "6.11", "one" }, two = { "5.14", "two" },
				   three = { "6.18", "three" };
	const struct promise promises[] = {
		{ .who = "server" },
		{ .who = "server", .with = &one },
		{ .who = "server", .without = &one },
		{ .who = "client", .with = &two, .without = &one },
		{ .who = "client", .known_broken = true, .mended = &three },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };
	struct expected rows[3];

	(void)state;
	assert_int_equal(expected_of_scenario(&scenario, NULL, 0), 3);
	assert_int_equal(expected_of_scenario(&scenario, rows, 3), 3);
	assert_string_equal(rows[0].source, "one");
	assert_string_equal(rows[1].since, "5.14");
	assert_string_equal(rows[2].source, "three");
	assert_int_equal(expected_of_scenario(&(struct scenario){ .name = "none" }, rows, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),       cmocka_unit_test(test_explains),
		cmocka_unit_test(test_chapters),    cmocka_unit_test(test_many_promises),
		cmocka_unit_test(test_of_scenario),
	};

	return cmocka_run_group_tests_name("expected", tests, NULL, NULL);
}

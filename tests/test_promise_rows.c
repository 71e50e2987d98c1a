/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows that hold in several chapters, rows of another table, looks named as their chapter. */
#include "promise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Each promise as "host chapter outcome;". */
static void check_walk(const struct promise *promises, const char *expected)
{
	const struct scenario scenario = { .promises = promises };
	struct promises walk = promises_of(&scenario);
	char text[400] = "";
	size_t used = 0;

	while (promises_next(&walk) && used < sizeof(text))
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s%s%s%s;",
					 walk.promise.who, walk.promise.chapter ? " " : "",
					 walk.promise.chapter ? walk.promise.chapter : "",
					 walk.promise.outcome ? " " : "",
					 walk.promise.outcome ? walk.promise.outcome : "");
	assert_string_equal(text, expected);
	assert_false(promises_next(&walk));
}

static void test_each(void **state)
{
	const struct promise rows[] = {
		SENDS("a", NOTHING, ""),
		WHILE_EACH("one", "two", "three"),
		SENDS("b", NOTHING, ""),
		SENDS("c", NOTHING, ""),
		WHILE("four"),
		SENDS("d", NOTHING, ""),
		WHILE_EACH("five", "six"),
		ENDING("well"),
		SENDS("e", NOTHING, ""),
		WHILE_EACH("seven", "eight"),
		SENDS("f", NOTHING, ""),
		{ 0 },
	};

	(void)state;
	check_walk(rows, "a;b one;c one;b two;c two;b three;c three;d four;e well;f seven well;"
			 "f eight well;");
}

static void test_rows_of(void **state)
{
	const struct promise shared[] = {
		SENDS("x", NOTHING, ""),
		SENDS("y", NOTHING, ""),
		{ 0 },
	};
	const struct promise nothing[] = { { 0 } };
	const struct promise turning[] = {
		SENDS("x", NOTHING, ""),
		WHILE("after"),
		SENDS("y", NOTHING, ""),
		{ 0 },
	};
	const struct promise repeating[] = {
		WHILE_EACH("five", "six"),
		SENDS("x", NOTHING, ""),
		{ 0 },
	};
	/* clang-format off */
	const struct promise around[] = {
		ROWS_OF(repeating),
		SENDS("y", NOTHING, ""),
		WHILE("seven"),
		SENDS("z", NOTHING, ""),
		{ 0 },
	};
	const struct promise rows[] = {
		ROWS_OF(shared),
		WHILE_EACH("one", "two"),
		ROWS_OF(nothing),
		ROWS_OF(shared),
		SENDS("b", NOTHING, ""),
		WHILE_EACH("three", "four"),
		ROWS_OF(turning),
		SENDS("c", NOTHING, ""),
		ROWS_OF(shared),
		{ 0 },
	};
	/* clang-format on */

	(void)state;
	check_walk(rows, "x;y;x one;y one;b one;x two;y two;b two;x three;x four;y after;c after;"
			 "x after;y after;");
	check_walk(around, "x five;y five;x six;y six;z seven;");
	check_walk(nothing, "");
}

/* No row is lost in silence. */
static void test_table_in_table(void **state)
{
	const struct promise inner[] = { SENDS("x", NOTHING, ""), { 0 } };
	const struct promise outer[] = { ROWS_OF(inner), { 0 } };
	const struct promise rows[] = { ROWS_OF(outer), { 0 } };
	struct promises walk = promises_of(&(struct scenario){ .promises = rows });

	(void)state;
	assert_true(promises_next(&walk));
	assert_string_equal(walk.promise.who, ANY_HOST);
	assert_non_null(strstr(promise_fault(&walk.promise), "table of rows"));
	assert_false(promises_next(&walk));

	const struct promise both[] = { { "a", .rows = inner }, { 0 } };
	walk = promises_of(&(struct scenario){ .promises = both });
	assert_true(promises_next(&walk));
	assert_non_null(promise_fault(&walk.promise));
}

static void test_here(void **state)
{
	const struct promise rows[] = {
		WHILE_EACH("one", "two"),
		HAS_SOCKETS("a", 1, HERE, "LISTEN", ""),
		HAS_SOCKETS("a", 1, "elsewhere", "LISTEN", ""),
		IN_ALL,
		HAS_SOCKETS("a", 1, HERE, "LISTEN", ""),
		{ 0 },
	};
	static const char *const texts[] = {
		"1 socket in LISTEN, one",
		"1 socket in LISTEN, elsewhere",
		"1 socket in LISTEN, two",
		"1 socket in LISTEN, elsewhere",
	};
	struct promises walk = promises_of(&(struct scenario){ .promises = rows });
	char text[PROMISE_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(promises_next(&walk));
		assert_null(promise_fault(&walk.promise));
		assert_string_equal(promise_text(&walk.promise, text, sizeof(text)), texts[i]);
	}
	/* There is no chapter that the look could be named as. */
	assert_true(promises_next(&walk));
	assert_string_equal(promise_fault(&walk.promise), "it names no look");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_rows_of),
		cmocka_unit_test(test_table_in_table),
		cmocka_unit_test(test_here),
	};

	return cmocka_run_group_tests_name("promise_rows", tests, NULL, NULL);
}

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
	/* clang-format off */
	const struct promise rows[] = {
		ROWS_OF(shared),
		WHILE_EACH("one", "two"),
		ROWS_OF(nothing),
		ROWS_OF(shared),
		SENDS("b", NOTHING, ""),
		WHILE("three"),
		SENDS("c", NOTHING, ""),
		ROWS_OF(shared),
		{ 0 },
	};
	/* clang-format on */

	(void)state;
	check_walk(rows, "x;y;x one;y one;b one;x two;y two;b two;c three;"
			 "x three;y three;");
	check_walk(nothing, "");
}

static void test_groups_of(void **state)
{
	const struct promise rows[] = { SENDS("x", NOTHING, ""), { 0 } };
	const struct promise inner[] = {
		SENDS("i", NOTHING, ""),
		WHILE_EACH("one", "two"),
		ROWS_OF(rows),
		{ 0 },
	};
	const struct promise outer[] = {
		WHILE("three"), GROUPS_OF(inner),        SENDS("o", NOTHING, ""),
		ENDING("well"), SENDS("p", NOTHING, ""), { 0 },
	};
	const struct promise all[] = {
		WHILE_EACH("four", "five"), SENDS("a", NOTHING, ""), GROUPS_OF(inner),
		GROUPS_OF(outer),           SENDS("b", NOTHING, ""), WHILE("six"),
		SENDS("c", NOTHING, ""),    GROUPS_OF(outer),        { 0 },
	};

	(void)state;
	check_walk(all, "a four;a five;i;x one;x two;i;x one;x two;o;p well;b;c six;i;x one;x two;"
			"o;p well;");
}

/* No row is lost in silence: what is none of those that there are is a promise that cannot be
 * judged, and the rows after it are still there. */
static void test_no_such_row(void **state)
{
	static const char no_groups[] =
		"it stands for a table of groups where none can be, or for something else too";
	const struct promise inner[] = { SENDS("x", NOTHING, ""), { 0 } };
	const struct promise deep[] = { ROWS_OF(inner), { 0 } };
	const struct promise grouped[] = { WHILE("one"), { 0 } };
	const struct promise first[] = { GROUPS_OF(inner), { 0 } };
	const struct promise in_rows[] = { GROUPS_OF(first), { 0 } };
	const struct {
		struct promise row;
		const char *fault;
	} cases[] = {
		{ ROWS_OF(deep), "it stands for a table of rows, and for something else" },
		{ { "a", .rows = inner }, "it stands for a table of rows, and for something else" },
		{ { .chapter = "one", .rows = inner },
		  "it stands for a table of rows, and for something else" },
		{ ROWS_OF(grouped), "it claims nothing" },
		{ ROWS_OF(in_rows), no_groups },
		{ { "a", .groups = inner }, no_groups },
		{ { .chapter = "one", .groups = inner }, no_groups },
		{ { .wire = NOTHING }, "it names no host" },
		{ { .chapter = "one", .wire = NOTHING }, "it names no host" },
		{ { "a", .wire = NOTHING, .chapters = (const char *const[]){ "one", NULL } },
		  "it opens a group, and is not alone in its row" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise rows[] = { cases[i].row, SENDS("after", NOTHING, ""), { 0 } };
		struct promises walk = promises_of(&(struct scenario){ .promises = rows });
		assert_true(promises_next(&walk));
		const char *fault = promise_fault(&walk.promise);
		if (!fault || strcmp(fault, cases[i].fault) != 0)
			fail_msg("case %zu: %s", i, fault ? fault : "no fault");
		assert_true(promises_next(&walk));
		assert_string_equal(walk.promise.who, "after");
		assert_null(promise_fault(&walk.promise));
		assert_false(promises_next(&walk));
	}
}

/* Tables of groups lie in each other no deeper than that. */
static void test_too_deep(void **state)
{
	const struct promise bottom[] = { SENDS("x", NOTHING, ""), { 0 } };
	const struct promise third[] = { GROUPS_OF(bottom), { 0 } };
	const struct promise second[] = { GROUPS_OF(third), { 0 } };
	const struct promise rows[] = { GROUPS_OF(second), SENDS("after", NOTHING, ""), { 0 } };
	struct promises walk = promises_of(&(struct scenario){ .promises = rows });

	(void)state;
	assert_true(promises_next(&walk));
	assert_non_null(promise_fault(&walk.promise));
	assert_true(promises_next(&walk));
	assert_string_equal(walk.promise.who, "after");
	assert_null(promise_fault(&walk.promise));
	assert_false(promises_next(&walk));
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
		cmocka_unit_test(test_each),      cmocka_unit_test(test_rows_of),
		cmocka_unit_test(test_groups_of), cmocka_unit_test(test_no_such_row),
		cmocka_unit_test(test_too_deep),  cmocka_unit_test(test_here),
	};

	return cmocka_run_group_tests_name("promise_rows", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* What went wrong is said whole, or shown to be cut. */
#include "text.h"
#include "why.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A word of that many letters. */
static char *word(size_t size)
{
	char *text = malloc(size + 1);

	assert_non_null(text);
	memset(text, 'x', size);
	text[size] = '\0';
	return text;
}

static void test_whole(void **state)
{
	char *path = word(4000), expected[WHY_SIZE];
	struct why why;

	(void)state;
	assert_int_equal(why_fail(&why, -ENOENT, "cannot open '%s'", path), -ENOENT);
	snprintf(expected, sizeof(expected), "cannot open '%s'", path);
	assert_string_equal(why.text, expected);
	free(path);
}

static void test_cut(void **state)
{
	char *path = word(2 * WHY_SIZE);
	struct why why;

	(void)state;
	why_set(&why, "cannot open '%s'", path);
	assert_int_equal(strlen(why.text), WHY_SIZE - 1);
	assert_string_equal(why.text + WHY_SIZE - 4, "...");
	why_within(&why, "%s: ", path);
	assert_int_equal(strlen(why.text), WHY_SIZE - 1);
	assert_string_equal(why.text + WHY_SIZE - 4, "...");
	free(path);
}

static void test_within(void **state)
{
	struct why why;

	(void)state;
	why_set(&why, "no such key");
	why_within(&why, "results[%d]: ", 3);
	why_within(&why, "%s: ", "old/results.json");
	assert_string_equal(why.text, "old/results.json: results[3]: no such key");
}

/* What is quoted does nothing to a terminal, and makes no second line. */
static void test_printable(void **state)
{
	struct why why;

	(void)state;
	why_set(&why, "unknown scenario '%s'", "a\033[2Jb\nc");
	assert_string_equal(why.text, "unknown scenario 'a?[2Jb?c'");
}

/* A cut does not leave half of a character, however it falls. */
static void test_characters(void **state)
{
	(void)state;
	for (size_t size = 1; size < 24; size++) {
		char set[32], added[32] = "";
		memset(set, 'z', sizeof(set));
		text_set(set, size, "%s", "→→→→→→→→");
		text_append(added, size, "%s", "→→→→→→→→");
		assert_true(text_is_clean(set, false) || size < 5);
		assert_true(strlen(set) < size);
		assert_string_equal(set, added);
		if (size > 4)
			assert_string_equal(set + strlen(set) - 3, "...");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),      cmocka_unit_test(test_cut),
		cmocka_unit_test(test_within),     cmocka_unit_test(test_printable),
		cmocka_unit_test(test_characters),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}

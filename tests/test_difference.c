/* SPDX-License-Identifier: GPL-2.0-only */
/* Which differences are the same, and which are told by the relation already. */
#include "compare.h"
#include "compare_words.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_equal(void **state)
{
	static const struct difference one = { .aspect = ASPECT_FLAGS,
					       .witness = WIRE,
					       .who = "a",
					       .stream = 1,
					       .chapter = "b",
					       .what = "c",
					       .old = "d",
					       .new = "e" };
	struct difference others[8];

	(void)state;
	for (int i = 0; i < 8; i++)
		others[i] = one;
	others[0].aspect = ASPECT_SEQ;
	others[1].witness = REASON;
	others[2].who[0] = 'x';
	others[3].stream = 2;
	others[4].chapter[0] = 'x';
	others[5].what[0] = 'x';
	others[6].old[0] = 'x';
	others[7].new[0] = 'x';
	assert_true(difference_equal(&one, &one));
	for (int i = 0; i < 8; i++)
		assert_false(difference_equal(&one, &others[i]));
}

static void test_headline(void **state)
{
	static const struct {
		struct difference difference;
		bool is_headline;
	} cases[] = {
		{ { .aspect = ASPECT_VERDICT }, true },
		{ { .aspect = ASPECT_ABILITY }, true },
		{ { .aspect = ASPECT_ABILITY, .who = "server" }, false },
		{ { .aspect = ASPECT_ABILITY, .is_general = true }, false },
		{ { .aspect = ASPECT_FLAGS }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(difference_is_headline(&cases[i].difference),
				 cases[i].is_headline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_headline),
	};

	return cmocka_run_group_tests_name("difference", tests, NULL, NULL);
}

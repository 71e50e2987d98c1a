/* SPDX-License-Identifier: GPL-2.0-only */
/* Which word was meant by one that is none. */
#include "suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_distance(void **state)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} cases[] = {
		{ "", "", 0 },        { "", "abc", 3 },         { "run", "run", 0 },
		{ "run", "RUN", 0 },  { "run", "rn", 1 },       { "run", "rum", 1 },
		{ "run", "runs", 1 }, { "run", "urn", 1 },      { "list", "ilts", 2 },
		{ "ca", "abc", 3 },   { "judge", "doctor", 6 },
	};
	char far[65];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *a = cases[i].a, *b = cases[i].b;

		assert_int_equal(suggest_distance(a, strlen(a), b, strlen(b)), cases[i].distance);
		assert_int_equal(suggest_distance(b, strlen(b), a, strlen(a)), cases[i].distance);
	}
	memset(far, 'a', sizeof(far));
	assert_true(suggest_distance(far, sizeof(far), "a", 1) == (size_t)-1);
}

/* The nearest is named, of several the first; none that is far, however long the words are. */
static void test_suggestion(void **state)
{
	static const struct {
		const char *word, *candidate[3], *best;
	} cases[] = {
		{ "runs", { "rungs", "run", "ruins" }, "rungs" },
		{ "half-opne", { "half-oxyen", "half-open", "half-pone" }, "half-open" },
		{ "half-opne", { "half-open", "half-oxyen", "half-pone" }, "half-open" },
		{ "runs", { "ran", "rain", "list" }, NULL },
		{ "running", { "ruining", "runs", "" }, "ruining" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    "", "" },
		  NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct suggestion near = { .word = cases[i].word };
		for (int k = 0; k < 3; k++)
			suggest_consider(&near, cases[i].candidate[k],
					 strlen(cases[i].candidate[k]));
		assert_int_equal(near.best != NULL, cases[i].best != NULL);
		if (near.best)
			assert_string_equal(near.best, cases[i].best);
	}
	char far[65];
	memset(far, 'a', sizeof(far));
	assert_true(suggest_distance("a", 1, far, sizeof(far)) == SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_suggestion),
	};

	return cmocka_run_group_tests_name("suggest", tests, NULL, NULL);
}

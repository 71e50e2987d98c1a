/* SPDX-License-Identifier: GPL-2.0-only */
/* Which cause a scenario's RST has, and what may be wrong with how a cause is written. */
#include "causes.h"
#include "small_lab.h"

static const struct cause twin = { .name = "twin" };
static const struct cause *const one_twin __attribute__((used, section("cause_registry"))) = &twin;
static const struct cause *const other_twin __attribute__((used, section("cause_registry"))) =
	&twin;

/* Who and chapter choose; what is not known fits no row that asks for it. */
static void test_scenario_cause(void **state)
{
	static const struct scenario scenario = {
		.cause = "nobody",
		.causes = { { .who = "client", .chapter = "one", .cause = "hidden" },
			    { .chapter = "two", .cause = "abrupt-linger" },
			    { .who = "router", .cause = "quiet" },
			    { .chapter = "three", .cause = "nobody" } },
	};
	static const struct {
		const char *who, *chapter, *cause;
	} cases[] = {
		{ "client", "one", "hidden" },        { "server", "one", "nobody" },
		{ "server", "two", "abrupt-linger" }, { NULL, "one", "nobody" },
		{ "router", "four", "quiet" },        { "router", NULL, "quiet" },
		{ "router", "two", "abrupt-linger" }, { NULL, NULL, "nobody" },
		{ "client", "three", "nobody" },
	};
	static const struct scenario none = { .name = "none" };
	const struct cause *its[SCENARIO_CAUSES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(scenario_cause(&scenario, cases[i].who, cases[i].chapter)->name,
				    cases[i].cause);
	assert_int_equal(scenario_causes(&scenario, its), 4);
	assert_string_equal(its[0]->name, "nobody");
	assert_true(scenario_has_cause(&scenario, "abrupt"));
	assert_true(scenario_has_cause(&scenario, "quiet"));
	assert_false(scenario_has_cause(&scenario, "clock"));
	assert_null(scenario_cause(&none, "client", "one"));
	assert_int_equal(scenario_causes(&none, its), 0);
}

/* What it stands before among the causes of symptoms, and it the first time as the second. */
static void test_renown(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(cause_renown("hidden"), 2);
		assert_int_equal(cause_renown("abrupt-linger"), 4);
		assert_int_equal(cause_renown("abrupt"), 1);
		assert_int_equal(cause_renown("gremlins"), 1);
	}
}

static void test_kinds(void **state)
{
	(void)state;
	assert_true(cause_is(cause_find("abrupt-linger"), "abrupt"));
	assert_true(cause_is(cause_find("abrupt-linger"), "abrupt-linger"));
	assert_false(cause_is(cause_find("abrupt"), "abrupt-linger"));
	assert_null(cause_find("gremlins"));
	assert_null(cause_find(NULL));
}

/* Each by its name, wherever in the registry it stands. */
static void test_found(void **state)
{
	int total;
	const struct cause *const *each = registry_causes(&total);

	(void)state;
	assert_true(total > 4);
	for (int i = 0; i < total; i++) {
		assert_non_null(cause_find(each[i]->name));
		assert_string_equal(cause_find(each[i]->name)->name, each[i]->name);
	}
	assert_null(cause_find(""));
	assert_null(cause_find("zzz"));
}

static void test_faults(void **state)
{
	struct cause cause;

	(void)state;
#define MUST_BE_WRONG(field, value, says)                           \
	do {                                                        \
		cause = cause_clock;                                \
		cause.field = value;                                \
		assert_non_null(cause_fault(&cause));               \
		assert_non_null(strstr(cause_fault(&cause), says)); \
	} while (0)
	assert_null(cause_fault(&cause_clock));
	MUST_BE_WRONG(name, NULL, "its name");
	MUST_BE_WRONG(name, "", "its name");
	MUST_BE_WRONG(name, "Clock", "its name");
	MUST_BE_WRONG(name, "twin", "another one");
	MUST_BE_WRONG(sentence, "", "no sentence");
	MUST_BE_WRONG(mechanism, NULL, "no sentence");
	MUST_BE_WRONG(words, "", "no sentence");
	MUST_BE_WRONG(advice, "", "no advice");
	MUST_BE_WRONG(settles, NULL, "no advice");
	MUST_BE_WRONG(moments, "", "its moments");
	MUST_BE_WRONG(moments, "idle noon", "its moments");
	MUST_BE_WRONG(moments, "idl", "its moments");
	MUST_BE_WRONG(sender, "", "its sender");
	MUST_BE_WRONG(sender, "client router", "its sender");
	MUST_BE_WRONG(kind_of, "gremlins", "there is not");
	MUST_BE_WRONG(kind_of, "clock", "a kind of itself");
#undef MUST_BE_WRONG
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scenario_cause), cmocka_unit_test(test_renown),
		cmocka_unit_test(test_kinds),          cmocka_unit_test(test_found),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests_name("causes", tests, NULL, NULL);
}

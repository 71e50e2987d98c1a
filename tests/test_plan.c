/* SPDX-License-Identifier: GPL-2.0-only */
/* The plan of a run, and how it is split into shards. */
#include "plan.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { MANY = 107, KINDS = 3 };

static struct scenario scenarios[MANY];
static const struct scenario *list[MANY];

/* Every seventh waits for a timer, every ninth has but one family, as in lab/. */
static int make_scenarios(void **state)
{
	static char names[MANY][24];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof(names[i]), "story-%d", i);
		scenarios[i] = (struct scenario){ .name = names[i],
						  .waits_for_timer = i % 7 == 0,
						  .family = i % 9 ? 0 : AF_INET };
		list[i] = &scenarios[i];
	}
	return 0;
}

static struct plan make(int count, bool ipv4, bool ipv6, int number, int shards)
{
	struct plan plan = { .shard = { number, shards }, .repeat = 1 };

	unsigned over[MANY];

	for (int i = 0; i < count; i++)
		over[i] = (ipv4 ? OVER_IPV4 : 0u) | (ipv6 ? OVER_IPV6 : 0u);
	assert_int_equal(plan_make(list, over, count, &plan), 0);
	return plan;
}

static void test_order(void **state)
{
	static const struct {
		bool ipv4, ipv6;
		int count;
		const char *parts;
	} cases[] = {
		{ true, true, 2, "story-0/4 story-0/6 story-1/4 story-1/6 " },
		{ true, false, 3, "story-0/4 story-1/4 story-2/4 " },
		{ false, true, 3, "story-0/6 story-1/6 story-2/6 " },
		{ true, true, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct plan plan = make(cases[i].count, cases[i].ipv4, cases[i].ipv6, 1, 1);
		char text[256] = "";
		for (int k = 0; k < plan.count; k++) {
			size_t used = strlen(text);
			assert_int_equal(plan.part[k].shard, 1);
			snprintf(text + used, sizeof(text) - used, "%s/%c ", plan.part[k].scenario,
				 plan.part[k].family == AF_INET6 ? '6' : '4');
		}
		assert_string_equal(text, cases[i].parts);
		assert_int_equal(plan_own(&plan, NULL), plan.count);
		assert_int_equal(plan_results(&plan), plan.count);
		plan.repeat = INT_MAX;
		assert_int_equal(plan_results(&plan), plan.count ? INT_MAX : 0);
		plan_free(&plan);
	}
}

/* Each scenario over its own families; what is over none has no part. */
static void test_families(void **state)
{
	static const unsigned over[] = { OVER_IPV6, 0, OVER_IPV4 | OVER_IPV6, OVER_IPV4 };
	static const struct {
		int at, family;
	} parts[] = { { 0, AF_INET6 }, { 2, AF_INET }, { 2, AF_INET6 }, { 3, AF_INET } };
	struct plan plan = { .shard = { 1, 2 }, .repeat = 1 };

	(void)state;
	assert_int_equal(plan_make(list, over, 4, &plan), 0);
	assert_int_equal(plan.count, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(plan.part[i].at, parts[i].at);
		assert_int_equal(plan.part[i].family, parts[i].family);
		assert_string_equal(plan.part[i].scenario, scenarios[parts[i].at].name);
	}
	assert_int_equal(plan_own(&plan, NULL), 2);
	plan_free(&plan);
}

/* The split is what it was when saved runs were made with it: known by heart.
 * story-0 waits for a timer, and is skipped over IPv6. */
static void test_split(void **state)
{
	static const struct {
		int count, shards;
		const char *shard_of_part;
	} cases[] = {
		{ 3, 1, "111111" }, { 3, 2, "122211" }, { 4, 3, "12223311" },
		{ 2, 4, "1423" },   { 2, 9, "1423" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct plan plan = make(cases[i].count, true, true, 1, cases[i].shards);
		char text[2 * MANY + 1] = "";
		for (int k = 0; k < plan.count; k++)
			text[k] = (char)('0' + plan.part[k].shard);
		assert_string_equal(text, cases[i].shard_of_part);
		plan_free(&plan);
	}
}

static int kind_of(const struct plan *plan, int part)
{
	int scenario = atoi(plan->part[part].scenario + strlen("story-"));

	if (scenario % 9 == 0 && plan->part[part].family == AF_INET6)
		return 2;
	return scenario % 7 == 0;
}

/* Each part is in exactly one shard, and no shard has two more than another of any kind. */
static void check_split(int count, bool ipv4, bool ipv6, int shards)
{
	int most[KINDS + 1] = { 0 }, least[KINDS + 1] = { 999, 999, 999, 999 }, sum = 0;
	bool seen[2 * MANY] = { false };

	for (int number = 1; number <= shards; number++) {
		struct plan plan = make(count, ipv4, ipv6, number, shards);
		int own[2 * MANY], of[KINDS + 1] = { 0 };
		int owned = plan_own(&plan, own);
		for (int i = 0; i < owned; i++) {
			assert_true(i == 0 || own[i] > own[i - 1]);
			assert_false(seen[own[i]]);
			seen[own[i]] = true;
			of[kind_of(&plan, own[i])]++;
			of[KINDS]++;
		}
		for (int kind = 0; kind <= KINDS; kind++) {
			most[kind] = of[kind] > most[kind] ? of[kind] : most[kind];
			least[kind] = of[kind] < least[kind] ? of[kind] : least[kind];
		}
		sum += owned;
		plan_free(&plan);
	}
	assert_int_equal(sum, count * (ipv4 + ipv6));
	for (int kind = 0; kind <= KINDS; kind++)
		if (most[kind] > least[kind] + 1)
			fail_msg("%d of %d scenarios: kind %d is split unevenly, %d to %d", shards,
				 count, kind, least[kind], most[kind]);
}

static void test_balance(void **state)
{
	(void)state;
	for (int shards = 1; shards <= 2 * MANY + 2; shards++) {
		check_split(MANY, true, true, shards);
		check_split(MANY, false, true, shards);
		check_split(19, true, false, shards);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_balance),
	};

	return cmocka_run_group_tests_name("plan", tests, make_scenarios, NULL);
}

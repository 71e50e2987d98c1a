/* SPDX-License-Identifier: GPL-2.0-only */
/* What the program has learned is of lab/: each cause and each scenario is there, and goes with the
 * other. */
#include "apart.h"
#include "causes.h"
#include "lessons.h"
#include "registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { AT_LEAST = 50 };

static const char *fault_of(const struct lesson_cause *taught)
{
	const struct scenario *scenario = registry_scenario(taught->scenario);

	if (!cause_find(taught->cause))
		return "there is no such cause";
	if (!scenario)
		return "there is no such scenario";
	return scenario_has_cause(scenario, taught->cause) ? NULL
							   : "this scenario does not show it";
}

static void test_builtin(void **state)
{
	struct lessons lessons;

	(void)state;
	assert_int_equal(lessons_builtin(&lessons), 0);
	assert_true(lessons.count >= AT_LEAST);
	for (int i = 0; i < lessons.count; i++)
		for (int k = 0; k < lessons.lesson[i].cause_count; k++) {
			const struct lesson_cause *taught = &lessons.lesson[i].cause[k];
			const char *fault = fault_of(taught);
			if (fault)
				fail_msg("%s(%s): %s", taught->cause, taught->scenario, fault);
		}
	lessons_free(&lessons);
}

/* That it can be seen. */
static void test_faults(void **state)
{
	static const struct lesson_cause bad[] = {
		{ "no-such-cause", "port-closed" },
		{ "no-listener", "no-such-scenario" },
		{ "no-listener", "unread-data" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(fault_of(&bad[i]));
	assert_null(fault_of(&(struct lesson_cause){ "no-listener", "port-closed" }));
}

static bool asks_for(const struct lessons *lessons, const char *one, const char *other,
		     const char *counter)
{
	struct apart apart;

	apart_make(&lessons->marks, (const char *const[]){ one, other }, 2, &apart);
	return apart.counter_count == 1 && strcmp(apart.counter[0], counter) == 0;
}

/* What tells causes apart is of the RST, and of each that a cause may send. */
static void test_apart(void **state)
{
	struct lessons lessons;
	struct apart apart;

	(void)state;
	assert_int_equal(lessons_builtin(&lessons), 0);
	assert_true(
		asks_for(&lessons, "bad-syncookie", "unacceptable-ack", "TcpExtSyncookiesFailed"));
	/* An orphan in FIN-WAIT-2 resets a SYN, and no embryo is lost. */
	apart_make(&lessons.marks, (const char *const[]){ "no-listener", "syn-in-window" }, 2,
		   &apart);
	assert_int_equal(apart.counter_count, 0);
	/* A firewall may reset what a NAT does not know any more. */
	assert_false(
		asks_for(&lessons, "nat-state-lost", "firewall-reject-established", "TcpOutRsts"));
	lessons_free(&lessons);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builtin),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_apart),
	};

	return cmocka_run_group_tests_name("lessons of the program", tests, NULL, NULL);
}

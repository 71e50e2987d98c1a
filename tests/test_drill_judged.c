/* SPDX-License-Identifier: GPL-2.0-only */
/* The verdict of a drill: the client's end decides, and nothing that only a scenario must keep. */
#include "trial.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct promise promises[] = { CALL_RETURNS("client", "exit", 0, "it survives"),
					   { 0 } };
static const struct scenario drill = { .name = "drill-test",
				       .is_drill = true,
				       .promises = promises };
static const struct scenario scenario = { .name = "test", .promises = promises };

/* A connection that the server resets; then the client ends. */
static struct evidence *tell(int ret, int err)
{
	struct evidence *ev = trial_reset();

	snprintf(trial_call(ev, TRIAL_CLIENT, "exit", ret, err)->actor, NAME_SIZE, "client");
	return ev;
}

static void test_verdicts(void **state)
{
	static const struct {
		int ret, err;
		enum status status;
	} cases[] = { { 0, 0, PASS }, { 3, 0, FAIL }, { -1, ETIME, FAIL } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct verdict *verdict =
			trial_judge(&drill, tell(cases[i].ret, cases[i].err));
		assert_int_equal(verdict->status, cases[i].status);
		/* In figures, whatever the verdict. */
		assert_non_null(
			strstr(verdict->why, "no new connection was established (0 attempts)"));
	}
}

/* What somebody's programs reset besides is not known, and so no witness contradicts another. */
static void test_no_agreement(void **state)
{
	(void)state;
	for (int is_drill = 0; is_drill < 2; is_drill++) {
		struct evidence *ev = tell(0, 0);
		trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 5);
		assert_int_equal(trial_judge(is_drill ? &drill : &scenario, ev)->status,
				 is_drill ? PASS : FAIL);
	}
}

/* A hundred connections may be reset at once: what then has no room is said, and breaks nothing. */
static void test_lost(void **state)
{
	static const char *const lost[] = { "the captures lost 3 packets",
					    "the trace lost 44 kernel events" };

	(void)state;
	for (int what = 0; what < 2; what++)
		for (int is_drill = 0; is_drill < 2; is_drill++) {
			struct evidence *ev = tell(0, 0);
			if (what)
				ev->trace_lost = 44;
			else
				ev->end[0].drops = 3;
			const struct verdict *verdict =
				trial_judge(is_drill ? &drill : &scenario, ev);
			assert_int_equal(verdict->status, is_drill ? PASS : BROKEN);
			assert_int_equal(strstr(verdict->why, lost[what]) != NULL, is_drill);
			assert_null(strstr(verdict->why, lost[!what]));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_no_agreement),
		cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests_name("drill_judged", tests, NULL, NULL);
}

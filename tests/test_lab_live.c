/* SPDX-License-Identifier: GPL-2.0-only */
/* What watch makes of the resets of all scenarios, as each of their hosts hears them: the true
 * cause is named, first or among those that its witnesses leave open. */
#include "child.h"
#include "folder.h"
#include "live_loop.h"
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_closed_loop(void **state)
{
	const struct child_spec all = { { "all", "--out", "out" } };
	struct lessons lessons = { 0 };
	struct live_loop *loop = calloc(1, sizeof(*loop));
	struct child child;
	struct why why;

	(void)state;
	if (!play_possible() || !child_run(&all, &child))
		skip();
	if (child.code != 0)
		fprintf(stderr, "%s%s", child.out, child.err);
	assert_int_equal(child.code, 0);
	child_free(&child);
	assert_non_null(loop);
	assert_int_equal(lessons_builtin(&lessons), 0);
	loop->lessons = &lessons;
	loop->faults = stdout;
	assert_int_equal(live_loop_run(loop, "out", &why), 0);
	live_loop_print(stdout, loop);
	for (int i = 0; i < LIVE_EARS; i++) {
		assert_true(loop->score[i].resets > 0);
		assert_int_equal(loop->score[i].named,
				 loop->score[i].resets - loop->score[i].untold);
	}
	lessons_free(&lessons);
	free(loop);
}

static int examine(int count, char **runs)
{
	struct lessons lessons = { 0 };
	struct live_loop *loop = calloc(1, sizeof(*loop));
	struct why why = { 0 };
	int err = loop ? lessons_builtin(&lessons) : -1;

	for (int i = 0; i < count && err == 0; i++) {
		loop->lessons = &lessons;
		loop->faults = stdout;
		err = live_loop_run(loop, runs[i], &why);
	}
	if (err)
		fprintf(stderr, "%s\n", why.text);
	else
		live_loop_print(stdout, loop);
	lessons_free(&lessons);
	free(loop);
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closed_loop),
	};

	if (argc > 1)
		return examine(argc - 1, argv + 1);
	return cmocka_run_group_tests_name("lab_live", tests, folder_enter, folder_leave);
}

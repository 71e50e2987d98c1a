/* SPDX-License-Identifier: GPL-2.0-only */
/* The lab as a teacher, and as its own examiner: each RST of a run, as each end of a link saw it,
 * is explained from those packets alone, whole and maimed; its cause is known. */
#include "child.h"
#include "closed_loop.h"
#include "diagnosis.h"
#include "folder.h"
#include "play.h"
#include "played_all.h"
#include "results_load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void learn(const char *path, struct lessons *lessons)
{
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct saved_run *saved;
	struct why why;
	int iteration;
	double duration;

	assert_non_null(ev);
	assert_int_equal(saved_open(path, &saved, &why), 0);
	for (int i = 0; i < saved_count(saved); i++) {
		assert_int_equal(saved_evidence(saved, i, ev, &iteration, &duration, &why), 0);
		assert_int_equal(lessons_learn(lessons, ev), 0);
	}
	saved_close(saved);
	free(ev);
}

/* Nothing is lost of what says the same: all is named there. Certain is never wrong, anywhere. */
static void check(const struct loop *loop)
{
	static const char *const nothing_lost[] = { "whole", "each packet twice",
						    "other addresses" };

	for (int i = 0; i < LOOPS; i++) {
		const struct loop_score *score = &loop->score[i];
		assert_int_equal(score->wrong_certain, 0);
		assert_true(score->rsts > 0);
		for (size_t k = 0; k < sizeof(nothing_lost) / sizeof(nothing_lost[0]); k++)
			if (strcmp(nothing_lost[k], maiming_name[i]) == 0)
				assert_int_equal(score->named, score->rsts);
	}
	/* What was made on the way is known for that, and nothing else is. */
	for (int i = 0; i < LOOPS - LOOP_ENDS; i++)
		assert_int_equal(loop->crossing[i].wrong, 0);
	assert_true(loop->crossing[LOOP_ALL - LOOP_ENDS].of[CROSSING_MADE] > 0);
}

static void test_closed_loop(void **state)
{
	struct lessons lessons = { 0 };
	struct loop loop = { .lessons = &lessons };
	struct why why;

	(void)state;
	if (!played_all("out"))
		skip();
	learn("out", &lessons);
	assert_true(lessons.count > 20);
	assert_int_equal(loop_run(&loop, "out", &why), 0);
	loop_print(stdout, &loop);
	check(&loop);
	lessons_free(&lessons);
}

/* That it can fail: what was never taught is not named. */
static void test_untaught(void **state)
{
	const struct child_spec run = { { "run", "unread-data", "--out", "one" } };
	struct lessons none = { 0 };
	struct loop loop = { .lessons = &none };
	struct child child;
	struct why why;

	(void)state;
	if (!play_possible() || !child_run(&run, &child))
		skip();
	assert_int_equal(child.code, 0);
	child_free(&child);
	assert_int_equal(loop_run(&loop, "one", &why), 0);
	assert_true(loop.score[0].rsts > 0);
	assert_int_equal(loop.score[0].alone, 0);
	assert_int_equal(loop.score[0].confident[CERTAIN], 0);
}

static int examine(int count, char **runs)
{
	struct lessons lessons = { 0 };
	struct loop loop = { .lessons = &lessons, .faults = stdout };
	struct why why = { 0 };
	int err = lessons_builtin(&lessons);

	for (int i = 0; i < count && err == 0; i++)
		err = loop_run(&loop, runs[i], &why);
	if (err)
		fprintf(stderr, "%s\n", why.text);
	else
		loop_print(stdout, &loop);
	lessons_free(&lessons);
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closed_loop),
		cmocka_unit_test(test_untaught),
	};

	if (argc > 1)
		return examine(argc - 1, argv + 1);
	return cmocka_run_group_tests_name("lab_explain", tests, folder_enter, folder_leave);
}

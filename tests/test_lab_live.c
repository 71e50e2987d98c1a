/* SPDX-License-Identifier: GPL-2.0-only */
/* What watch makes of the resets of all scenarios, as each of their hosts hears them: the true
 * cause is named, first or among those that its witnesses leave open. */
#include "folder.h"
#include "live_loop.h"
#include "played_all.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_closed_loop(void **state)
{
	struct lessons lessons = { 0 };
	struct live_loop *loop = calloc(1, sizeof(*loop));
	struct why why;

	(void)state;
	if (!played_all("out"))
		skip();
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

/* A row of a Markdown table for each saved run by itself. 1: a true cause was not named, or nothing
 * was examined. */
static int examine_each(int count, char **runs)
{
	int bad = 0;

	puts("| run | resets | true cause first | among others | not named | nothing said | likely, and "
	     "wrong |\n|---|---|---|---|---|---|---|");
	for (int i = 0; i < count; i++) {
		struct lessons lessons = { 0 };
		struct live_loop *loop = calloc(1, sizeof(*loop));
		struct why why = { 0 };
		int err = loop ? lessons_builtin(&lessons) : -1;
		if (err == 0) {
			loop->lessons = &lessons;
			loop->faults = stderr;
			err = live_loop_run(loop, runs[i], &why);
		}
		if (err == 0) {
			const struct live_score *all = &loop->score[EARS_ALL];
			uint64_t missing = all->resets - all->untold - all->named;
			printf("| %s | %llu | %llu | %llu | %llu | %llu | %llu |\n", runs[i],
			       (unsigned long long)all->resets, (unsigned long long)all->first,
			       (unsigned long long)(all->named - all->first),
			       (unsigned long long)missing, (unsigned long long)all->untold,
			       (unsigned long long)all->likely_wrong);
			bad |= missing || !all->resets;
		} else {
			fprintf(stderr, "%s: %s\n", runs[i], why.text);
			bad = 1;
		}
		lessons_free(&lessons);
		free(loop);
	}
	return bad;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closed_loop),
	};

	if (argc > 2 && strcmp(argv[1], "--each") == 0)
		return examine_each(argc - 2, argv + 2);
	if (argc > 1)
		return examine(argc - 1, argv + 1);
	return cmocka_run_group_tests_name("lab_live", tests, folder_enter, folder_leave);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* Saved runs, judged again: all of one, a part of it, one that was changed or cut. */
#include "child.h"
#include "folder.h"
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SCALE "--timeout-scale", "3"

static char *play_and_save(const char *out, size_t *ret_size)
{
	const struct child_spec spec = { { "run", "port-closed", "unread-data", "half-open",
					   "linger", "--repeat", "2", SCALE, "--out", out } };
	char path[64];

	assert_true(child_expect(&spec, GOOD, NULL));
	snprintf(path, sizeof(path), "%s/results.json", out);
	char *text = folder_read(path, ret_size);
	assert_non_null(text);
	return text;
}

/* How long it took is all that may differ: the run's line, at the end. */
static char *cut_duration(char *text)
{
	char *last = NULL;

	for (char *at = text; (at = strstr(at, "\n  \"duration_ms\":")); at++)
		last = at;
	assert_non_null(last);
	*last = '\0';
	return text;
}

static void test_judge_again(void **state)
{
	static const struct child_spec spec = { { "judge", "saved", "--format", "json" } };
	static const struct child_spec as_known = { { "judge", "saved", "linger", "--as-kernel",
						      "6.12" } };
	static const struct child_spec as_none = { { "judge", "saved", "linger", "--as-kernel",
						     "6.99" } };
	struct child child;

	(void)state;
	if (!play_possible())
		skip();
	char *saved = play_and_save("saved", NULL);
	assert_true(child_run(&spec, &child));
	assert_int_equal(child.code, GOOD);
	assert_string_equal(cut_duration(saved), cut_duration(child.out));
	child_free(&child);
	free(saved);
	assert_true(child_expect(&as_known, GOOD, NULL));
	assert_true(child_expect(&as_none, GOOD, "there was no Linux 6.99"));
}

/* Of a saved run, what is asked for: by the name that a report gave it, by family, by filter. */
static void test_judge_some(void **state)
{
	static const struct {
		const char *words[4];
		int code, results;
	} cases[] = {
		{ { NULL }, GOOD, 16 },
		{ { "half-open" }, GOOD, 4 },
		{ { "half-open/ipv4" }, GOOD, 2 },
		{ { "half-open/ipv4#2", "linger/ipv6#1" }, GOOD, 2 },
		{ { "*", "-6" }, GOOD, 8 },
		{ { "--tag", "close", "l*" }, GOOD, 4 },
		{ { "--errno=ECONNREFUSED", "--flags=RST,ACK" }, GOOD, 4 },
		{ { "half-open/ipv4", "-6" }, NOTHING_RAN, 0 },
		{ { "listener-closed" }, NOTHING_RAN, 0 },
	};

	(void)state;
	if (!play_possible())
		skip();
	free(play_and_save("some", NULL));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child_spec spec = { { "judge", "some", "--format", "json" } };
		struct child child;
		int results = 0;
		memcpy(&spec.args[4], cases[i].words, sizeof(cases[i].words));
		assert_true(child_run(&spec, &child));
		assert_int_equal(child.code, cases[i].code);
		for (const char *at = child.out; (at = strstr(at, "\"iteration\":")); at++)
			results++;
		assert_int_equal(results, cases[i].results);
		/* What is no whole must not be taken for one. */
		if (cases[i].code == GOOD)
			assert_int_equal(strstr(child.out, "\"plan\":") != NULL, i == 0);
		child_free(&child);
	}
}

/* A family that is named with a scenario is that one's alone. */
static void test_run_some(void **state)
{
	static const struct child_spec spec = { { "run", "port-closed/ipv6#4", "linger", SCALE } };
	struct child child;

	(void)state;
	if (!play_possible())
		skip();
	assert_true(child_run(&spec, &child));
	assert_int_equal(child.code, GOOD);
	assert_non_null(strstr(child.out, "port-closed/ipv6 "));
	assert_null(strstr(child.out, "port-closed/ipv4"));
	assert_non_null(strstr(child.out, "linger/ipv4"));
	assert_non_null(strstr(child.out, "\n3 results: 3 PASS"));
	child_free(&child);
}

/* Another reason, another verdict: it is the evidence that is judged, not the verdict that was
 * saved. */
static void test_judge_evidence(void **state)
{
	static const struct child_spec spec = { { "judge", "changed/results.json" } };
	size_t size;

	(void)state;
	if (!play_possible())
		skip();
	char *saved = play_and_save("changed", &size);
	char *event = strstr(saved, "\"evidence\"");
	char *port = event ? strstr(event, "\"err\": 111") : NULL; /* ECONNREFUSED */
	assert_non_null(port);
	memcpy(port, "\"err\": 110", 10);
	folder_write("changed/results.json", saved, size);
	assert_true(child_expect(&spec, FAILED, NULL));
	free(saved);
}

static void test_judge_truncated(void **state)
{
	static const struct child_spec spec = { { "judge", "short" } };
	enum { STEPS = 24 };
	size_t size;

	(void)state;
	if (!play_possible())
		skip();
	char *saved = play_and_save("short", &size);
	for (size_t i = 0; i <= STEPS; i++) {
		struct child child;
		folder_write("short/results.json", saved, (size - 2) * i / STEPS);
		assert_true(child_run(&spec, &child));
		assert_int_equal(child.code, BAD_USE);
		assert_string_equal(child.out, "");
		child_check_line(child.err, "short/results.json");
		child_free(&child);
	}
	free(saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge_again),     cmocka_unit_test(test_judge_some),
		cmocka_unit_test(test_run_some),        cmocka_unit_test(test_judge_evidence),
		cmocka_unit_test(test_judge_truncated),
	};

	return cmocka_run_group_tests_name("lab_judge", tests, folder_enter, folder_leave);
}

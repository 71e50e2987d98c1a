/* SPDX-License-Identifier: GPL-2.0-only */
/* The reader of KTAP takes what is sound and nothing else, and what this program writes is sound.
 */
#include "ktap.h"
#include "results.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define V "KTAP version 1\n"

static void test_sound(void **state)
{
	static const struct {
		const char *text;
		struct ktap is;
	} cases[] = {
		{ V "1..0\n", { .planned = 0 } },
		{ V "1..1\nok 1\n", { .planned = 1, .count = { [KTAP_PASS] = 1 } } },
		{ V "# about\n1..2\nok 1 - a b\n# on b\nnot ok 2 b\n# more\n",
		  { .planned = 2, .count = { 1, 1 } } },
		{ V "1..2\nok 1 a # took 3 s # long\nok 2 # SKIP\n",
		  { .planned = 2, .count = { [KTAP_PASS] = 1, [KTAP_SKIP] = 1 } } },
		{ V
		  "1..7\nok 1 a # SKIP no b\nnot ok 2 b # SKIP no c\nok 3 c # XFAIL d\n"
		  "not ok 4 # XFAIL\nnot ok 5 e # TODO\nnot ok 6 f # TIMEOUT 3 s\n"
		  "not ok 7 g # ERROR no h\n# Totals: pass:0 fail:0 xfail:3 xpass:0 skip:2 error:2\n",
		  { .planned = 7,
		    .count = { [KTAP_SKIP] = 2, [KTAP_XFAIL] = 3, [KTAP_ERROR] = 2 },
		    .totals = true } },
		{ V "1..2\n  " V "  1..2\n  # on a\n  ok 1 a\n    " V "    1..1\n    not ok 1 b\n"
		    "  not ok 2 c\nnot ok 1 d\nok 2 e\n",
		  { .planned = 2, .count = { 1, 1 } } },
		{ V "1..2\n  " V "  1..2\n  not ok 1 a # SKIP b\n  not ok 2 # XFAIL c\nok 1 d\n"
		    "  " V "  1..1\n  ok 1\nnot ok 2\n",
		  { .planned = 2, .count = { 1, 1 } } },
		{ V "1..3\nok 1\nBail out!\n",
		  { .planned = 3, .count = { 1 }, .bailed_out = true } },
		{ V "1..3\n  " V "  1..2\n  ok 1\nBail out! no power\n# left\n",
		  { .planned = 3, .bailed_out = true } },
		{ V "1..1\nok 1 a # skipping is no directive\n", { .planned = 1, .count = { 1 } } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ktap ktap;
		char why[KTAP_WHY_SIZE] = "";
		if (ktap_read(cases[i].text, &ktap, why) != 0)
			fail_msg("%s in\n%s", why, cases[i].text);
		assert_int_equal(ktap.planned, cases[i].is.planned);
		assert_memory_equal(ktap.count, cases[i].is.count, sizeof(ktap.count));
		assert_int_equal(ktap.bailed_out, cases[i].is.bailed_out);
		assert_int_equal(ktap.totals, cases[i].is.totals);
	}
}

static const struct {
	const char *text, *why;
} broken[] = {
	{ "", "line 0: nothing" },
	{ V, "line 1: level 0 had no plan" },
	{ "1..1\nok 1\n", "line 1: no version line" },
	{ "# a\n" V "1..0\n", "line 1: no version line" },
	{ "TAP version 13\n1..0\n", "line 1: no version line" },
	{ "KTAP version 2\n1..0\n", "line 1: the version is not 'KTAP version 1'" },
	{ "KTAP version 1.0\n1..0\n", "line 1: the version is not 'KTAP version 1'" },
	{ "  " V "1..0\n", "line 1: a version line on level 1, inside of level -1" },
	{ V V "1..0\n", "line 2: a version line on level 0, inside of level 0" },
	{ V "1..0", "line 2: no newline at its end" },
	{ V "1..\n", "line 2: a plan is '1..N'" },
	{ V "1..01\nok 1\n", "line 2: a plan is '1..N'" },
	{ V "1..-1\n", "line 2: a plan is '1..N'" },
	{ V "1..99999999\n", "line 2: a plan is '1..N'" },
	{ V "1..1 # a\nok 1\n", "line 2: a plan is '1..N'" },
	{ V "0..1\nok 1\n", "line 2: of no known kind" },
	{ V "1..1\n1..1\nok 1\n", "line 3: a second plan" },
	{ V "1..1\nok 1\n1..1\n", "line 4: a second plan" },
	{ V "ok 1\n1..1\n", "line 2: a result before the plan" },
	{ V "1..2\nok 1\n", "line 3: 1..2 was planned on level 0, and 1 told" },
	{ V "1..1\nok 1\nok 2\n", "line 4: number 2 of 1..1" },
	{ V "1..2\nok 2\nok 1\n", "line 3: number 2, after 0" },
	{ V "1..2\nok 1\nok 1\n", "line 4: number 1, after 1" },
	{ V "1..1\nok 0\n", "line 3: number 0, after 0" },
	{ V "1..1\nok 01\n", "line 3: a result has a number" },
	{ V "1..1\nok - a\n", "line 3: a result has a number" },
	{ V "1..1\nok 1a\n", "line 3: no space after the number" },
	{ V "1..1\nok\n", "line 3: of no known kind" },
	{ V "1..1\nOK 1\n", "line 3: of no known kind" },
	{ V "1..1\nnot  ok 1\n", "line 3: of no known kind" },
	{ V "1..1\nok 1 \n", "line 3: a space at its end" },
	{ V "1..1\nok 1 a#b\n",
	  "line 3: a description may not have '#'; ' # ' and more may follow" },
	{ V "1..1\nok 1 a #SKIP\n",
	  "line 3: a description may not have '#'; ' # ' and more may follow" },
	{ V "1..1\nok 1 a #\n",
	  "line 3: a description may not have '#'; ' # ' and more may follow" },
	{ V "1..1\nok 1 # skip a\n", "line 3: the directive SKIP in small letters" },
	{ V "1..1\nok 1 # ERROR a\n", "line 3: ERROR, and 'ok'" },
	{ V "1..1\nok 1 a # TIMEOUT 3\n", "line 3: TIMEOUT, and 'ok'" },
	{ V "1..1\n ok 1\n", "line 3: indented by 1" },
	{ V "1..1\n\tok 1\n", "line 3: a character that is not printable" },
	{ V "1..1\r\nok 1\r\n", "line 2: a character that is not printable" },
	{ V "1..1\nok 1 \033[31ma\n", "line 3: a character that is not printable" },
	{ V "1..1\nok 1 \xff\n", "line 3: a character that is not printable" },
	{ V "\n1..1\nok 1\n", "line 2: it is empty" },
	{ V "1..1\nok 1\nhello\n", "line 4: of no known kind" },
	{ V "1..1\n#a\nok 1\n", "line 3: a diagnostic begins with '# '" },
	{ V "1..1\n#\nok 1\n", "line 3: a diagnostic begins with '# '" },
	{ V "1..1\n  # a\nok 1\n", "line 3: a diagnostic on level 1, inside of level 0" },
	{ V "1..1\n  ok 1\nok 1\n", "line 3: a result on level 1, inside of level 0" },
	{ V "1..1\n  1..1\nok 1\n", "line 3: a plan on level 1, inside of level 0" },
	{ V "1..1\n    " V "    1..0\nok 1\n",
	  "line 3: a version line on level 2, inside of level 0" },
	{ V "1..1\n  " V "  ok 1\nok 1\n", "line 4: a result before the plan" },
	{ V "1..1\n  " V "ok 1\n", "line 4: level 1 had no plan" },
	{ V "1..1\n  " V "  1..2\n  ok 1\nok 1\n",
	  "line 6: 1..2 was planned on level 1, and 1 told" },
	{ V "1..1\n  " V "  1..1\n  not ok 1\nok 1\n",
	  "line 6: 'ok', and one of its own tests failed" },
	{ V "1..1\n  " V "  1..1\n  not ok 1\nok 1 # SKIP\n",
	  "line 6: 'ok', and one of its own tests failed" },
	{ V "1..1\n  " V "  1..1\n    " V "    1..1\n    not ok 1 # ERROR\n  ok 1\nok 1\n",
	  "line 8: 'ok', and one of its own tests failed" },
	{ V "1..1\n  " V "  1..1\n    " V "    1..1\n    ok 1\nok 1\n",
	  "line 8: a result on level 0, inside of level 2" },
	{ V "1..1\n  " V "  1..1\n  ok 1\n", "line 5: it ends inside of level 1" },
	{ V "1..1\nok 1\n  " V "  1..0\n", "line 5: it ends inside of level 1" },
	{ V "1..2\nok 1\nBail out\n", "line 4: of no known kind" },
	{ V "1..2\n  Bail out!\n", "line 3: of no known kind" },
	{ V "1..2\nBail out!\nok 1\n", "line 4: more than diagnostics after 'Bail out!'" },
	{ V "1..2\nBail out!\nBail out!\n", "line 4: more than diagnostics after 'Bail out!'" },
	{ V "1..1\nok 1\n# Totals: pass:2 fail:0 xfail:0 xpass:0 skip:0 error:0\n",
	  "line 4: should be '# Totals: pass:1 fail:0 xfail:0 xpass:0 skip:0 error:0'" },
	{ V "1..0\n# Totals: pass:0 fail:0 xfail:0 xpass:0 skip:0 error:0\n"
	    "# Totals: pass:0 fail:0 xfail:0 xpass:0 skip:0 error:0\n",
	  "line 4: totals for a second time" },
};

static void test_broken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct ktap ktap;
		char why[KTAP_WHY_SIZE] = "";
		assert_int_equal(ktap_read(broken[i].text, &ktap, why), -EINVAL);
		assert_string_equal(why, broken[i].why);
	}
}

static void test_limits(void **state)
{
	char text[20000] = "", why[KTAP_WHY_SIZE] = "";
	struct ktap ktap;
	size_t used = 0;

	(void)state;
	for (int level = 0; level < 9; level++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%*s" V "%*s1..1\n",
					 2 * level, "", 2 * level, "");
	assert_int_equal(ktap_read(text, &ktap, why), -EINVAL);
	assert_string_equal(why, "line 17: nested too deeply for this reader");
	memset(text, 'x', sizeof(text) - 2);
	memcpy(text, "# ", 2);
	strcpy(text + sizeof(text) - 2, "\n");
	assert_int_equal(ktap_read(text, &ktap, why), -EINVAL);
	assert_string_equal(why, "line 1: too long for this reader");
}

/* ---- What this program writes -------------------------------------------------------------------
 */

/* The results from @first to @last, told as KTAP. */
static char *tell(int first, int last, bool complete)
{
	struct tally tally = { .complete = complete };
	struct run_facts run = results_run;
	const struct print_options options = { 0 };
	char *text = NULL;
	size_t size = 0;
	void *data = NULL;
	FILE *out = open_memstream(&text, &size);

	run.planned = complete ? last - first + 1 : RESULTS_COUNT;
	assert_non_null(out);
	assert_int_equal(report_ktap.begin(out, &run, &options, &data), 0);
	for (int i = first; i <= last; i++) {
		struct result *result = results_make(i);
		report_ktap.result(out, data, result);
		tally.count[result->verdict.status]++;
		results_free(result);
	}
	report_ktap.end(out, data, &tally);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void test_report(void **state)
{
	static const struct {
		int first, last;
		bool complete;
		int count[KTAP_OUTCOMES];
	} cases[] = {
		{ PASS, BROKEN, true, { 1, 1, 1, 1, 1 } },
		{ PASS, PASS, false, { [KTAP_PASS] = 1 } },
		{ FAIL, FAIL, true, { [KTAP_FAIL] = 1 } },
		{ SKIP, SKIP, false, { [KTAP_SKIP] = 1 } },
		{ XFAIL, XFAIL, true, { [KTAP_XFAIL] = 1 } },
		{ BROKEN, BROKEN, true, { [KTAP_ERROR] = 1 } },
		{ 0, -1, false, { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = tell(cases[i].first, cases[i].last, cases[i].complete);
		char why[KTAP_WHY_SIZE] = "";
		struct ktap ktap;
		if (ktap_read(text, &ktap, why) != 0)
			fail_msg("%s in\n%s", why, text);
		assert_memory_equal(ktap.count, cases[i].count, sizeof(ktap.count));
		assert_int_equal(ktap.bailed_out, !cases[i].complete);
		assert_true(ktap.totals);
		free(text);
	}
}

/* Of a report, no line but a diagnostic can go, come twice, or change its place. */
static void test_damaged_report(void **state)
{
	char *text = tell(PASS, BROKEN, true), *next;
	int lines = 0;

	(void)state;
	for (char *line = text; *line; line = next) {
		char damaged[4096], why[KTAP_WHY_SIZE];
		struct ktap ktap;
		next = strchr(line, '\n') + 1;
		if (line[strspn(line, " ")] == '#')
			continue;
		int size = (int)(next - line), before = (int)(line - text);
		const struct {
			int copies;
			const char *end;
		} ways[] = { { 0, "" }, { 2, "" }, { 0, line } };
		for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
			snprintf(damaged, sizeof(damaged), "%.*s%.*s%.*s%s%.*s", before, text,
				 ways[i].copies > 0 ? size : 0, line, ways[i].copies > 1 ? size : 0,
				 line, next, *ways[i].end ? size : 0, ways[i].end);
			if (ktap_read(damaged, &ktap, why) == 0)
				fail_msg("taken for sound:\n%s", damaged);
		}
		lines++;
	}
	assert_true(lines > 10);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sound),          cmocka_unit_test(test_broken),
		cmocka_unit_test(test_limits),         cmocka_unit_test(test_report),
		cmocka_unit_test(test_damaged_report),
	};

	return cmocka_run_group_tests_name("ktap", tests, NULL, NULL);
}

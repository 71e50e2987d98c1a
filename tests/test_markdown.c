/* SPDX-License-Identifier: GPL-2.0-only */
/* Markdown in which no word of ours means anything, and a summary that stays short. */
#include "formats.h"
#include "markdown.h"
#include "results.h"
#include "trial.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_words(void **state)
{
	static const struct {
		const char *text, *markdown;
	} cases[] = {
		{ "RST,ACK from server", "RST,ACK from server" },
		{ "a|b", "a&#124;b" },
		{ "<b> & `c` *d* #e", "&#60;b&#62; &#38; &#96;c&#96; &#42;d&#42; &#35;e" },
		{ "~[x]{y}\\", "&#126;&#91;x&#93;&#123;y&#125;&#92;" },
		/* '_' within a word, before one, and alone */
		{ "tcp_send_reset", "tcp_send_reset" },
		{ "_a _b", "&#95;a &#95;b" },
		{ "a__b", "a_&#95;b" },
		{ "a\nb\x01\xff", "a b??" },
		{ "a → b", "a → b" },
		{ "a\u202eb", "a&#92;u202eb" },
		{ "$x$", "&#36;x&#36;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);
		assert_non_null(out);
		markdown_print(out, cases[i].text);
		assert_int_equal(fclose(out), 0);
		assert_string_equal(text, cases[i].markdown);
		free(text);
	}
}

/* The report of @result, so many times; to be freed. */
static void tell(const struct result *result, int times, const struct tally *tally, char **ret)
{
	const struct report_format *format = report_find(RESULT_FORMATS, "markdown");
	const struct print_options options = { 0 };
	size_t size;
	FILE *out = open_memstream(ret, &size);
	void *data;

	assert_non_null(format);
	assert_int_equal(format->begin(out, &results_run, &options, &data), 0);
	for (int i = 0; i < times; i++)
		format->result(out, data, result);
	format->end(out, data, tally);
	assert_int_equal(fclose(out), 0);
}

static void test_none(void **state)
{
	static const struct tally none = { .complete = true };
	char *text = NULL;

	(void)state;
	tell(NULL, 0, &none, &text);
	assert_non_null(strstr(text, "## TCP resets: no result in 0.00 s\n"));
	assert_null(strstr(text, "| status |"));
	assert_null(strstr(text, "left out"));
	free(text);
}

/* What a story says is no HTML. */
static void test_verbatim(void **state)
{
	const struct promise promises[] = { COUNTS("client", "TcpOutRsts", 9, "why"), { 0 } };
	const struct scenario scenario = { .name = "test", .promises = promises };
	struct evidence *ev = trial_story();

	(void)state;
	snprintf(trial_call(ev, TRIAL_CLIENT, "send", 5, 0)->text, TEXT_SIZE, "send(<a&b>)");
	struct result *result = result_make(&scenario, ev, 0, 0);
	assert_non_null(result);
	char *text = NULL;
	tell(result, 1, &results_tally, &text);
	assert_non_null(strstr(text, "send(&lt;a&amp;b&gt;) = 5\n"));
	assert_null(strstr(text, "left out"));
	free(text);
	result_free(result);
	free(ev);
}

/* A forge takes a summary up to some size: the rows of all, and the packets of the first. */
static void test_too_many(void **state)
{
	enum { TIMES = 1000, MOST = 1024 * 1024 };
	struct result *result = results_make(FAIL);
	char *text = NULL, *end;
	int rows = 0, folds = 0, open = 0;

	(void)state;
	tell(result, TIMES, &results_tally, &text);
	for (const char *at = text; (at = strstr(at, "\n| FAIL |")); at++)
		rows++;
	for (const char *at = text; (at = strstr(at, "<summary>FAIL")); at++)
		folds++;
	for (const char *at = text; (at = strstr(at, "<details open>")); at++)
		open++;
	assert_int_equal(rows, TIMES);
	assert_int_equal(open, 3);
	assert_true(folds > 0 && strlen(text) < MOST);
	const char *left = strstr(text, "\nThe packets of ");
	assert_non_null(left);
	assert_int_equal(strtol(left + strlen("\nThe packets of "), &end, 10), TIMES - folds);
	free(text);
	results_free(result);
}

/* Nor more rows, of what is not as it should be or of what is; and what is wrong has its room,
 * whatever came before. */
static void test_far_too_many(void **state)
{
	enum { TIMES = 20000, MOST = 1024 * 1024 };
	static const struct {
		int status;
		const char *left;
	} cases[] = {
		{ FAIL, " more that are FAIL or BROKEN are left out here" },
		{ XFAIL, " more that are XFAIL or SKIP are left out here" },
		{ PASS, " more are left out here.\n" },
	};
	const struct report_format *format = report_find(RESULT_FORMATS, "markdown");
	const struct print_options options = { 0 };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	void *data;

	(void)state;
	assert_int_equal(format->begin(out, &results_run, &options, &data), 0);
	for (int i = 2; i >= 0; i--) {
		struct result *result = results_make(cases[i].status);
		for (int k = 0; k < TIMES; k++)
			assert_int_equal(format->result(out, data, result), 0);
		results_free(result);
	}
	format->end(out, data, &results_tally);
	assert_int_equal(fclose(out), 0);
	assert_true(strlen(text) < MOST);
	for (int i = 0; i < 3; i++)
		assert_non_null(strstr(text, cases[i].left));
	const char *fail = strstr(text, "<summary>FAIL"), *xfail = strstr(text, "<summary>XFAIL");
	assert_true(fail && xfail && fail < xfail);
	free(text);
}

/* Of a long story the begin and the end. */
static void test_long_story(void **state)
{
	enum { CALLS = 1000 };
	const struct promise promises[] = { COUNTS("client", "TcpOutRsts", 9, "why"), { 0 } };
	const struct scenario scenario = { .name = "test", .promises = promises };
	struct evidence *ev = trial_story();
	char line[64];

	(void)state;
	for (int i = 0; i < CALLS; i++)
		snprintf(trial_call(ev, TRIAL_CLIENT, "send", -1, EPIPE)->text, TEXT_SIZE,
			 "send(%d) of more words than fit on a line, and so on, and so on", i);
	struct result *result = result_make(&scenario, ev, 0, 0);
	assert_non_null(result);
	char *text = NULL;
	tell(result, 1, &results_tally, &text);
	assert_true(strlen(text) < 100000);
	assert_non_null(strstr(text, " more lines are left out here ...\n"));
	assert_non_null(strstr(text, " more steps are left out here\n"));
	for (int at = 0; at < CALLS; at += CALLS - 1) {
		snprintf(line, sizeof(line), "  send(%d) of", at);
		assert_non_null(strstr(text, line));
		snprintf(line, sizeof(line), " send(%d) of", at);
		assert_non_null(strstr(strstr(text, "```mermaid\n"), line));
	}
	free(text);
	result_free(result);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),        cmocka_unit_test(test_none),
		cmocka_unit_test(test_verbatim),     cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_far_too_many), cmocka_unit_test(test_long_story),
	};

	return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}

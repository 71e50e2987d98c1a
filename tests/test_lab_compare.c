/* SPDX-License-Identifier: GPL-2.0-only */
/* The command `compare` as it is called: bad input in one clear line, the right exit code, reports
 * whole or not at all. */
#include "child.h"
#include "folder.h"
#include "results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Writes results.json in the new folder @name: @text with its first @from in place of @to. */
static void save(const char *name, const char *text, const char *from, const char *to)
{
	char path[64];
	const char *at = from ? strstr(text, from) : text;
	size_t room = strlen(text) + (to ? strlen(to) : 0) + 1;
	char *changed = malloc(room);

	assert_non_null(changed);
	if (!at)
		fail_msg("'%s' is not in the results", from);
	snprintf(changed, room, "%.*s%s%s", (int)(at - text), text, to ? to : "",
		 at + (from ? strlen(from) : 0));
	assert_int_equal(mkdir(name, 0755), 0);
	snprintf(path, sizeof(path), "%s/results.json", name);
	folder_write(path, changed, strlen(changed));
	free(changed);
}

static int make_runs(void **state)
{
	if (folder_enter(state) != 0)
		return -1;
	struct result *result = results_make(PASS), *unknown = results_make(SKIP);
	char *text = results_save(result), *other = results_save(unknown);
	char *end = strstr(text, "],\n  \"tally\"");
	size_t size = strlen(text);
	char *twice = malloc(2 * size);

	assert_non_null(twice);
	assert_non_null(end);
	const char *element = strchr(strstr(text, "\"results\""), '{');
	snprintf(twice, 2 * size, "%.*s, %.*s%s", (int)(end - text), text, (int)(end - element),
		 element, end);
	save("old", text, NULL, NULL);
	save("new", text, "\"block\": 7", "\"block\": 8");
	save("changed", text, "\"err\": 111", "\"err\": 110");
	save("schema", text, "rstlab-ns/1", "rstlab-ns/2");
	save("interrupted", text, "\"complete\": true", "\"complete\": false");
	save("newer", text, "\"version\": \"\"", "\"version\": \"6.18.1\"");
	save("unknown", other, NULL, NULL);
	save("twice", twice, NULL, NULL);
	save("cut", text, NULL, NULL);
	assert_int_equal(truncate("cut/results.json", (off_t)(size / 2)), 0);
	save("empty", text, "\"results\": [", "\"results\": [], \"others\": [");
	assert_int_equal(symlink("old", "link"), 0);
	assert_int_equal(mkdir("nothing", 0755), 0);
	free(twice);
	free(other);
	free(text);
	results_free(unknown);
	results_free(result);
	return 0;
}

static const struct {
	struct child_spec spec;
	int code;
	const char *err, *out; /* what is in it; NULL: it is empty */
} calls[] = {
	{ { { "compare", "old", "new" } },
	  GOOD,
	  NULL,
	  "1 same\nExit status 0: nothing is unexpected\n" },
	{ { { "compare", "old/results.json", "new" } }, GOOD, NULL, "1 same\n" },
	{ { { "compare", "--oldest-first", "newer", "old" } }, GOOD, NULL, ": old\nLinux 6.18.1 " },
	{ { { "compare", "newer", "old" } }, GOOD, NULL, "see --oldest-first" },
	{ { { "compare", "old", "changed" } },
	  FAILED,
	  NULL,
	  "client: connect(): errno ECONNREFUSED → ETIMEDOUT" },
	{ { { "compare", "old", "new", "changed" } }, FAILED, NULL, "changed, from " },
	{ { { "compare", "--format", "json", "old", "new" } },
	  GOOD,
	  NULL,
	  "\"schema\": \"rstlab-ns-compare/1\"" },
	{ { { "compare", "--format=markdown", "old", "changed" } },
	  FAILED,
	  NULL,
	  "### Unexpected" },
	{ { { "compare", "old" } }, BAD_USE, "'compare' needs OLD NEW...", NULL },
	{ { { "compare", "old", "new", "--format", "ktap" } },
	  BAD_USE,
	  "--format: expected text, markdown, html or json, got 'ktap'",
	  NULL },
	{ { { "judge", "old", "--format", "htm" } },
	  BAD_USE,
	  "--format: expected text, ktap, json, junit, markdown, html, github, kcidb or nipa, got 'htm'",
	  NULL },
	{ { { "judge", "old", "--format", "markdown" } },
	  FAILED,
	  NULL,
	  "<summary>FAIL port-closed/ipv4</summary>" },
	{ { { "compare", "old", "old" } }, BAD_USE, "'old' and 'old' are the same run", NULL },
	{ { { "compare", "old", "new", "old/results.json" } },
	  BAD_USE,
	  "'old' and 'old/results.json' are the same run",
	  NULL },
	{ { { "compare", "old", "link" } }, BAD_USE, "are the same run", NULL },
	{ { { "compare", "old", "none" } }, BAD_USE, "cannot open 'none'", NULL },
	{ { { "compare", "old", "nothing" } },
	  BAD_USE,
	  "cannot open 'nothing/results.json'",
	  NULL },
	{ { { "compare", "old", "/dev/null" } }, BAD_USE, "/dev/null", NULL },
	{ { { "compare", "old", "schema" } }, BAD_USE, "schema is 'rstlab-ns/2'", NULL },
	{ { { "compare", "cut", "new" } }, BAD_USE, "the file ends too early", NULL },
	{ { { "compare", "old", "interrupted" } },
	  BAD_USE,
	  "interrupted: this run was interrupted",
	  NULL },
	{ { { "compare", "old", "empty" } }, BAD_USE, "empty: this run has no results", NULL },
	{ { { "compare", "old", "unknown" } },
	  BAD_USE,
	  "results[0]: this version has no scenario 'md5-mismatch'",
	  NULL },
	{ { { "compare", "old", "twice" } },
	  BAD_USE,
	  "twice: results[1]: port-closed/ipv4 is there twice",
	  NULL },
	{ { { "compare", "old", "new" }, .out = "/dev/full" },
	  IN_PIECES,
	  "cannot write to standard output",
	  NULL },
	{ { { "compare", "old", "new", "--report", "json=no/such/folder" } },
	  BAD_USE,
	  "cannot write 'no/such/folder'",
	  NULL },
};

static void test_calls(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		struct child child;
		assert_true(child_run(&calls[i].spec, &child));
		const char *out = calls[i].out ? calls[i].out : "";
		if (child.code != calls[i].code || !strstr(child.out, out) ||
		    (!*out && *child.out) || (!calls[i].err && *child.err))
			fail_msg("case %zu ended with %d: %s%s", i, child.code, child.err,
				 child.out);
		if (calls[i].err)
			child_check_line(child.err, calls[i].err);
		child_free(&child);
	}
}

static void test_reports(void **state)
{
	static const struct child_spec spec = { { "compare", "old", "changed", "--report",
						  "markdown=report.md", "--report",
						  "json=report.json", "--color=never" } };
	struct child child;
	size_t size;

	(void)state;
	assert_true(child_run(&spec, &child));
	assert_int_equal(child.code, FAILED);
	char *page = folder_read("report.md", &size), *json = folder_read("report.json", &size);
	assert_non_null(page);
	assert_non_null(json);
	assert_non_null(strstr(page, "**Unexpected: 1 changed**"));
	assert_non_null(strstr(json, "\"unexpected\": 1\n"));
	assert_non_null(strstr(child.out, "Exit status 1: 1 unexpected, listed first\n"));
	free(json);
	free(page);
	child_free(&child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_reports),
	};

	return cmocka_run_group_tests_name("compare as a command", tests, make_runs, folder_leave);
}

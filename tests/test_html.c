/* SPDX-License-Identifier: GPL-2.0-only */
/* The page of a run made by hand: what is in it, in which order, and that each link leads
 * somewhere. */
#include "formats.h"
#include "results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct report_format *html(void)
{
	const struct report_format *format = report_find(RESULT_FORMATS, "html");

	assert_non_null(format);
	return format;
}

/* The page of all results, each of them changed by @change, if that is not NULL. */
static char *tell(const struct run_facts *run, void (*change)(struct result *result))
{
	const struct print_options options = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	void *data = NULL;

	assert_non_null(out);
	assert_int_equal(html()->begin(out, run, &options, &data), 0);
	for (int i = 0; i < RESULTS_COUNT; i++) {
		struct result *result = results_make(i);
		if (change)
			change(result);
		assert_int_equal(html()->result(out, data, result), 0);
		results_free(result);
	}
	assert_int_equal(html()->end(out, data, &results_tally), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void test_order(void **state)
{
	char *page = tell(&results_run, NULL);

	(void)state;
	/* What is not PASS comes first, and of that each. */
	const char *first = strstr(page, "<details"), *pass = NULL;
	assert_non_null(first);
	for (const char *at = first; (at = strstr(at, "<summary>")); at++) {
		bool is_pass = strncmp(at, "<summary><span class=\"st PASS\"", 30) == 0;
		if (!is_pass && pass)
			fail_msg("after a PASS: %.200s", at);
		if (is_pass)
			pass = at;
	}
	for (int i = 0; i < STATUS_COUNT; i++) {
		char status[32];
		snprintf(status, sizeof(status), "\"st %s\"", status_name[i]);
		assert_non_null(strstr(first, status));
	}
	assert_non_null(strstr(page, "actual:"));
	free(page);
}

/* Each link within the page leads to an element that is there. */
static void test_links(void **state)
{
	char *page = tell(&results_run, NULL), id[64];
	int links = 0;

	(void)state;
	for (const char *at = page; (at = strstr(at, "href=")); at++) {
		const char *target = at + 5 + (at[5] == '"');
		if (*target != '#')
			continue;
		size_t size = strspn(target + 1, "rm0123456789");
		snprintf(id, sizeof(id), "id=%.*s>", (int)size, target + 1);
		const char *found = strstr(page, id);
		snprintf(id, sizeof(id), "id=%.*s ", (int)size, target + 1);
		if (!found && !strstr(page, id))
			fail_msg("leads nowhere: %.40s", at);
		links++;
	}
	assert_true(links > 5);
	free(page);
}

#define EVIL \
	"</style></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'\u202e\033[2J"

static void make_evil(struct result *result)
{
	struct evidence *ev = (struct evidence *)result->reading.ev;

	snprintf(result->verdict.why, sizeof(result->verdict.why), "%s", EVIL);
	for (int i = 0; i < result->verdict.ruling_count; i++) {
		snprintf(result->verdict.ruling[i].actual, RULING_TEXT, "%s", EVIL);
		snprintf(result->verdict.ruling[i].expected, RULING_TEXT, "%s", EVIL);
	}
	for (int i = 0; i < ev->event_count; i++)
		snprintf(ev->event[i].text, sizeof(ev->event[i].text), "%s", EVIL);
	for (int i = 0; i < ev->reset_count; i++)
		snprintf(ev->reset[i].reason, sizeof(ev->reset[i].reason), "%s", "<script>");
	for (int i = 0; i < ev->host_count; i++)
		snprintf(ev->host[i].name, sizeof(ev->host[i].name), "%s", "<script>");
}

/* Whatever a saved run says, it is text: no element but the page's own, nothing to be loaded. */
static void test_hostile(void **state)
{
	struct run_facts run = results_run;
	int scripts = 0;

	(void)state;
	run.kernel = run.machine = run.command_line = EVIL;
	char *page = tell(&run, make_evil);
	for (const char *at = page; (at = strstr(at, "<script")); at++)
		scripts++;
	assert_int_equal(scripts, 1);
	assert_null(strstr(page, "<img"));
	assert_null(strpbrk(page, "\033"));
	assert_null(strstr(page, "\u202e"));
	for (const char *at = page; (at = strstr(at, "src=")); at++)
		if (strncmp(at, "src=x onerror=alert(1)&gt;", 26) != 0 &&
		    strncmp(at, "src=x", 5) != 0)
			fail_msg("loads: %.40s", at);
	assert_null(strstr(page, "http-equiv=\"refresh"));
	free(page);
}

/* It needs nothing but itself. */
static void test_alone(void **state)
{
	char *page = tell(&results_run, NULL);

	(void)state;
	assert_non_null(strstr(page, "default-src 'none'"));
	assert_null(strstr(page, "http://"));
	assert_null(strstr(page, "https://"));
	assert_null(strstr(page, "url("));
	assert_null(strstr(page, "@import"));
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_alone),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}

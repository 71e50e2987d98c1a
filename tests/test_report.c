/* SPDX-License-Identifier: GPL-2.0-only */
/* The reports of a run made by hand, against golden files; RSTLAB_UPDATE_GOLDEN=1 writes them anew.
 */
#include "describe.h"
#include "formats.h"
#include "golden.h"
#include "list.h"
#include "report_format.h"
#include "results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#define DRAWING "client ── switch ── server\n\n       (a bridge)\n"

/* The report of the results from @first to @last. */
static char *tell(const struct report_format *format, const struct print_options *options,
		  int first, int last, const struct tally *tally)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct run_facts run = results_run;
	void *data = NULL;

	assert_non_null(out);
	run.demands = tally->demands.asked;
	assert_int_equal(format->begin(out, &run, options, &data), 0);
	for (int i = first; i <= last; i++) {
		struct result *result = results_make(i);
		format->result(out, data, result);
		results_free(result);
	}
	format->end(out, data, tally);
	assert_int_equal(ferror(out), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

static const struct tally interrupted = { .count = { [PASS] = 1 }, .duration_ms = 10 };
static const struct tally lacking = {
	.count = { [PASS] = 1 },
	.complete = true,
	.duration_ms = 10,
	.demands = { .asked = DEMAND_BIT(WIRE) | DEMAND_BIT(REASON) | DEMAND_BIT(NO_SKIP),
		     .results = 1,
		     .of = { [REASON] = { .results = 1,
					  .cause_count = 1,
					  .cause = { { 1, "no <tracefs> #1", "root gives it" } } },
			     [NO_SKIP] = { .results = 1,
					   .cause_count = 1,
					   .cause = { { 1, "no veth", "a module gives it" } } } } },
};

static void test_formats(void **state)
{
	static const struct {
		const char *golden, *format;
		struct print_options options;
		int first, last;
		const struct tally *tally;
	} cases[] = {
		{ "report.txt", "text", { 0 }, PASS, BROKEN, &results_tally },
		{ "verbose.txt", "text", { .verbose = true }, PASS, PASS, &interrupted },
		{ "color.txt", "text", { .color = true }, PASS, BROKEN, &results_tally },
		{ "report.ktap", "ktap", { 0 }, PASS, BROKEN, &results_tally },
		{ "interrupted.ktap", "ktap", { 0 }, PASS, PASS, &interrupted },
		{ "report.xml", "junit", { 0 }, PASS, BROKEN, &results_tally },
		{ "attached.xml", "junit", { .saved = "out<1>" }, FAIL, BROKEN, &results_tally },
		{ "unattached.xml", "junit", { .saved = "a]b" }, FAIL, FAIL, &results_tally },
		{ "interrupted.xml", "junit", { 0 }, 0, -1, &interrupted },
		{ "report.md", "markdown", { 0 }, PASS, BROKEN, &results_tally },
		{ "interrupted.md", "markdown", { 0 }, PASS, PASS, &interrupted },
		{ "report.github", "github", { 0 }, PASS, BROKEN, &results_tally },
		{ "interrupted.github", "github", { 0 }, 0, -1, &interrupted },
		{ "demands.github", "github", { 0 }, PASS, PASS, &lacking },
		{ "report.kcidb", "kcidb", { 0 }, PASS, BROKEN, &results_tally },
		{ "build.kcidb",
		  "kcidb",
		  { .origin = "lab_1", .build_id = "ci:1" },
		  PASS,
		  PASS,
		  &lacking },
		{ "interrupted.kcidb", "kcidb", { 0 }, 0, -1, &interrupted },
		{ "report.nipa", "nipa", { 0 }, PASS, BROKEN, &results_tally },
		{ "branch.nipa",
		  "nipa",
		  { .branch = "net-next-2026-11-29--18-00",
		    .executor = "rst \"lab\"",
		    .link = "https://ci.example/1" },
		  PASS,
		  PASS,
		  &lacking },
		{ "interrupted.nipa", "nipa", { 0 }, 0, -1, &interrupted },
		{ "results.json", "json", { 0 }, PASS, BROKEN, &results_tally },
		{ "interrupted.json", "json", { 0 }, 0, -1, &interrupted },
		{ "demands.txt", "text", { 0 }, PASS, PASS, &lacking },
		{ "demands.ktap", "ktap", { 0 }, PASS, PASS, &lacking },
		{ "demands.xml", "junit", { 0 }, PASS, PASS, &lacking },
		{ "demands.md", "markdown", { 0 }, PASS, PASS, &lacking },
		{ "demands.json", "json", { 0 }, 0, -1, &lacking },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct report_format *format = report_find(RESULT_FORMATS, cases[i].format);
		assert_non_null(format);
		golden_check(cases[i].golden, tell(format, &cases[i].options, cases[i].first,
						   cases[i].last, cases[i].tally));
	}
}

/* What the story did not reach is told with its result: the machine lacked nothing. */
static void test_unreached(void **state)
{
	static const struct print_options quiet = { 0 };

	(void)state;
	for (int unreached = 0; unreached < 2; unreached++) {
		struct result *result = results_make(PASS);
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		void *data = NULL;

		assert_non_null(out);
		result->verdict.ruling[0].status = SKIP;
		result->verdict.ruling[0].unreached = unreached;
		assert_int_equal(report_text.begin(out, &results_run, &quiet, &data), 0);
		assert_int_equal(report_text.result(out, data, result), 0);
		report_text.end(out, data, &results_tally);
		assert_int_equal(fclose(out), 0);
		bool is_told = strstr(text, "could not be examined here") != NULL;
		if (is_told == unreached)
			fail_msg("unreached %d:\n%s", unreached, text);
		results_free(result);
		free(text);
	}
}

/* The column where the duration of a result stands in the text, by this plan. */
static long duration_column(const struct run_facts *facts, const struct result *result)
{
	const struct print_options quiet = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	void *data = NULL;

	assert_int_equal(report_text.begin(out, facts, &quiet, &data), 0);
	fflush(out);
	size_t begin = size;
	assert_int_equal(report_text.result(out, data, result), 0);
	report_text.drop(data);
	assert_int_equal(fclose(out), 0);
	const char *unit = strstr(text + begin, " ms ");
	assert_non_null(unit);
	long column = unit - (text + begin);
	free(text);
	return column;
}

/* The names have the room that the longest of the plan takes; least what they always had. */
static void test_columns(void **state)
{
	static struct plan_part part[] = { { "port-closed", AF_INET, 1 },
					   { "a-name-of-thirty-one-characters", AF_INET6, 1 },
					   { "a-name-of-another-shard-that-is-longer", AF_INET6,
					     2 } };
	static const struct {
		int count, repeat, more; /* columns */
		bool is_part;
	} cases[] = {
		{ 1, 1, 0 }, { 2, 1, 6 }, { 3, 1, 6 }, { 2, 100, 10 }, { 2, 1, 6, .is_part = true },
	};
	struct result *result = results_make(PASS);
	struct run_facts facts = results_run;
	facts.plan = NULL;
	long least = duration_column(&facts, result);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct plan plan = { { 1, 2 }, cases[i].repeat, cases[i].count, part };
		facts.plan = cases[i].is_part ? NULL : &plan;
		facts.names = cases[i].is_part ? &plan : NULL;
		assert_int_equal(duration_column(&facts, result), least + cases[i].more);
	}
	results_free(result);
}

/* Without being asked for, packets and promises are shown where something is wrong. */
static void test_calm(void **state)
{
	struct result *made = results_make(XFAIL);
	struct result result = *made;

	(void)state;
	for (enum status status = 0; status < STATUS_COUNT; status++) {
		const struct print_options quiet = { 0 };
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		void *data = NULL;
		result.verdict.status = status;
		assert_int_equal(report_text.begin(out, &results_run, &quiet, &data), 0);
		report_text.result(out, data, &result);
		report_text.end(out, data, &results_tally);
		assert_int_equal(fclose(out), 0);
		assert_int_equal(strstr(text, "Protocol") != NULL,
				 status == FAIL || status == BROKEN);
		free(text);
	}
	results_free(made);
}

static void test_find(void **state)
{
	static const struct {
		const char *name;
		const struct report_format *format;
	} cases[] = {
		{ "text", &report_text },
		{ "ktap", &report_ktap },
		{ "json", &results_json },
		{ "junit", &report_junit },
		{ "markdown", &report_markdown },
		{ "github", &report_github },
		{ "kcidb", &report_kcidb },
		{ "nipa", &report_nipa },
		{ "xml", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_ptr_equal(report_find(RESULT_FORMATS, cases[i].name), cases[i].format);
}

static void test_result_name(void **state)
{
	static const struct {
		int index;
		size_t size;
		const char *name;
	} cases[] = {
		{ PASS, 64, "port-closed/ipv4" },
		{ FAIL, 64, "half-open/ipv6#3" },
		{ FAIL, 16, "half-open/ipv6#" },
		{ FAIL, 5, "half" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct result *result = results_make(cases[i].index);
		char name[64];
		assert_string_equal(result_name(result, name, cases[i].size), cases[i].name);
		results_free(result);
	}
}

static void print_list(FILE *out)
{
	list_text(out, &(struct list_how){ 0 }, results_scenario, RESULTS_COUNT);
}

/* Says so in words: a heading alone looks like a fault. */
static void print_empty_list(FILE *out)
{
	list_text(out, &(struct list_how){ 0 }, results_scenario, 0);
}

static void print_list_json(FILE *out)
{
	assert_int_equal(
		list_json(out, results_scenario, RESULTS_COUNT, results_scenario, RESULTS_COUNT),
		0);
}

static void print_scenarios(FILE *out)
{
	for (int i = 0; i < RESULTS_COUNT; i++) {
		fputs(i ? "\n" : "", out);
		describe_scenario(out, results_scenario[i], i == FAIL ? DRAWING : NULL,
				  results_scenario, RESULTS_COUNT, 0);
	}
}

static void test_describe(void **state)
{
	static const struct {
		const char *golden;
		void (*print)(FILE *out);
	} cases[] = {
		{ "list.txt", print_list },
		{ "list-empty.txt", print_empty_list },
		{ "list.json", print_list_json },
		{ "describe.txt", print_scenarios },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		assert_non_null(out);
		cases[i].print(out);
		assert_int_equal(fclose(out), 0);
		golden_check(cases[i].golden, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),     cmocka_unit_test(test_unreached),
		cmocka_unit_test(test_calm),        cmocka_unit_test(test_find),
		cmocka_unit_test(test_result_name), cmocka_unit_test(test_describe),
		cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}

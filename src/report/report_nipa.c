/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report_nipa.c - results for NIPA, the continuous integration of netdev: one object for the run,
 * which its collector fetches from the testers of its branches (contest/results-collector.py).
 *
 * Each result is a test in the group rstlab-ns; its name has only letters, digits and '-'. NIPA
 * knows pass, fail and skip: XFAIL is a pass, as the kernel does what is known of it, and BROKEN a
 * fail.
 */
#include "report_format.h"
#include "report_words.h"

#include "json.h"
#include "json_members.h"
#include "json_rows.h"
#include "json_value.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { NIPA_NAME = 128 };

static const char *const result_nipa[STATUS_COUNT] = {
	[PASS] = "pass", [FAIL] = "fail", [SKIP] = "skip", [XFAIL] = "pass", [BROKEN] = "fail",
};

struct nipa_run {
	const char *as_kernel; /* the kernel whose promises it was held to; NULL: its own */
	const char *link, *executor, *branch, *start;
};

struct nipa_test {
	const char *link, *test, *group, *result;
	double time; /* s */
};

/* Optional fields come first, so that a table can begin after them. */
static const struct field run_fields[] = {
	{ "as_kernel", FIELD_WORD, FIELD_AT(struct nipa_run, as_kernel) },
	{ "link", FIELD_WORD, FIELD_AT(struct nipa_run, link) },
	{ "executor", FIELD_WORD, FIELD_AT(struct nipa_run, executor) },
	{ "branch", FIELD_WORD, FIELD_AT(struct nipa_run, branch) },
	{ "start", FIELD_WORD, FIELD_AT(struct nipa_run, start) },
	{ 0 },
};

static const struct field test_fields[] = {
	{ "link", FIELD_WORD, FIELD_AT(struct nipa_test, link) },
	{ "test", FIELD_WORD, FIELD_AT(struct nipa_test, test) },
	{ "group", FIELD_WORD, FIELD_AT(struct nipa_test, group) },
	{ "result", FIELD_WORD, FIELD_AT(struct nipa_test, result) },
	{ "time", FIELD_REAL, FIELD_AT(struct nipa_test, time) },
	{ 0 },
};

struct nipa_report {
	const char *link; /* NULL: none */
	int64_t begin_ns;
	struct json_rows rows;
};

/* "2026-11-29 19:29:23.123456+00:00", as Python prints it. Returns @buffer. */
static const char *moment_text(int64_t time_ns, char buffer[TIME_TEXT_SIZE + 8])
{
	char iso[TIME_TEXT_SIZE];

	time_text(time_ns, iso);
	return text_set(buffer, TIME_TEXT_SIZE + 8, "%.10s %.15s+00:00", iso, iso + 11);
}

static int begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		 void **ret_data)
{
	struct nipa_report *report = calloc(1, sizeof(*report));
	char start[TIME_TEXT_SIZE + 8];

	if (!report)
		return -ENOMEM;
	report->link = options->link;
	report->begin_ns = run->time_ns;
	const struct nipa_run row = {
		.as_kernel = run->as_kernel,
		.link = options->link,
		.executor = options->executor ? options->executor : "rstlab-ns",
		.branch = options->branch ? options->branch : run->kernel,
		.start = moment_text(run->time_ns, start),
	};
	fputs("{\n", out);
	int err =
		json_print_members(out, run_fields + (row.as_kernel ? 0 : 1 + !row.link), &row, 2);
	if (err < 0) {
		free(report);
		return err;
	}
	report->rows = json_rows_begin(out, "results", test_fields + !row.link, 2);
	*ret_data = report;
	return 0;
}

static int add(struct nipa_report *report, const char *name, const char *result, double ms)
{
	json_rows_add(&report->rows, &(struct nipa_test){ .link = report->link,
							  .test = name,
							  .group = "rstlab-ns",
							  .result = result,
							  .time = ms / 1000 });
	return report->rows.err;
}

static int result(FILE *out, void *data, const struct result *result)
{
	char name[NIPA_NAME];

	(void)out;
	result_name(result, name, sizeof(name));
	for (char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at))
			*at = '-';
	return add(data, name, result_nipa[result->verdict.status], result->duration_ms);
}

/* If something is wrong with the run as a whole, that is a test of its own. */
static bool is_whole(const struct tally *tally)
{
	for (int demand = -1; (demand = demand_next(&tally->demands, demand)) >= 0;)
		if (!demand_is_met(&tally->demands, demand))
			return false;
	return tally->complete;
}

static int end(FILE *out, void *data, const struct tally *tally)
{
	struct nipa_report *report = data;
	char moment[TIME_TEXT_SIZE + 8];

	if (!is_whole(tally))
		add(report, "rstlab-ns", "fail", tally->duration_ms);
	int err = json_rows_end(&report->rows);
	fprintf(out, ",\n  \"end\": \"%s\"\n}\n",
		moment_text(report->begin_ns + (int64_t)(tally->duration_ms * 1e6), moment));
	free(report);
	return err;
}

const struct report_format report_nipa = {
	.name = "nipa",
	.extension = ".json",
	.begin = begin,
	.result = result,
	.end = end,
	.drop = free,
};

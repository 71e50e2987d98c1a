/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report_kcidb.c - results for KCIDB, which collects those of all kernel testers: its JSON,
 * version 5.
 *
 * Each result is a test. BROKEN is ERROR; XFAIL is PASS, as the kernel does what is known of it;
 * `misc` has the verdict itself. The kernel that was tested is named by the ID of its build, if the
 * user gives one that was reported before; else by a checkout and a build of our own, of which only
 * release and machine are known.
 */
#include "report_format.h"
#include "report_words.h"

#include "address.h"
#include "json.h"
#include "json_value.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest excerpt that KCIDB takes, in characters. */
enum { EXCERPT_SIZE = 16384, ID_SIZE = 512, PATH_SIZE = 128, COMMENT_SIZE = 1024 };

static const char *const status_kcidb[STATUS_COUNT] = {
	[PASS] = "PASS", [FAIL] = "FAIL", [SKIP] = "SKIP", [XFAIL] = "PASS", [BROKEN] = "ERROR",
};

/* ---- The objects ------------------------------------------------------------------------------
 */

struct kernel_misc {
	const char *release, *machine;
	const char *as_kernel; /* the kernel whose promises it was held to; NULL: its own */
};

struct kcidb_checkout {
	const char *id, *origin, *comment;
	struct kernel_misc misc;
};

struct kcidb_build {
	const char *id, *checkout_id, *origin, *architecture, *comment;
	struct kernel_misc misc;
};

struct test_misc {
	const char *verdict, *why, *seen, *version, *command_line, *as_kernel;
	int iteration;
};

struct kcidb_test {
	const char *id, *build_id, *origin, *path, *comment, *status, *start_time, *log_excerpt;
	double duration; /* s */
	struct test_misc misc;
};

static const struct field kernel_fields[] = {
	{ "release", FIELD_WORD, FIELD_AT(struct kernel_misc, release) },
	{ "machine", FIELD_WORD, FIELD_AT(struct kernel_misc, machine) },
	{ "as_kernel", FIELD_WORD, FIELD_AT(struct kernel_misc, as_kernel) },
	{ 0 },
};

static const struct field checkout_fields[] = {
	{ "id", FIELD_WORD, FIELD_AT(struct kcidb_checkout, id) },
	{ "origin", FIELD_WORD, FIELD_AT(struct kcidb_checkout, origin) },
	{ "comment", FIELD_WORD, FIELD_AT(struct kcidb_checkout, comment) },
	{ "misc", FIELD_OBJECT, FIELD_AT(struct kcidb_checkout, misc), .fields = kernel_fields },
	{ 0 },
};

static const struct field build_fields[] = {
	{ "id", FIELD_WORD, FIELD_AT(struct kcidb_build, id) },
	{ "checkout_id", FIELD_WORD, FIELD_AT(struct kcidb_build, checkout_id) },
	{ "origin", FIELD_WORD, FIELD_AT(struct kcidb_build, origin) },
	{ "architecture", FIELD_WORD, FIELD_AT(struct kcidb_build, architecture) },
	{ "comment", FIELD_WORD, FIELD_AT(struct kcidb_build, comment) },
	{ "misc", FIELD_OBJECT, FIELD_AT(struct kcidb_build, misc), .fields = kernel_fields },
	{ 0 },
};

static const struct field test_misc_fields[] = {
	{ "verdict", FIELD_WORD, FIELD_AT(struct test_misc, verdict) },
	{ "why", FIELD_WORD, FIELD_AT(struct test_misc, why) },
	{ "seen", FIELD_WORD, FIELD_AT(struct test_misc, seen) },
	{ "iteration", FIELD_INT, FIELD_AT(struct test_misc, iteration) },
	{ "rstlab_ns", FIELD_WORD, FIELD_AT(struct test_misc, version) },
	{ "command_line", FIELD_WORD, FIELD_AT(struct test_misc, command_line) },
	{ "as_kernel", FIELD_WORD, FIELD_AT(struct test_misc, as_kernel) },
	{ 0 },
};

static const struct field test_fields[] = {
	{ "id", FIELD_WORD, FIELD_AT(struct kcidb_test, id) },
	{ "build_id", FIELD_WORD, FIELD_AT(struct kcidb_test, build_id) },
	{ "origin", FIELD_WORD, FIELD_AT(struct kcidb_test, origin) },
	{ "path", FIELD_WORD, FIELD_AT(struct kcidb_test, path) },
	{ "comment", FIELD_WORD, FIELD_AT(struct kcidb_test, comment) },
	{ "status", FIELD_WORD, FIELD_AT(struct kcidb_test, status) },
	{ "start_time", FIELD_WORD, FIELD_AT(struct kcidb_test, start_time) },
	{ "duration", FIELD_REAL, FIELD_AT(struct kcidb_test, duration) },
	{ "log_excerpt", FIELD_WORD, FIELD_AT(struct kcidb_test, log_excerpt) },
	{ "misc", FIELD_OBJECT, FIELD_AT(struct kcidb_test, misc), .fields = test_misc_fields },
	{ 0 },
};

/* ---- The report -------------------------------------------------------------------------------
 */

struct kcidb_report {
	struct run_facts run;
	const char *origin;
	char version[64], kernel[128], machine[64], command_line[COMMENT_SIZE]; /* clean */
	char build_id[ID_SIZE];
	int tests;
};

static int print_kernel(FILE *out, const struct kcidb_report *report)
{
	static const char comment[] =
		"The kernel that was running: its source and build are not known";
	const struct kernel_misc misc = { report->kernel, report->machine, report->run.as_kernel };
	char id[ID_SIZE];

	text_set(id, sizeof(id), "%s:linux-%s", report->origin, report->kernel);
	fputs(",\n\"checkouts\": [\n  ", out);
	int err = json_print_line(out, checkout_fields,
				  &(struct kcidb_checkout){ id, report->origin, comment, misc });
	fputs("\n],\n\"builds\": [\n  ", out);
	if (err == 0)
		err = json_print_line(out, build_fields,
				      &(struct kcidb_build){ report->build_id, id, report->origin,
							     report->machine, comment, misc });
	fputs("\n]", out);
	return err;
}

static int begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		 void **ret_data)
{
	struct kcidb_report *report = calloc(1, sizeof(*report));
	int err = 0;

	if (!report)
		return -ENOMEM;
	report->run = *run;
	report->origin = options->origin ? options->origin : "rstlab_ns";
	text_clean(report->version, sizeof(report->version), run->version, false);
	text_clean(report->kernel, sizeof(report->kernel), run->kernel, false);
	text_clean(report->machine, sizeof(report->machine), run->machine, false);
	text_clean(report->command_line, sizeof(report->command_line), run->command_line, false);
	text_set(report->build_id, sizeof(report->build_id), "%s:linux-%s-%s", report->origin,
		 report->kernel, report->machine);
	if (options->build_id)
		text_set(report->build_id, sizeof(report->build_id), "%s", options->build_id);
	fputs("{\n\"version\": {\"major\": 5, \"minor\": 0}", out);
	if (!options->build_id)
		err = print_kernel(out, report);
	if (err < 0) {
		free(report);
		return err;
	}
	fputs(",\n\"tests\": [", out);
	*ret_data = report;
	return 0;
}

/* @name: the test, without the path of the program; @test has the rest. */
static int add_test(FILE *out, struct kcidb_report *report, const char *name, int64_t begin_ns,
		    struct kcidb_test *test)
{
	char id[ID_SIZE], path[PATH_SIZE] = "rstlab-ns", time[TIME_TEXT_SIZE + 8];

	text_set(id, sizeof(id), "%s:rstlab-ns-%s-%s-%" PRId64 "%s%s", report->origin,
		 report->kernel, report->machine, report->run.time_ns, *name ? "-" : "", name);
	/* "half-open/ipv6#3" becomes half-open.ipv6: each repetition is a test with the same
	 * path. */
	text_append(path, sizeof(path), "%s%.*s", *name ? "." : "", (int)strcspn(name, "#"), name);
	for (char *slash = path; (slash = strchr(slash, '/'));)
		*slash = '.';
	/* Databases keep microseconds. */
	char nanoseconds[TIME_TEXT_SIZE];
	text_set(time, sizeof(time), "%.26s+00:00", time_text(begin_ns, nanoseconds));
	test->id = id;
	test->build_id = report->build_id;
	test->origin = report->origin;
	test->path = path;
	test->start_time = time;
	test->misc.version = report->version;
	test->misc.command_line = report->command_line;
	test->misc.as_kernel = report->run.as_kernel;
	fputs(report->tests++ ? ",\n  " : "\n  ", out);
	return json_print_line(out, test_fields, test);
}

/* The promises that decided the result. */
static void excerpt(const struct verdict *verdict, char text[EXCERPT_SIZE])
{
	char line[REASON_LINE_SIZE], clean[REASON_LINE_SIZE];

	*text = '\0';
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (ruling->status != FAIL && ruling->status != XFAIL)
			continue;
		text_set(line, sizeof(line), "%s %s: expected %s; actual %s; because %s",
			 witness_name[ruling->witness], ruling->who, ruling->expected,
			 ruling->actual, ruling->because ? ruling->because : "");
		text_append(text, EXCERPT_SIZE, "%s\n",
			    text_clean(clean, sizeof(clean), line, false));
	}
}

static int result(FILE *out, void *data, const struct result *result)
{
	const struct verdict *verdict = &result->verdict;
	char name[96], why[VERDICT_TEXT], gist[GIST_SIZE], seen[GIST_SIZE], log[EXCERPT_SIZE];
	struct kcidb_test test = {
		.comment = result->scenario->title,
		.status = status_kcidb[verdict->status],
		.duration = result->duration_ms / 1000,
		.log_excerpt = log,
		.misc = { .verdict = status_name[verdict->status],
			  .why = text_clean(why, sizeof(why), verdict->why, false),
			  .seen = text_clean(seen, sizeof(seen), gist_text(result, gist), false),
			  .iteration = result->iteration },
	};

	excerpt(verdict, log);
	return add_test(out, data, result_name(result, name, sizeof(name)),
			result->reading.ev->begin_ns, &test);
}

/* If something is wrong with the run as a whole, that is a test of its own. */
static int add_run(FILE *out, struct kcidb_report *report, const struct tally *tally,
		   const char *what)
{
	struct kcidb_test test = {
		.comment = what,
		.status = "ERROR",
		.duration = tally->duration_ms / 1000,
		.log_excerpt = "",
		.misc = { .verdict = "BROKEN", .why = what, .seen = "" },
	};

	return add_test(out, report, "", report->run.time_ns, &test);
}

static int end(FILE *out, void *data, const struct tally *tally)
{
	struct kcidb_report *report = data;
	char what[DEMAND_TEXT * 2] = "", line[DEMAND_TEXT], clean[DEMAND_TEXT * 2];
	int err = 0;

	if (!tally->complete)
		text_append(what, sizeof(what), "the run ended early: results are missing");
	for (int demand = -1; (demand = demand_next(&tally->demands, demand)) >= 0;)
		if (!demand_is_met(&tally->demands, demand))
			text_append(what, sizeof(what), "%s%s", *what ? "; " : "",
				    demand_text(&tally->demands, demand, line, sizeof(line)));
	if (*what)
		err = add_run(out, report, tally, text_clean(clean, sizeof(clean), what, false));
	fputs("\n]\n}\n", out);
	free(report);
	return err;
}

const struct report_format report_kcidb = {
	.name = "kcidb",
	.extension = ".json",
	.begin = begin,
	.result = result,
	.end = end,
	.drop = free,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* report_junit.c - JUnit XML, which continuous-integration servers read. */
#include "report_format.h"
#include "report_words.h"

#include "drill_told.h"
#include "json_value.h"
#include "memory.h"
#include "xml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The totals come before the results, so the results wait in memory. */
struct junit_report {
	struct run_facts run;
	const char *saved; /* the folder of the captures; NULL: none */
	struct memory_text body;
};

static int junit_begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		       void **ret_data)
{
	struct junit_report *report = calloc(1, sizeof(*report));

	(void)out;
	if (!report || memory_texts_open(&report->body, 1) < 0) {
		free(report);
		return -ENOMEM;
	}
	report->run = *run;
	/* Nothing in it may end the mark of an attachment. */
	if (options->saved && !strpbrk(options->saved, "[]|"))
		report->saved = options->saved;
	*ret_data = report;
	return 0;
}

static void print_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	xml_print(out, value);
	fputc('"', out);
}

/* The promises that made the result what it is. */
static void print_broken(FILE *out, const struct verdict *verdict)
{
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (ruling->status != FAIL && ruling->status != XFAIL)
			continue;
		fprintf(out, "%s ", witness_name[ruling->witness]);
		xml_print(out, ruling->who);
		fputs("\n  expected: ", out);
		xml_print(out, ruling->expected);
		fputs("\n  actual:   ", out);
		xml_print(out, ruling->actual);
		if (ruling->because) {
			fputs("\n  because:  ", out);
			xml_print(out, ruling->because);
		}
		fputc('\n', out);
	}
}

/* What became of the client of a drill, whatever the verdict. */
static void print_drill(FILE *out, const struct result *result)
{
	struct drill_told told;
	char line[TEXT_SIZE * 2];

	drill_tell(&result->reading, &told);
	for (int i = 0; drill_line(&told, i, line, sizeof(line)); i++) {
		xml_print(out, line);
		fputc('\n', out);
	}
}

/* The host that the first broken promise is about; -1: none. */
static int host_of_broken(const struct result *result)
{
	const struct verdict *verdict = &result->verdict;

	for (int i = 0; i < verdict->ruling_count; i++)
		if (verdict->ruling[i].status == FAIL)
			return evidence_host(result->reading.ev, verdict->ruling[i].who);
	return -1;
}

/* Marks captures as attachments, as GitLab and Jenkins read them. GitLab shows only the first of a
 * test, so those of the host @first come first. */
static void print_captures(FILE *out, const struct result *result, const char *saved)
{
	const struct evidence *ev = result->reading.ev;
	int first = host_of_broken(result);
	char name[CAPTURE_NAME_SIZE];

	for (int others = 0; others < 2; others++)
		for (int end = 0; end < ev->end_count; end++) {
			if ((ev->end[end].host != first) != others ||
			    strpbrk(result_capture(result, end, name), "[]|"))
				continue;
			fputs("[[ATTACHMENT|", out);
			xml_print(out, saved);
			fputs("/captures/", out);
			xml_print(out, name);
			fputs("]]\n", out);
		}
}

static int junit_result(FILE *out, void *data, const struct result *result)
{
	struct junit_report *report = data;
	FILE *body = report->body.out;
	const struct verdict *verdict = &result->verdict;
	const char *element = status_words[verdict->status].junit;
	bool is_drill = drill_is_told(result->scenario, &result->reading);
	bool is_bad = verdict->status == FAIL || verdict->status == BROKEN;
	bool has_captures = report->saved && is_bad && result->reading.ev->end_count > 0;
	char name[96], class[96], message[REASON_LINE_SIZE];

	(void)out;
	snprintf(class, sizeof(class), "rstlab-ns.%s", result->scenario->name);
	result_name(result, name, sizeof(name));
	fputs("    <testcase", body);
	print_attribute(body, "classname", class);
	print_attribute(body, "name", strrchr(name, '/') + 1);
	fprintf(body, " time=\"%.6f\"", result->duration_ms / 1000);
	if (!element && !is_drill) {
		fputs("/>\n", body);
		return ferror(body) ? -ENOMEM : 0;
	}
	fputs(">\n", body);
	if (element) {
		fprintf(body, "      <%s", element);
		print_attribute(body, "message", reason_line(verdict, message));
		fputs(">", body);
		print_broken(body, verdict);
		fprintf(body, "</%s>\n", element);
	}
	if (is_drill || has_captures)
		fputs("      <system-out>", body);
	if (has_captures)
		print_captures(body, result, report->saved);
	if (is_drill)
		print_drill(body, result);
	if (is_drill || has_captures)
		fputs("</system-out>\n", body);
	fputs("    </testcase>\n", body);
	return ferror(body) ? -ENOMEM : 0;
}

/* A server that reads only the results must not mistake a part of a run for the whole. */
static void print_missing(FILE *out)
{
	fputs("    <testcase classname=\"rstlab-ns\" name=\"the whole run\" time=\"0.000000\">\n"
	      "      <error message=\"the run ended early: results are missing\"/>\n"
	      "    </testcase>\n",
	      out);
}

/* What --require demands is a test of its own: these servers do not see the exit status. */
static void print_demands(FILE *out, const struct demands *demands)
{
	char line[DEMAND_TEXT];

	for (int demand = -1; (demand = demand_next(demands, demand)) >= 0;) {
		fputs("    <testcase classname=\"rstlab-ns\"", out);
		print_attribute(out, "name", demand_name[demand]);
		fputs(" time=\"0.000000\"", out);
		if (demand_is_met(demands, demand)) {
			fputs("/>\n", out);
			continue;
		}
		fputs(">\n      <error", out);
		print_attribute(out, "message", demand_text(demands, demand, line, sizeof(line)));
		fputs("/>\n    </testcase>\n", out);
	}
}

static void print_totals(FILE *out, const struct tally *tally)
{
	int missing = tally->complete ? 0 : 1, total = missing, unmet = 0;

	for (int demand = -1; (demand = demand_next(&tally->demands, demand)) >= 0; total++)
		unmet += !demand_is_met(&tally->demands, demand);

	for (int i = 0; i < STATUS_COUNT; i++)
		total += tally->count[i];
	fprintf(out, " name=\"rstlab-ns\" tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%.6f\"",
		total, tally->count[FAIL], tally->count[BROKEN] + missing + unmet,
		tally->duration_ms / 1000);
}

static void print_property(FILE *out, const char *name, const char *value)
{
	fprintf(out, "      <property name=\"%s\"", name);
	print_attribute(out, "value", value);
	fputs("/>\n", out);
}

static void junit_drop(void *data)
{
	struct junit_report *report = data;

	memory_texts_free(&report->body, 1);
	free(report);
}

static int junit_end(FILE *out, void *data, const struct tally *tally)
{
	struct junit_report *report = data;
	const struct run_facts *run = &report->run;
	char time[TIME_TEXT_SIZE];
	int error = memory_texts_close(&report->body, 1);

	if (error) {
		junit_drop(report);
		return error;
	}
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", out);
	print_totals(out, tally);
	fputs(">\n  <testsuite", out);
	print_totals(out, tally);
	/* ISO 8601 without zone and fraction: the common schema allows nothing else */
	fprintf(out, " skipped=\"%d\" timestamp=\"%.19s\">\n    <properties>\n",
		tally->count[SKIP] + tally->count[XFAIL], time_text(run->time_ns, time));
	print_property(out, "version", run->version);
	print_property(out, "kernel", run->kernel);
	if (run->as_kernel)
		print_property(out, "as_kernel", run->as_kernel);
	print_property(out, "machine", run->machine);
	print_property(out, "command_line", run->command_line);
	print_property(out, "complete", tally->complete ? "true" : "false");
	fputs("    </properties>\n", out);
	fwrite(report->body.text, 1, report->body.size, out);
	print_demands(out, &tally->demands);
	if (!tally->complete)
		print_missing(out);
	fputs("  </testsuite>\n</testsuites>\n", out);
	junit_drop(report);
	return 0;
}

const struct report_format report_junit = {
	.name = "junit",
	.extension = ".xml",
	.begin = junit_begin,
	.result = junit_result,
	.end = junit_end,
	.drop = junit_drop,
};

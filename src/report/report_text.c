/* SPDX-License-Identifier: GPL-2.0-only */
#include "report_format.h"

#include "address.h"
#include "ladder_text.h"
#include "packet_table.h"
#include "plan.h"
#include "reading_ladder.h"
#include "report_words.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAME_MIN = 30, LINE_WIDTH = 100, MARGIN = 2, STATUS_WIDTH = 8, BODY = 25 };

#define SGR_FAINT "2"

struct text_report {
	struct print_options options;
	int name_width; /* columns for the name of a result */
	int skipped;    /* promises of good results that could not be examined */
	char why_skipped[RULING_TEXT];
};

/* The longest result_name() in the plan's own shard. */
static int plan_width(const struct plan *plan)
{
	int width = NAME_MIN,
	    repeat = plan && plan->repeat > 1 ? snprintf(NULL, 0, "#%d", plan->repeat) : 0;

	for (int i = 0; plan && i < plan->count; i++) {
		const struct plan_part *part = &plan->part[i];
		int name = snprintf(NULL, 0, "%s/%s", part->scenario, family_text(part->family)) +
			   repeat;
		if (part->shard == plan->shard.number && name > width)
			width = name;
	}
	return width;
}

static int text_begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		      void **ret_data)
{
	struct text_report *report = calloc(1, sizeof(*report));

	if (!report)
		return -ENOMEM;
	report->options = *options;
	report->name_width = plan_width(run->plan ? run->plan : run->names);
	*ret_data = report;
	print_run(out, run);
	return 0;
}

static void print_status(FILE *out, bool color, enum status status)
{
	print_color(out, color, status_color[status], status_name[status]);
	text_pad(out, "", STATUS_WIDTH - text_columns(status_name[status]));
}

/* A line such as "expected  ...". */
static void print_part(FILE *out, const char *what, const char *text)
{
	if (!text || *text == '\0')
		return;
	fprintf(out, "%*s", BODY - 10, "");
	text_pad(out, what, 10);
	text_wrap(out, text, BODY, BODY, LINE_WIDTH);
}

static void print_ruling(FILE *out, bool color, const struct ruling *ruling)
{
	char head[160];

	fprintf(out, "%*s", MARGIN, "");
	print_status(out, color, ruling->status);
	snprintf(head, sizeof(head), "%-7s  %s%s%s%s%s%s", witness_name[ruling->witness],
		 ruling->who, ruling->agreement ? ", agreement of witnesses" : "",
		 ruling->outcome ? ", ending '" : "", ruling->outcome ? ruling->outcome : "",
		 ruling->outcome ? "'" : "", ruling->status == PASS ? ": " : "");
	text_print(out, head);
	if (ruling->status == PASS) {
		text_wrap(out, ruling->expected, MARGIN + STATUS_WIDTH + text_columns(head), BODY,
			  LINE_WIDTH);
	} else {
		fputc('\n', out);
		print_part(out, "expected", ruling->expected);
		print_part(out, ruling->status == SKIP ? "skipped" : "actual", ruling->actual);
	}
	print_part(out, "because", ruling->because);
	print_part(out, "kernels", ruling->kernels);
}

static void print_outcome(FILE *out, const struct outcome *outcome)
{
	char head[80];

	snprintf(head, sizeof(head), "It ended as '%s': ", outcome->name);
	fprintf(out, "\n%*s%s", MARGIN, "", head);
	text_wrap(out, outcome->meaning, MARGIN + text_columns(head), BODY, LINE_WIDTH);
}

static int print_story(FILE *out, const struct text_report *report, const struct result *result)
{
	struct ladder ladder;

	if (!report->options.ladder) {
		table_print(out, result, report->options.color);
		return 0;
	}
	int err = reading_ladder(&result->reading, result->scenario->is_drill, &ladder);
	if (err < 0)
		return err;
	ladder_text(out, &ladder, report->options.columns, report->options.color);
	ladder_free(&ladder);
	return 0;
}

static int print_details(FILE *out, const struct text_report *report, const struct result *result,
			 bool shows_promises)
{
	const struct verdict *verdict = &result->verdict;
	int err = 0;
	bool is_told = result->reading.wire.count > 0 || result->reading.ev->event_count > 0;

	if (is_told) {
		fputc('\n', out);
		err = print_story(out, report, result);
	}
	if (!shows_promises)
		return err;
	if (verdict->outcome)
		print_outcome(out, verdict->outcome);
	if (verdict->status == XFAIL) {
		fprintf(out, "\n%*s", MARGIN, "");
		text_wrap(out, result->scenario->known_issue, MARGIN, MARGIN, LINE_WIDTH);
	}
	if (verdict->ruling_count > 0)
		fputc('\n', out);
	for (int i = 0; i < verdict->ruling_count; i++)
		print_ruling(out, report->options.color, &verdict->ruling[i]);
	if (is_told || verdict->ruling_count > 0)
		fputc('\n', out);
	return err;
}

/* A PASS may rest on fewer witnesses than there are: this has to be said, at least once. */
static void note_skipped(struct text_report *report, const struct verdict *verdict)
{
	for (int i = 0; i < verdict->ruling_count && verdict->status != SKIP; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (ruling->status != SKIP || ruling->unreached)
			continue;
		if (!report->skipped++)
			snprintf(report->why_skipped, RULING_TEXT, "%s", ruling->actual);
	}
}

static int text_result(FILE *out, void *data, const struct result *result)
{
	struct text_report *report = data;
	const struct verdict *verdict = &result->verdict;
	char name[96], gist[GIST_SIZE];

	note_skipped(report, verdict);
	print_status(out, report->options.color, verdict->status);
	text_pad(out, result_name(result, name, sizeof(name)), report->name_width);
	fprintf(out, "  %8.1f ms  ", result->duration_ms);
	text_print(out, *verdict->why ? verdict->why : gist_text(result, gist));
	if (verdict->lacks && verdict->status == PASS) {
		text_print(out, "; as kernels do without ");
		text_print(out, verdict->lacks->what);
	}
	fputc('\n', out);
	bool is_bad = verdict->status == FAIL || verdict->status == BROKEN;
	if (report->options.verbose || report->options.ladder || is_bad)
		return print_details(out, report, result, report->options.verbose || is_bad);
	return 0;
}

static int text_end(FILE *out, void *data, const struct tally *tally)
{
	struct text_report *report = data;
	int total = 0;

	for (int i = 0; i < STATUS_COUNT; i++)
		total += tally->count[i];
	fprintf(out, "%d result%s:", total, total == 1 ? "" : "s");
	for (int i = 0; i < STATUS_COUNT; i++) {
		char count[32];
		/* Shown only if there are any. */
		if (i == XFAIL && !tally->count[i])
			continue;
		snprintf(count, sizeof(count), "%d %s", tally->count[i], status_name[i]);
		fputs(i ? ", " : " ", out);
		print_color(out, report->options.color && tally->count[i] > 0, status_color[i],
			    count);
	}
	fprintf(out, " in %.2f s\n", tally->duration_ms / 1000);
	if (report->skipped)
		fprintf(out, "%d promise%s could not be examined here: %s\n", report->skipped,
			report->skipped == 1 ? "" : "s", report->why_skipped);
	print_unmet(out, &tally->demands, "", "\n");
	if (!tally->complete)
		fputs("the run ended early: incomplete\n", out);
	free(report);
	return 0;
}

const struct report_format report_text = {
	.name = "text",
	.extension = ".txt",
	.begin = text_begin,
	.result = text_result,
	.end = text_end,
	.drop = free,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* report_markdown.c - the summary of a job: what is not as it should be first, the rest in a fold.
 */
#include "report_format.h"

#include "markdown.h"
#include "memory.h"
#include "packet_table.h"
#include "report_words.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The totals stand before the results, so these wait in memory. */
enum part { ROWS, FOLDS, GOOD, PARTS };

/* GitHub shows a summary of up to 1 MiB, and none of a longer one. */
static const size_t part_max[PARTS] = {
	[ROWS] = 200 * 1024,
	[FOLDS] = 600 * 1024,
	[GOOD] = 100 * 1024,
};

struct markdown_report {
	struct run_facts run;
	struct {
		FILE *out;
		char *text;
		size_t size;
		size_t used;
		int left_out; /* results that are not in it, for want of space */
	} part[PARTS];
};

static void drop(void *data)
{
	struct markdown_report *report = data;

	for (enum part i = 0; report && i < PARTS; i++) {
		if (report->part[i].out)
			fclose(report->part[i].out);
		free(report->part[i].text);
	}
	free(report);
}

static int begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		 void **ret_data)
{
	struct markdown_report *report = calloc(1, sizeof(*report));
	bool is_whole = report;

	(void)out;
	(void)options;
	for (enum part i = 0; i < PARTS && is_whole; i++) {
		report->part[i].out = open_memstream(&report->part[i].text, &report->part[i].size);
		is_whole = report->part[i].out;
	}
	if (!is_whole) {
		drop(report);
		return -ENOMEM;
	}
	report->run = *run;
	*ret_data = report;
	return 0;
}

/* Adds what one result has to say, whole or not at all. 0 or -ENOMEM. */
static int part_add(struct markdown_report *report, enum part part, const char *text, size_t size)
{
	if (report->part[part].used + size > part_max[part]) {
		report->part[part].left_out++;
		return 0;
	}
	report->part[part].used += size;
	return fwrite(text, 1, size, report->part[part].out) == size ? 0 : -ENOMEM;
}

/* What stands as it is between <pre> and </pre>. */
static void print_verbatim(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		default:
			fputc(*text, out);
		}
}

static int print_packets(FILE *out, const struct result *result)
{
	char *text = NULL;
	size_t size = 0;
	FILE *table = open_memstream(&text, &size);

	if (!table)
		return -ENOMEM;
	table_print(table, result, false);
	int error = memory_close(&table, &text);
	fputs("<pre>\n", out);
	if (!error)
		print_verbatim(out, text);
	fputs("</pre>\n", out);
	free(text);
	return error;
}

/* A promise that was not kept. */
static void print_ruling(FILE *out, const struct ruling *ruling)
{
	fprintf(out, "- **%s** ", witness_name[ruling->witness]);
	markdown_print(out, ruling->who);
	fputs(": expected ", out);
	markdown_print(out, ruling->expected);
	fputs(ruling->status == SKIP ? "; not examined: " : "; actual ", out);
	markdown_print(out, ruling->actual);
	if (ruling->because) {
		fputs(" (because: ", out);
		markdown_print(out, ruling->because);
		fputc(')', out);
	}
	fputc('\n', out);
}

static int print_fold(FILE *out, const struct result *result, const char *name)
{
	const struct verdict *verdict = &result->verdict;
	int error = 0;

	fprintf(out, "\n<details><summary>%s ", status_name[verdict->status]);
	markdown_print(out, name);
	fputs("</summary>\n\n", out);
	for (int i = 0; i < verdict->ruling_count; i++)
		if (verdict->ruling[i].status != PASS)
			print_ruling(out, &verdict->ruling[i]);
	if (result->reading.timeline.count > 0) {
		fputc('\n', out);
		error = print_packets(out, result);
	}
	fputs("\n</details>\n", out);
	return error;
}

static int print_row(FILE *out, const struct result *result, const char *name)
{
	const struct verdict *verdict = &result->verdict;
	char gist[GIST_SIZE];

	fputs("| ", out);
	if (verdict->status != PASS)
		fprintf(out, "%s | ", status_name[verdict->status]);
	markdown_print(out, name);
	fputs(" | ", out);
	markdown_print(out, *verdict->why ? verdict->why : gist_text(result, gist));
	fprintf(out, " | %.1f |\n", result->duration_ms);
	return 0;
}

/* Adds what @print says of @result. 0 or -ENOMEM. */
static int tell(struct markdown_report *report, enum part part,
		int (*print)(FILE *out, const struct result *result, const char *name),
		const struct result *result)
{
	char name[96], *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	int error = print(out, result, result_name(result, name, sizeof(name)));
	int unheld = memory_close(&out, &text);
	if (!error)
		error = unheld ? unheld : part_add(report, part, text, size);
	free(text);
	return error;
}

static int result(FILE *out, void *data, const struct result *result)
{
	const struct verdict *verdict = &result->verdict;

	(void)out;
	int error = tell(data, verdict->status == PASS ? GOOD : ROWS, print_row, result);
	if (!error && verdict->status != PASS &&
	    (result->reading.timeline.count > 0 || verdict->ruling_count > 0))
		error = tell(data, FOLDS, print_fold, result);
	return error;
}

static void print_tally(FILE *out, const struct tally *tally)
{
	const char *between = "";

	fputs("## TCP resets: ", out);
	for (int i = 0; i < STATUS_COUNT; i++) {
		if (!tally->count[i])
			continue;
		fprintf(out, "%s%d %s", between, tally->count[i], status_name[i]);
		between = ", ";
	}
	fprintf(out, "%s in %.2f s\n\n", *between ? "" : "no result", tally->duration_ms / 1000);
}

static void print_unmet_demands(FILE *out, const struct demands *demands)
{
	char line[DEMAND_TEXT];

	for (int demand = -1; (demand = demand_next(demands, demand)) >= 0;) {
		if (demand_is_met(demands, demand))
			continue;
		fputs("**", out);
		markdown_print(out, demand_text(demands, demand, line, sizeof(line)));
		fputs(".**\n\n", out);
	}
}

static int end(FILE *out, void *data, const struct tally *tally)
{
	struct markdown_report *report = data;
	const struct run_facts *run = &report->run;
	char line[RUN_LINE_SIZE];
	int error = 0;

	for (enum part i = 0; i < PARTS && !error; i++)
		error = memory_close(&report->part[i].out, &report->part[i].text);
	if (error) {
		drop(report);
		return error;
	}
	print_tally(out, tally);
	if (!tally->complete)
		fputs("**The run ended early: results are missing.**\n\n", out);
	print_unmet_demands(out, &tally->demands);
	markdown_print(out, run_text(run, line));
	fputs(": ", out);
	markdown_print(out, run->command_line);
	fputc('\n', out);
	if (report->part[ROWS].size) {
		fputs("\n| status | result | what was seen, or why | ms |\n|---|---|---|---:|\n",
		      out);
		fputs(report->part[ROWS].text, out);
		fputs(report->part[FOLDS].text, out);
	}
	if (report->part[ROWS].left_out)
		fprintf(out, "\n%d more that are not PASS are left out here; --out saves them.\n",
			report->part[ROWS].left_out);
	if (report->part[FOLDS].left_out)
		fprintf(out, "\nThe packets of %d more are left out here; --out saves them.\n",
			report->part[FOLDS].left_out);
	if (report->part[GOOD].size)
		fprintf(out,
			"\n<details><summary>%d PASS</summary>\n\n"
			"| result | what was seen | ms |\n|---|---|---:|\n%s\n</details>\n",
			tally->count[PASS], report->part[GOOD].text);
	drop(report);
	return 0;
}

const struct report_format report_markdown = {
	.name = "markdown",
	.extension = ".md",
	.begin = begin,
	.result = result,
	.end = end,
	.drop = drop,
};

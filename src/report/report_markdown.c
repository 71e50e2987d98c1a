/* SPDX-License-Identifier: GPL-2.0-only */
/* report_markdown.c - the summary of a job: what is not as it should be first, the rest in a fold.
 */
#include "report_format.h"

#include "markdown.h"
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

static void release(struct markdown_report *report)
{
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
		release(report);
		return -ENOMEM;
	}
	report->run = *run;
	*ret_data = report;
	return 0;
}

/* Adds what one result has to say, whole or not at all; frees @text. */
static void part_add(struct markdown_report *report, enum part part, char *text, size_t size)
{
	if (text && report->part[part].used + size <= part_max[part]) {
		fwrite(text, 1, size, report->part[part].out);
		report->part[part].used += size;
	} else {
		report->part[part].left_out++;
	}
	free(text);
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

static void print_packets(FILE *out, const struct result *result)
{
	char *text = NULL;
	size_t size = 0;
	FILE *table = open_memstream(&text, &size);

	if (!table)
		return;
	table_print(table, result, false);
	fclose(table);
	fputs("<pre>\n", out);
	if (text)
		print_verbatim(out, text);
	fputs("</pre>\n", out);
	free(text);
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

static void print_fold(FILE *out, const struct result *result, const char *name)
{
	const struct verdict *verdict = &result->verdict;

	fprintf(out, "\n<details><summary>%s ", status_name[verdict->status]);
	markdown_print(out, name);
	fputs("</summary>\n\n", out);
	for (int i = 0; i < verdict->ruling_count; i++)
		if (verdict->ruling[i].status != PASS)
			print_ruling(out, &verdict->ruling[i]);
	if (result->reading.timeline.count > 0) {
		fputc('\n', out);
		print_packets(out, result);
	}
	fputs("\n</details>\n", out);
}

static void print_row(FILE *out, const struct result *result, const char *name)
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
}

/* Adds what @print says of @result. */
static void tell(struct markdown_report *report, enum part part,
		 void (*print)(FILE *out, const struct result *result, const char *name),
		 const struct result *result)
{
	char name[96], *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out) {
		print(out, result, result_name(result, name, sizeof(name)));
		fclose(out);
	}
	part_add(report, part, text, size);
}

static void result(FILE *out, void *data, const struct result *result)
{
	const struct verdict *verdict = &result->verdict;

	(void)out;
	tell(data, verdict->status == PASS ? GOOD : ROWS, print_row, result);
	if (verdict->status != PASS &&
	    (result->reading.timeline.count > 0 || verdict->ruling_count > 0))
		tell(data, FOLDS, print_fold, result);
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

static void end(FILE *out, void *data, const struct tally *tally)
{
	struct markdown_report *report = data;
	const struct run_facts *run = &report->run;
	bool is_whole = true;

	for (enum part i = 0; i < PARTS; i++) {
		is_whole = fclose(report->part[i].out) == 0 && is_whole;
		report->part[i].out = NULL;
	}
	print_tally(out, tally);
	if (!tally->complete)
		fputs("**The run ended early: results are missing.**\n\n", out);
	print_unmet_demands(out, &tally->demands);
	if (!is_whole)
		fputs("**Memory ran out: this report is not whole.**\n\n", out);
	fputs("rstlab-ns ", out);
	markdown_print(out, run->version);
	fputs(" on Linux ", out);
	markdown_print(out, run->kernel);
	fputc(' ', out);
	markdown_print(out, run->machine);
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
	release(report);
}

const struct report_format report_markdown = {
	.name = "markdown",
	.extension = ".md",
	.begin = begin,
	.result = result,
	.end = end,
};

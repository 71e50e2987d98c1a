/* SPDX-License-Identifier: GPL-2.0-only */
/* report_markdown.c - the summary of a job: what is not as it should be first, the rest folded. */
#include "report_format.h"

#include "markdown.h"
#include "memory.h"
#include "packet_table.h"
#include "report_words.h"
#include "sequence.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The totals come before the results, so these wait in memory: first FAIL and BROKEN, then what is
 * neither that nor PASS. Each has a row in a table, and a fold with promises, diagram and
 * packets. */
enum part { BAD_ROWS, BAD_FOLDS, ROWS, FOLDS, GOOD, PARTS };

/* GitHub shows a summary of up to 1 MiB; of a longer one it shows nothing. */
static const size_t part_max[PARTS] = {
	[BAD_ROWS] = 200 * 1024, [BAD_FOLDS] = 450 * 1024, [ROWS] = 60 * 1024,
	[FOLDS] = 180 * 1024,    [GOOD] = 60 * 1024,
};

enum {
	OPEN_FOLDS = 3,    /* of the first FAIL and BROKEN */
	RULINGS_TOLD = 40, /* of one result */
	PACKETS_MAX_BYTES = 48 * 1024,
	COMMAND_SIZE = 2048,
};

struct markdown_report {
	struct run_facts run;
	struct memory_text text[PARTS];
	struct {
		size_t used;
		int told, left_out; /* results that are in it; results that did not fit */
	} part[PARTS];
};

static void drop(void *data)
{
	struct markdown_report *report = data;

	if (report)
		memory_texts_free(report->text, PARTS);
	free(report);
}

static int begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		 void **ret_data)
{
	struct markdown_report *report = calloc(1, sizeof(*report));

	(void)out;
	(void)options;
	if (!report || memory_texts_open(report->text, PARTS) < 0) {
		drop(report);
		return -ENOMEM;
	}
	report->run = *run;
	*ret_data = report;
	return 0;
}

/* Adds the text of one result, whole or not at all. 0 or -ENOMEM. */
static int part_add(struct markdown_report *report, enum part part, const char *text, size_t size)
{
	if (report->part[part].used + size > part_max[part]) {
		report->part[part].left_out++;
		return 0;
	}
	report->part[part].told++;
	report->part[part].used += size;
	return fwrite(text, 1, size, report->text[part].out) == size ? 0 : -ENOMEM;
}

/* Prints @size bytes at @text for use between <pre> and </pre>. */
static void print_verbatim(FILE *out, const char *text, size_t size)
{
	for (const char *end = text + size; text < end; text++)
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

/* The first and the last lines of a long table. */
static void print_table(FILE *out, const char *text, size_t size)
{
	const char *head = text, *tail = text;
	int left_out = 0;

	if (size <= PACKETS_MAX_BYTES) {
		print_verbatim(out, text, size);
		return;
	}
	while (head < text + PACKETS_MAX_BYTES / 2)
		head = strchr(head, '\n') + 1;
	for (tail = head; tail < text + size - PACKETS_MAX_BYTES / 2; left_out++)
		tail = strchr(tail, '\n') + 1;
	print_verbatim(out, text, (size_t)(head - text));
	fprintf(out, "  ... %d more lines are left out here ...\n", left_out);
	print_verbatim(out, tail, (size_t)(text + size - tail));
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
	fputs("\n<details><summary>Packets</summary>\n\n<pre>\n", out);
	if (!error)
		print_table(out, text, size);
	fputs("</pre>\n\n</details>\n", out);
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

/* Broken promises first, then those that could not be examined. */
static void print_rulings(FILE *out, const struct verdict *verdict)
{
	int told = 0, all = 0;

	for (int is_skipped = 0; is_skipped < 2; is_skipped++)
		for (int i = 0; i < verdict->ruling_count; i++) {
			const struct ruling *ruling = &verdict->ruling[i];
			if (ruling->status == PASS || (ruling->status == SKIP) != is_skipped ||
			    ++all > RULINGS_TOLD)
				continue;
			print_ruling(out, ruling);
			told++;
		}
	if (all > told)
		fprintf(out, "- %d more are left out here\n", all - told);
}

static bool is_bad(const struct result *result)
{
	return result->verdict.status == FAIL || result->verdict.status == BROKEN;
}

static int print_fold(FILE *out, const struct result *result, const char *name, bool is_open)
{
	int error = 0;

	fprintf(out, "\n<details%s><summary>%s ", is_open ? " open" : "",
		status_name[result->verdict.status]);
	markdown_print(out, name);
	fputs("</summary>\n\n", out);
	print_rulings(out, &result->verdict);
	if (result->reading.timeline.count > 0) {
		fputc('\n', out);
		error = sequence_print(out, result);
	}
	if (!error && result->reading.timeline.count > 0)
		error = print_packets(out, result);
	fputs("\n</details>\n", out);
	return error;
}

static int print_row(FILE *out, const struct result *result, const char *name, bool is_open)
{
	const struct verdict *verdict = &result->verdict;
	char gist[GIST_SIZE], line[REASON_LINE_SIZE];

	(void)is_open;
	fputs("| ", out);
	if (verdict->status != PASS)
		fprintf(out, "%s | ", status_name[verdict->status]);
	markdown_print(out, name);
	fputs(" | ", out);
	if (verdict->status == FAIL || *verdict->why)
		markdown_print(out, reason_line(verdict, line));
	else
		markdown_print(out, gist_text(result, gist));
	fprintf(out, " | %.1f |\n", result->duration_ms);
	return 0;
}

/* Adds what @print says of @result. 0 or -ENOMEM. */
static int tell(struct markdown_report *report, enum part part,
		int (*print)(FILE *out, const struct result *result, const char *name,
			     bool is_open),
		const struct result *result)
{
	char name[96], *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	int error = print(out, result, result_name(result, name, sizeof(name)),
			  part == BAD_FOLDS && report->part[part].told < OPEN_FOLDS);
	int unheld = memory_close(&out, &text);
	if (!error)
		error = unheld ? unheld : part_add(report, part, text, size);
	free(text);
	return error;
}

static int result(FILE *out, void *data, const struct result *result)
{
	const struct verdict *verdict = &result->verdict;
	bool bad = is_bad(result);

	(void)out;
	int error = tell(data,
			 verdict->status == PASS ? GOOD
			 : bad                   ? BAD_ROWS
						 : ROWS,
			 print_row, result);
	if (!error && verdict->status != PASS &&
	    (result->reading.timeline.count > 0 || verdict->ruling_count > 0))
		error = tell(data, bad ? BAD_FOLDS : FOLDS, print_fold, result);
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

/* What is told of one kind, and how many results are left out. */
static void print_kind(FILE *out, const struct markdown_report *report, enum part rows,
		       enum part folds, const char *kind)
{
	if (report->part[rows].told) {
		fputs("\n| status | result | what was seen, or why | ms |\n|---|---|---|---:|\n",
		      out);
		fputs(report->text[rows].text, out);
	}
	fputs(report->text[folds].text, out);
	if (report->part[rows].left_out)
		fprintf(out, "\n%d more that are %s are left out here; --out saves them.\n",
			report->part[rows].left_out, kind);
	if (report->part[folds].left_out)
		fprintf(out,
			"\nThe packets of %d more that are %s are left out here; --out saves them.\n",
			report->part[folds].left_out, kind);
}

static void print_good(FILE *out, const struct markdown_report *report, const struct tally *tally)
{
	if (!report->part[GOOD].told)
		return;
	fprintf(out,
		"\n<details><summary>%d PASS</summary>\n\n"
		"| result | what was seen | ms |\n|---|---|---:|\n%s",
		tally->count[PASS], report->text[GOOD].text);
	if (report->part[GOOD].left_out)
		fprintf(out, "\n%d more are left out here.\n", report->part[GOOD].left_out);
	fputs("\n</details>\n", out);
}

static int end(FILE *out, void *data, const struct tally *tally)
{
	struct markdown_report *report = data;
	const struct run_facts *run = &report->run;
	char line[RUN_LINE_SIZE], command[COMMAND_SIZE];
	int error = memory_texts_close(report->text, PARTS);
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
	markdown_print(out, text_set(command, sizeof(command), "%s", run->command_line));
	fputc('\n', out);
	print_kind(out, report, BAD_ROWS, BAD_FOLDS, "FAIL or BROKEN");
	print_kind(out, report, ROWS, FOLDS, "XFAIL or SKIP");
	print_good(out, report, tally);
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

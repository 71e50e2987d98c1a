/* SPDX-License-Identifier: GPL-2.0-only */
#include "compare_format.h"

#include "address.h"
#include "compare_text.h"
#include "kernel_change.h"
#include "known_changes.h"
#include "result.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MIN = 28, CELL_WIDTH = 11 };

/* @text in @width columns, in color. */
static void print_cell(const struct telling *telling, const char *sgr, const char *text, int width)
{
	print_color(telling->out, telling->color && *sgr, sgr, text);
	if (width > text_columns(text))
		text_pad(telling->out, "", width - text_columns(text));
}

/* What the reader has to know of the runs before he believes what follows. */
static void print_doubts(const struct telling *telling)
{
	const struct comparison *comparison = telling->comparison;
	bool is_mixed = false, is_turned = false;

	for (int i = 1; i < comparison->run_count; i++) {
		const struct compared_run *run = &comparison->run[i];
		is_mixed |= strcmp(run->program, comparison->run[0].program) != 0;
		is_turned |= kernel_order(run[-1].version, run->version) > 0;
	}
	if (is_mixed)
		fputs("These runs are from different versions of rstlab-ns: a story may have "
		      "changed, not a kernel.\n",
		      telling->out);
	if (is_turned)
		fputs("A newer kernel is named before an older one, so it counts as the old one; "
		      "see --oldest-first.\n",
		      telling->out);
}

static void print_runs(const struct telling *telling)
{
	const struct comparison *comparison = telling->comparison;

	for (int i = 0; i < comparison->run_count; i++) {
		const struct compared_run *run = &comparison->run[i];
		char label[RUN_TEXT + 16], line[6 * RUN_TEXT];
		fputs("Linux ", telling->out);
		print_cell(telling, SGR_HEAD, run_label(comparison, i, label, sizeof(label)),
			   CELL_WIDTH);
		snprintf(line, sizeof(line), " %d result%s, %s %s, by rstlab-ns %s: %s",
			 run->results, run->results == 1 ? "" : "s", run->kernel, run->machine,
			 run->program, run->path);
		text_print(telling->out, line);
		fputc('\n', telling->out);
	}
	print_doubts(telling);
	fputc('\n', telling->out);
}

/* ---- The matrix ---------------------------------------------------------------------------------
 */

static const char *cell_color(const struct row *row, int run)
{
	const struct cell *cell = &row->cell[run];

	if (cell->iterations == 0)
		return "";
	return run == 0 ? status_color[cell->status] : step_color(&row->step[run]);
}

static bool is_shown(const struct telling *telling, const struct row *row)
{
	return telling->verbose || row_differs(telling->comparison, row);
}

static int name_width(const struct telling *telling)
{
	const struct comparison *comparison = telling->comparison;
	int width = NAME_MIN;

	for (int i = 0; i < comparison->row_count; i++) {
		int name = text_columns(comparison->row[i]->scenario->name) + 5; /* "/ipv4" */
		if (is_shown(telling, comparison->row[i]) && name > width)
			width = name;
	}
	return width;
}

static void print_matrix_head(const struct telling *telling, int width)
{
	const struct comparison *comparison = telling->comparison;
	char text[RUN_TEXT + 16];

	text_pad(telling->out, "", width);
	for (int run = 0; run < comparison->run_count; run++) {
		fputs("  ", telling->out);
		print_cell(telling, SGR_HEAD, run_label(comparison, run, text, sizeof(text)),
			   run == comparison->run_count - 1 ? 0 : CELL_WIDTH);
	}
	fputc('\n', telling->out);
}

/* The rows that differ; of the others how many there are. */
static void print_matrix(const struct telling *telling)
{
	const struct comparison *comparison = telling->comparison;
	int width = name_width(telling), alike, same = 0;
	char families[32], text[RUN_TEXT + 16];

	print_matrix_head(telling, width);
	for (int i = 0; i < comparison->row_count; i += alike) {
		const struct row *row = comparison->row[i];
		alike = rows_alike(comparison, i, families);
		if (!is_shown(telling, row)) {
			same += alike;
			continue;
		}
		text_pad(telling->out, block_name(comparison, i, text, sizeof(text)), width);
		for (int run = 0; run < comparison->run_count; run++) {
			bool is_last = run == comparison->run_count - 1;
			fputs("  ", telling->out);
			print_cell(telling, cell_color(row, run), cell_word(row, run),
				   is_last ? 0 : CELL_WIDTH);
		}
		fputc('\n', telling->out);
	}
	if (same > 0)
		fprintf(telling->out,
			"The same in all runs: %d more, a scenario over one family each\n", same);
	fputs("\n"
	      "=         the same as in the last run before it that could play the story\n"
	      "=+ =-     the same, as far as both could see: with a witness more, or less\n"
	      "new lost  could not be played before, or can no longer be played\n"
	      "expected  changed as expected between these kernels\n"
	      "-         not in that run\n\n",
	      telling->out);
}

/* ---- The rest -----------------------------------------------------------------------------------
 */

static void print_facts(const struct telling *telling, bool unexpected)
{
	const struct comparison *comparison = telling->comparison;
	char line[2 * COMPARE_TEXT];
	int told = 0;

	for (int i = 0; i < comparison->fact_count; i++) {
		const struct fact *fact = &comparison->fact[i];
		if (fact->is_unexpected != unexpected)
			continue;
		print_indented(telling, fact_text(comparison, fact, line, sizeof(line)), 0);
		if (fact->difference->expected)
			print_reason(telling, fact->difference->expected, BODY);
		told++;
	}
	if (told)
		fputc('\n', telling->out);
}

static void print_absent(const struct telling *telling)
{
	const struct comparison *comparison = telling->comparison;
	char from[RUN_TEXT + 16], to[RUN_TEXT + 16], where[96], line[512];

	for (int i = 0; i < comparison->absent_count; i++) {
		const struct absent *absent = &comparison->absent[i];
		snprintf(line, sizeof(line), "From %s to %s, this did not happen in %s:",
			 run_label(comparison, absent->old, from, sizeof(from)),
			 run_label(comparison, absent->new, to, sizeof(to)),
			 absent_text(absent, where, sizeof(where)));
		print_indented(telling, line, 0);
		print_reason(telling, absent->expected, BODY);
	}
	if (comparison->absent_count)
		fputc('\n', telling->out);
}

/* What nobody expects, as the head of the first part. */
static void print_unexpected(const struct telling *telling)
{
	char text[COMPARE_TEXT];
	bool is_any = telling->comparison->unexpected > 0;

	print_color(telling->out, telling->color, is_any ? SGR_BAD : SGR_HEAD,
		    is_any ? "Unexpected: " : "Nothing is unexpected.");
	if (is_any)
		text_print(telling->out, unexpected_text(telling->comparison, text, sizeof(text)));
	fputs("\n\n", telling->out);
}

static void print_end(const struct telling *telling)
{
	char text[COMPARE_TEXT];

	fprintf(telling->out, "%s\n", tally_text(telling->comparison, text, sizeof(text)));
	fprintf(telling->out, "%s\n", exit_text(telling->comparison, text, sizeof(text)));
}

static int text_print_comparison(FILE *out, const struct comparison *comparison,
				 const struct print_options *options)
{
	struct telling telling = { .out = out,
				   .comparison = comparison,
				   .color = options->color,
				   .verbose = options->verbose };

	print_runs(&telling);
	print_unexpected(&telling);
	print_stories(&telling, PART_UNEXPECTED, NULL);
	print_facts(&telling, true);
	print_absent(&telling);
	if (comparison->run_count > 2)
		print_matrix(&telling);
	print_facts(&telling, false);
	print_stories(&telling, PART_LOST, "No longer available:");
	print_stories(&telling, PART_EXPECTED, "Expected, or an improvement:");
	print_end(&telling);
	return 0;
}

const struct compare_format compare_text = { .name = "text", .print = text_print_comparison };

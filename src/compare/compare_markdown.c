/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_markdown.c - a comparison for a pull request, or the summary of a job: GitHub's and
 * GitLab's Markdown. */
#include "compare_format.h"

#include "address.h"
#include "compare_words.h"
#include "known_changes.h"
#include "markdown.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static void print_label(FILE *out, const struct comparison *comparison, int run)
{
	char label[RUN_TEXT + 16];

	markdown_print(out, run_label(comparison, run, label, sizeof(label)));
}

static void print_head(FILE *out, const struct comparison *comparison)
{
	fputs("## TCP resets: Linux ", out);
	for (int i = 0; i < comparison->run_count; i++) {
		fputs(i ? " → " : "", out);
		print_label(out, comparison, i);
	}
	fputs("\n\n**", out);
	if (comparison->unexpected)
		fprintf(out, "%d unexpected**", comparison->unexpected);
	else
		fputs("Nothing unexpected**", out);
	for (enum relation i = 0; i < RELATIONS; i++)
		if (comparison->tally[i])
			fprintf(out, ", %d %s", comparison->tally[i], relation_name[i]);
	fputs("\n\n| Linux | release | machine | results | rstlab-ns | run |\n"
	      "|---|---|---|---:|---|---|\n",
	      out);
	for (int i = 0; i < comparison->run_count; i++) {
		const struct compared_run *run = &comparison->run[i];
		const char *words[] = { run->kernel, run->machine };
		fputs("| ", out);
		print_label(out, comparison, i);
		for (int k = 0; k < 2; k++) {
			fputs(" | ", out);
			markdown_print(out, words[k]);
		}
		fprintf(out, " | %d | ", run->results);
		markdown_print(out, run->program);
		fputs(" | ", out);
		markdown_print(out, run->path);
		fputs(" |\n", out);
	}
}

static void print_reason(FILE *out, const struct expected *expected)
{
	fputs("*Expected, since ", out);
	markdown_print(out, expected->since);
	fputs(": ", out);
	if (expected->because) {
		markdown_print(out, expected->because);
		fputs(" (", out);
	}
	markdown_print(out, expected->source);
	fputs(expected->because ? ").*" : ".*", out);
}

/* ---- The matrix ---------------------------------------------------------------------------------
 */

static void print_matrix(FILE *out, const struct comparison *comparison)
{
	char families[32];
	int alike;

	fputs("\n<details><summary>Each scenario on each kernel</summary>\n\n| scenario |", out);
	for (int run = 0; run < comparison->run_count; run++) {
		fputc(' ', out);
		print_label(out, comparison, run);
		fputs(" |", out);
	}
	fputs("\n|---|", out);
	for (int run = 0; run < comparison->run_count; run++)
		fputs("---|", out);
	fputc('\n', out);
	for (int i = 0; i < comparison->row_count; i += alike) {
		const struct row *row = comparison->row[i];
		alike = rows_alike(comparison, i, families);
		fputs("| ", out);
		markdown_print(out, row->scenario->name);
		fprintf(out, "%s%s |", alike > 1 ? "" : "/", alike > 1 ? "" : families);
		for (int run = 0; run < comparison->run_count; run++) {
			bool is_loud = run > 0 && row->step[run].is_unexpected;
			fprintf(out, " %s%s%s |", is_loud ? "**" : "", cell_word(row, run),
				is_loud ? "**" : "");
		}
		fputc('\n', out);
	}
	fputs("\n`=` is the same as before, `=+` and `=-` with a witness more or less, `new` could "
	      "not be played before, `lost` no longer, `expected` changed as it had to.\n\n"
	      "</details>\n",
	      out);
}

/* ---- What changed -------------------------------------------------------------------------------
 */

static void print_row_head(FILE *out, const struct comparison *comparison, const struct row *row,
			   const char *families, const struct step *step)
{
	fputs("| ", out);
	markdown_print(out, row->scenario->name);
	fprintf(out, " (%s) | ", families);
	if (comparison->run_count > 2) {
		print_label(out, comparison, step->old);
		fputs(" → ", out);
		print_label(out, comparison, step->new);
		fputs(" | ", out);
	}
	const struct cell *old = &row->cell[step->old], *new = &row->cell[step->new];
	fprintf(out, "%s%s%s", step->is_unexpected ? "**" : "", relation_name[step->relation],
		step->is_unexpected ? "**" : "");
	if (old->iterations && new->iterations && old->status != new->status)
		fprintf(out, ": %s → %s", status_name[old->status], status_name[new->status]);
	fputs(" | ", out);
}

/* The lines of one cell. */
struct lines {
	FILE *out;
	int count;
};

static FILE *next_line(struct lines *lines)
{
	if (lines->count++)
		fputs("<br>", lines->out);
	return lines->out;
}

static void print_cell_why(struct lines *lines, const struct row *row, const struct step *step,
			   int run)
{
	const struct cell *cell = &row->cell[run];
	const struct canon_promise *promise;
	char why[TEXT_SIZE * 2];
	bool is_unseen;

	if (*cell_why(cell, why, sizeof(why))) {
		fprintf(next_line(lines), "%s: ", status_name[cell->status]);
		markdown_print(lines->out, why);
	}
	if (step->relation != REGRESSED && step->relation != MENDED)
		return;
	for (int i = 0; (promise = broken_promise(row, step, run, i, &is_unseen)); i++) {
		fputs(run == step->old ? "was broken: " : "is broken: ", next_line(lines));
		markdown_print(lines->out, promise->text);
		fputs("; actual ", lines->out);
		markdown_print(lines->out, promise->actual);
		fputs(is_unseen ? " (the other run could not examine this)" : "", lines->out);
	}
}

/* The differences, and after those that have one reason that reason. */
static void print_differences(struct lines *lines, const struct differences *list)
{
	const struct expected *reason = NULL;
	char text[COMPARE_TEXT];

	for (int i = 0; i < list->count; i++) {
		const struct difference *d = &list->difference[i];
		if (d->is_general || difference_is_headline(d))
			continue;
		if (reason && reason != d->expected)
			print_reason(next_line(lines), reason);
		reason = d->expected;
		markdown_print(next_line(lines), difference_text(d, text, sizeof(text)));
	}
	if (reason)
		print_reason(next_line(lines), reason);
}

static void print_step(FILE *out, const struct row *row, const struct step *step)
{
	struct lines lines = { .out = out };

	if (step->relation == MISSING)
		fprintf(next_line(&lines), "only in the %s run",
			row->cell[step->old].iterations ? "older" : "newer");
	if (step->old_outcome && step->new_outcome) {
		fputs("the race ended as '", next_line(&lines));
		markdown_print(out, step->old_outcome);
		fputs("', now as '", out);
		markdown_print(out, step->new_outcome);
		fputs("'", out);
	}
	print_cell_why(&lines, row, step, step->old);
	print_cell_why(&lines, row, step, step->new);
	print_differences(&lines, &step->differences);
}

/* Returns how many rows it has printed. */
static int print_stories(FILE *out, const struct comparison *comparison, bool unexpected)
{
	char families[32];
	int alike, printed = 0;

	for (int i = 0; i < comparison->row_count; i += alike) {
		const struct row *row = comparison->row[i];
		alike = rows_alike(comparison, i, families);
		for (int run = 1; run < comparison->run_count; run++) {
			const struct step *step = &row->step[run];
			if (step_is_calm(step) || step->is_unexpected != unexpected)
				continue;
			if (printed++ == 0)
				fprintf(out,
					"\n### %s\n\n| scenario |%s how | what |\n|---|%s---|---|\n",
					unexpected ? "Unexpected" : "Expected, or for the better",
					comparison->run_count > 2 ? " from, to |" : "",
					comparison->run_count > 2 ? "---|" : "");
			print_row_head(out, comparison, row, families, step);
			print_step(out, row, step);
			fputs(" |\n", out);
		}
	}
	return printed;
}

static void print_general(FILE *out, const struct comparison *comparison)
{
	const struct difference *d;
	char text[COMPARE_TEXT];
	int count, told = 0;

	for (int run = 1; run < comparison->run_count; run++)
		for (int nth = 0; (count = general_difference(comparison, run, nth, &d)); nth++) {
			fputs(told++ ? "- With " : "\n- With ", out);
			print_label(out, comparison, run);
			fprintf(out, ", in %d results: ", count);
			markdown_print(out, difference_text(d, text, sizeof(text)));
			if (d->expected) {
				fputs(". ", out);
				print_reason(out, d->expected);
			}
			fputc('\n', out);
		}
}

static void print_absent(FILE *out, const struct comparison *comparison)
{
	char where[96];

	if (comparison->absent_count)
		fputs("\n### Expected, and did not come\n\n", out);
	for (int i = 0; i < comparison->absent_count; i++) {
		const struct absent *absent = &comparison->absent[i];
		fprintf(out, "- %s, ", absent_text(absent, where, sizeof(where)));
		print_label(out, comparison, absent->old);
		fputs(" → ", out);
		print_label(out, comparison, absent->new);
		fputs(". ", out);
		print_reason(out, absent->expected);
		fputc('\n', out);
	}
}

static int print_markdown(FILE *out, const struct comparison *comparison,
			  const struct print_options *options)
{
	(void)options;
	print_head(out, comparison);
	print_stories(out, comparison, true);
	print_general(out, comparison);
	print_stories(out, comparison, false);
	print_absent(out, comparison);
	if (comparison->run_count > 2)
		print_matrix(out, comparison);
	return 0;
}

const struct compare_format compare_markdown = { .name = "markdown", .print = print_markdown };

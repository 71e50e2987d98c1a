/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_markdown.c - a comparison for a pull request, or the summary of a job: GitHub's and
 * GitLab's Markdown. */
#include "compare_format.h"

#include "address.h"
#include "compare_groups.h"
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
	char text[COMPARE_TEXT];
	if (comparison->unexpected)
		fprintf(out, "\n\n**Unexpected: %s**; ",
			unexpected_text(comparison, text, sizeof(text)));
	else
		fputs("\n\n**Nothing is unexpected**; ", out);
	fputs(tally_text(comparison, text, sizeof(text)), out);
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
	int alike, same = 0;

	fputs("\n<details><summary>Each scenario that differs, on each kernel</summary>\n\n"
	      "| scenario |",
	      out);
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
		if (!row_differs(comparison, row)) {
			same += alike;
			continue;
		}
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
	if (same > 0)
		fprintf(out, "\nThe same in all runs: %d more, a scenario over one family each.\n",
			same);
	fputs("\n"
	      "`=` is the same as before, `=+` and `=-` the same with a witness more or less, "
	      "`new` could not be played before, `lost` can no longer be played, `expected` "
	      "changed as expected between these kernels.\n\n"
	      "</details>\n",
	      out);
}

/* ---- What changed -------------------------------------------------------------------------------
 */

/* The scenarios that the row @at stands for: its own, or all of its group. */
static void print_names(FILE *out, const struct comparison *comparison, int at, int run)
{
	char families[32];

	for (int i = at; i >= 0; i = group_next(comparison, i, run)) {
		fputs(i == at ? "" : ", ", out);
		markdown_print(out, comparison->row[i]->scenario->name);
		rows_alike(comparison, i, families);
		fprintf(out, " (%s)", families);
	}
}

static void print_row_head(FILE *out, const struct comparison *comparison, int at, int run)
{
	const struct row *row = comparison->row[at];
	const struct step *step = &row->step[run];
	const struct cell *old = &row->cell[step->old], *new = &row->cell[step->new];

	fputs("| ", out);
	print_names(out, comparison, at, run);
	fputs(" | ", out);
	if (comparison->run_count > 2) {
		print_label(out, comparison, step->old);
		fputs(" → ", out);
		print_label(out, comparison, step->new);
		fputs(" | ", out);
	}
	fprintf(out, "%s%s%s", step->is_unexpected ? "**" : "", step_word(step),
		step->is_unexpected ? "**" : "");
	if (old->iterations && new->iterations &&
	    old->status != new->status &&group_count(comparison, at, run) == 1)
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
	if (!step_tells_broken(row, step, run))
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

static void print_step(struct lines *lines, const struct row *row, const struct step *step)
{
	FILE *out = lines->out;

	if (step->relation == MISSING)
		fprintf(next_line(lines), "only in the %s run",
			row->cell[step->old].iterations ? "older" : "newer");
	if (step->old_outcome && step->new_outcome) {
		fputs("the race ended as '", next_line(lines));
		markdown_print(out, step->old_outcome);
		fputs("', now as '", out);
		markdown_print(out, step->new_outcome);
		fputs("'", out);
	}
	print_cell_why(lines, row, step, step->old);
	print_cell_why(lines, row, step, step->new);
	print_differences(lines, &step->differences);
}

/* What is to be told of stories that have one known change for a cause, and the change. */
static void print_members(struct lines *lines, const struct comparison *comparison, int at, int run)
{
	const struct expected *cause = step_cause(&comparison->row[at]->step[run]);
	char text[COMPARE_TEXT];

	for (int i = at; i >= 0; i = group_next(comparison, i, run)) {
		const struct differences *list = &comparison->row[i]->step[run].differences;
		for (int k = 0; k < list->count; k++) {
			const struct difference *d = &list->difference[k];
			if (d->is_general)
				continue;
			markdown_print(next_line(lines), comparison->row[i]->scenario->name);
			fputs(": ", lines->out);
			markdown_print(lines->out, difference_text(d, text, sizeof(text)));
		}
	}
	print_reason(next_line(lines), cause);
}

static void print_stories(FILE *out, const struct comparison *comparison, enum part part)
{
	char families[32];
	int printed = 0;

	for (int at = 0; at < comparison->row_count; at += rows_alike(comparison, at, families)) {
		const struct row *row = comparison->row[at];
		for (int run = 1; run < comparison->run_count; run++) {
			const struct step *step = &row->step[run];
			struct lines lines = { .out = out };
			if (step_is_calm(step) || step_part(step) != part ||
			    !group_leads(comparison, at, run))
				continue;
			if (printed++ == 0)
				fprintf(out,
					"\n### %s\n\n| scenario |%s how | what |\n|---|%s---|---|\n",
					part_heading[part],
					comparison->run_count > 2 ? " from, to |" : "",
					comparison->run_count > 2 ? "---|" : "");
			print_row_head(out, comparison, at, run);
			if (step_cause(step) && group_count(comparison, at, run) > 1)
				print_members(&lines, comparison, at, run);
			else
				print_step(&lines, row, step);
			fputs(" |\n", out);
		}
	}
}

static void print_facts(FILE *out, const struct comparison *comparison, bool unexpected)
{
	char text[2 * COMPARE_TEXT];
	int told = 0;

	for (int i = 0; i < comparison->fact_count; i++) {
		const struct fact *fact = &comparison->fact[i];
		if (fact->is_unexpected != unexpected)
			continue;
		fprintf(out, "%s- %s", told++ ? "" : "\n", unexpected ? "**Unexpected:** " : "");
		markdown_print(out, fact_text(comparison, fact, text, sizeof(text)));
		if (fact->difference->expected) {
			fputs(". ", out);
			print_reason(out, fact->difference->expected);
		}
		fputc('\n', out);
	}
}

static void print_absent(FILE *out, const struct comparison *comparison)
{
	char line[COMPARE_TEXT];

	if (comparison->absent_count)
		fputs("\n### Expected, but did not happen\n\n", out);
	for (int i = 0; i < comparison->absent_count; i++) {
		const struct absent *absent = &comparison->absent[i];
		fputs("- ", out);
		markdown_print(out, absent_line(comparison, absent, line, sizeof(line)));
		fputs(". ", out);
		print_reason(out, absent->expected);
		fputc('\n', out);
	}
}

static int print_markdown(FILE *out, const struct comparison *comparison,
			  const struct print_options *options)
{
	char text[COMPARE_TEXT];

	(void)options;
	print_head(out, comparison);
	print_stories(out, comparison, PART_UNEXPECTED);
	print_facts(out, comparison, true);
	print_absent(out, comparison);
	print_facts(out, comparison, false);
	print_stories(out, comparison, PART_LOST);
	print_stories(out, comparison, PART_EXPECTED);
	if (comparison->run_count > 2)
		print_matrix(out, comparison);
	fprintf(out, "\n%s.\n", exit_text(comparison, text, sizeof(text)));
	return 0;
}

const struct compare_format compare_markdown = { .name = "markdown", .print = print_markdown };

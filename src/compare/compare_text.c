/* SPDX-License-Identifier: GPL-2.0-only */
#include "compare_format.h"

#include "address.h"
#include "compare_words.h"
#include "known_changes.h"
#include "result.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { LINE_WIDTH = 100, BODY = 4, RELATION_WIDTH = 14, NAME_MIN = 28, CELL_WIDTH = 11 };

#define SGR_FAINT "2"
#define SGR_HEAD  "1"

static const char *const relation_color[RELATIONS] = {
	[SAME] = SGR_FAINT, [CHANGED] = "33", [REGRESSED] = "1;31", [MENDED] = "32",
	[GAINED] = "32",    [LOST] = "33",    [UNCLEAR] = "1;35",   [MISSING] = "33",
};

struct telling {
	FILE *out;
	const struct comparison *comparison;
	bool color, verbose;
};

/* @text in @width columns, in color. */
static void print_cell(const struct telling *telling, const char *sgr, const char *text, int width)
{
	print_color(telling->out, telling->color && *sgr, sgr, text);
	if (width > text_columns(text))
		text_pad(telling->out, "", width - text_columns(text));
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
		snprintf(line, sizeof(line), " %d results, %s %s, by rstlab-ns %s: %s",
			 run->results, run->kernel, run->machine, run->program, run->path);
		text_print(telling->out, line);
		fputc('\n', telling->out);
	}
	for (int i = 1; i < comparison->run_count; i++)
		if (strcmp(comparison->run[i].program, comparison->run[0].program) != 0) {
			fputs("These were not played by one version of rstlab-ns: a story may have "
			      "changed, and not a kernel.\n",
			      telling->out);
			break;
		}
	fputc('\n', telling->out);
}

/* ---- The matrix ---------------------------------------------------------------------------------
 */

static const char *cell_color(const struct row *row, int run)
{
	const struct cell *cell = &row->cell[run];

	if (cell->iterations == 0)
		return "";
	return run == 0 ? status_color[cell->status] : relation_color[row->step[run].relation];
}

static int name_width(const struct comparison *comparison)
{
	int width = NAME_MIN;

	for (int i = 0; i < comparison->row_count; i++) {
		int name = text_columns(comparison->row[i]->scenario->name) + 5; /* "/ipv4" */
		if (name > width)
			width = name;
	}
	return width;
}

static void print_matrix(const struct telling *telling)
{
	const struct comparison *comparison = telling->comparison;
	int width = name_width(comparison), alike;
	char families[32], text[RUN_TEXT + 16];

	text_pad(telling->out, "", width);
	for (int run = 0; run < comparison->run_count; run++) {
		fputs("  ", telling->out);
		print_cell(telling, SGR_HEAD, run_label(comparison, run, text, sizeof(text)),
			   run == comparison->run_count - 1 ? 0 : CELL_WIDTH);
	}
	fputc('\n', telling->out);
	for (int i = 0; i < comparison->row_count; i += alike) {
		const struct row *row = comparison->row[i];
		alike = rows_alike(comparison, i, families);
		snprintf(text, sizeof(text), "%s%s%s", row->scenario->name, alike > 1 ? "" : "/",
			 alike > 1 ? "" : families);
		text_pad(telling->out, text, width);
		for (int run = 0; run < comparison->run_count; run++) {
			bool is_last = run == comparison->run_count - 1;
			fputs("  ", telling->out);
			print_cell(telling, cell_color(row, run), cell_word(row, run),
				   is_last ? 0 : CELL_WIDTH);
		}
		fputc('\n', telling->out);
	}
	fputs("\n"
	      "=         the same as in the last run before it that could play the story;\n"
	      "=+ =-     the same, as far as both could be seen: a witness more, or less\n"
	      "new lost  it could not be played before, or no longer\n"
	      "expected  it changed, as it had to between these kernels\n"
	      "-         it is not in that run\n\n",
	      telling->out);
}

/* ---- The stories --------------------------------------------------------------------------------
 */

static void print_indented(const struct telling *telling, const char *text, int indent)
{
	fprintf(telling->out, "%*s", indent, "");
	text_wrap(telling->out, text, indent, indent + 2, LINE_WIDTH);
}

static void print_reason(const struct telling *telling, const struct expected *expected, int indent)
{
	char text[1024];

	if (expected->because)
		snprintf(text, sizeof(text), "expected, since %s: %s (%s)", expected->since,
			 expected->because, expected->source);
	else
		snprintf(text, sizeof(text), "expected, since %s: %s", expected->since,
			 expected->source);
	print_indented(telling, text, indent);
}

/* The differences, and after those that have one reason that reason. */
static void print_differences(const struct telling *telling, const struct differences *list)
{
	const struct expected *reason = NULL;
	char text[COMPARE_TEXT];

	for (int i = 0; i < list->count; i++) {
		const struct difference *d = &list->difference[i];
		if (d->is_general)
			continue;
		if (reason && reason != d->expected)
			print_reason(telling, reason, BODY + 4);
		reason = d->expected;
		if (!difference_is_headline(d))
			print_indented(telling, difference_text(d, text, sizeof(text)), BODY);
	}
	if (reason)
		print_reason(telling, reason, BODY + 4);
}

static void print_form(const struct telling *telling, int run, const struct cell *cell)
{
	char label[RUN_TEXT + 16], text[COMPARE_TEXT], line[2 * COMPARE_TEXT];

	if (cell->form_count == 0)
		return;
	const struct canon *canon = &cell->form[0].canon;
	fprintf(telling->out, "%*sthe story on ", BODY, "");
	text_print(telling->out, run_label(telling->comparison, run, label, sizeof(label)));
	fputs(":\n", telling->out);
	for (int i = 0; i < canon->count; i++) {
		const struct canon_item *item = &canon->item[i];
		bool is_placed = item->chapter >= 0 && item->chapter < canon->chapter_count;
		snprintf(line, sizeof(line), "%-7s  %s: %s%s%s%s", witness_name[item->witness],
			 item->who, canon_text(item, text, sizeof(text)), is_placed ? ", in '" : "",
			 is_placed ? canon->chapter[item->chapter] : "", is_placed ? "'" : "");
		print_indented(telling, line, BODY + 2);
	}
}

/* The first line of a step: how it went on, and between which runs. */
static void print_relation(const struct telling *telling, const struct row *row,
			   const struct step *step)
{
	const struct comparison *comparison = telling->comparison;
	const struct cell *old = &row->cell[step->old], *new = &row->cell[step->new];
	char label[RUN_TEXT + 16];
	FILE *out = telling->out;

	fputs("  ", out);
	print_color(out, telling->color, relation_color[step->relation],
		    relation_name[step->relation]);
	if (comparison->run_count > 2) {
		fputs(", from ", out);
		text_print(out, run_label(comparison, step->old, label, sizeof(label)));
		fputs(" to ", out);
		text_print(out, run_label(comparison, step->new, label, sizeof(label)));
	}
	if (step->relation == MISSING)
		fputs(old->iterations ? ": only in the older run" : ": only in the newer run", out);
	else if (old->status != new->status)
		fprintf(out, ": %s → %s", status_name[old->status], status_name[new->status]);
	if (step->old_outcome && step->new_outcome)
		fprintf(out, " (the race ended as '%s', now as '%s')", step->old_outcome,
			step->new_outcome);
	fputc('\n', out);
}

/* Why a story was not played to its end, or what was wrong with it. */
static void print_cell_why(const struct telling *telling, const struct row *row,
			   const struct step *step, int run)
{
	const struct cell *cell = &row->cell[run];
	const struct canon_promise *promise;
	char label[RUN_TEXT + 16], why[TEXT_SIZE * 2], line[2 * COMPARE_TEXT];
	bool is_unseen;

	run_label(telling->comparison, run, label, sizeof(label));
	if (*cell_why(cell, why, sizeof(why))) {
		snprintf(line, sizeof(line), "%s, %s: %s", label, status_name[cell->status], why);
		print_indented(telling, line, BODY);
	}
	if (step->relation != REGRESSED && step->relation != MENDED)
		return;
	for (int i = 0; (promise = broken_promise(row, step, run, i, &is_unseen)); i++) {
		snprintf(line, sizeof(line), "%s, broken: %s; actual %s%s", label, promise->text,
			 promise->actual,
			 is_unseen ? " (the other run could not examine this)" : "");
		print_indented(telling, line, BODY);
	}
}

static void print_step(const struct telling *telling, const struct row *row,
		       const struct step *step)
{
	print_relation(telling, row, step);
	print_cell_why(telling, row, step, step->old);
	print_cell_why(telling, row, step, step->new);
	print_differences(telling, &step->differences);
	if (!telling->verbose)
		return;
	print_form(telling, step->old, &row->cell[step->old]);
	print_form(telling, step->new, &row->cell[step->new]);
}

static bool row_is(const struct comparison *comparison, const struct row *row, bool unexpected)
{
	bool is_calm = true, is_unexpected = false;

	for (int run = 1; run < comparison->run_count; run++) {
		is_calm &= step_is_calm(&row->step[run]);
		is_unexpected |= row->step[run].is_unexpected;
	}
	return unexpected ? is_unexpected && !is_calm : !is_unexpected && !is_calm;
}

static void print_stories(const struct telling *telling, bool unexpected)
{
	const struct comparison *comparison = telling->comparison;
	char families[32];
	int alike;

	for (int i = 0; i < comparison->row_count; i += alike) {
		const struct row *row = comparison->row[i];
		alike = rows_alike(comparison, i, families);
		if (!row_is(comparison, row, unexpected))
			continue;
		print_color(telling->out, telling->color, SGR_HEAD, row->scenario->name);
		fprintf(telling->out, " (%s)\n", families);
		for (int run = 1; run < comparison->run_count; run++)
			if (!step_is_calm(&row->step[run]))
				print_step(telling, row, &row->step[run]);
		fputc('\n', telling->out);
	}
}

/* ---- The rest -----------------------------------------------------------------------------------
 */

static void print_general(const struct telling *telling)
{
	const struct comparison *comparison = telling->comparison;
	const struct difference *d;
	char label[RUN_TEXT + 16], text[COMPARE_TEXT], line[2 * COMPARE_TEXT];
	int count, told = 0;

	for (int run = 1; run < comparison->run_count; run++)
		for (int nth = 0; (count = general_difference(comparison, run, nth, &d)); nth++) {
			snprintf(line, sizeof(line), "With %s, in %d results: %s",
				 run_label(comparison, run, label, sizeof(label)), count,
				 difference_text(d, text, sizeof(text)));
			print_indented(telling, line, 0);
			if (d->expected)
				print_reason(telling, d->expected, BODY);
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
		snprintf(line, sizeof(line), "From %s to %s this did not come, in %s:",
			 run_label(comparison, absent->old, from, sizeof(from)),
			 run_label(comparison, absent->new, to, sizeof(to)),
			 absent_text(absent, where, sizeof(where)));
		print_indented(telling, line, 0);
		print_reason(telling, absent->expected, BODY);
	}
	if (comparison->absent_count)
		fputc('\n', telling->out);
}

static void print_tally(const struct telling *telling)
{
	const struct comparison *comparison = telling->comparison;
	const char *between = "";

	for (enum relation i = 0; i < RELATIONS; i++) {
		char text[48];
		if (comparison->tally[i] == 0)
			continue;
		snprintf(text, sizeof(text), "%d %s", comparison->tally[i], relation_name[i]);
		fputs(between, telling->out);
		print_color(telling->out, telling->color, relation_color[i], text);
		between = ", ";
	}
	if (comparison->unexpected)
		fprintf(telling->out, "; %d unexpected\n", comparison->unexpected);
	else
		fputs("; nothing unexpected\n", telling->out);
}

static int text_print_comparison(FILE *out, const struct comparison *comparison,
				 const struct print_options *options)
{
	struct telling telling = { .out = out,
				   .comparison = comparison,
				   .color = options->color,
				   .verbose = options->verbose };

	print_runs(&telling);
	if (comparison->run_count > 2)
		print_matrix(&telling);
	print_general(&telling);
	print_stories(&telling, true);
	print_stories(&telling, false);
	print_absent(&telling);
	print_tally(&telling);
	return 0;
}

const struct compare_format compare_text = { .name = "text", .print = text_print_comparison };

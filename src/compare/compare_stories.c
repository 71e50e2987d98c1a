/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_stories.c - the stories of a comparison, as text. */
#include "compare_groups.h"
#include "compare_text.h"
#include "known_changes.h"
#include "terminal.h"
#include "text.h"

#include <stdlib.h>

void print_indented(const struct telling *telling, const char *text, int indent)
{
	fprintf(telling->out, "%*s", indent, "");
	text_wrap(telling->out, text, indent, indent + 2, LINE_WIDTH);
}

void print_reason(const struct telling *telling, const struct expected *expected, int indent)
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
			   const struct step *step, bool has_verdicts)
{
	const struct comparison *comparison = telling->comparison;
	const struct cell *old = &row->cell[step->old], *new = &row->cell[step->new];
	const char *sgr = step_color(step);
	char label[RUN_TEXT + 16];
	FILE *out = telling->out;

	fputs("  ", out);
	print_color(out, telling->color && *sgr, sgr, step_word(step));
	if (comparison->run_count > 2) {
		fputs(", from ", out);
		text_print(out, run_label(comparison, step->old, label, sizeof(label)));
		fputs(" to ", out);
		text_print(out, run_label(comparison, step->new, label, sizeof(label)));
	}
	if (step->relation == MISSING)
		fputs(old->iterations ? ": only in the older run" : ": only in the newer run", out);
	else if (has_verdicts && old->status != new->status)
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
	if (!step_tells_broken(row, step, run))
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
	print_relation(telling, row, step, true);
	print_cell_why(telling, row, step, step->old);
	print_cell_why(telling, row, step, step->new);
	print_differences(telling, &step->differences);
	if (!telling->verbose)
		return;
	print_form(telling, step->old, &row->cell[step->old]);
	print_form(telling, step->new, &row->cell[step->new]);
}

/* ---- Stories of one cause -----------------------------------------------------------------------
 */

/* The differences of one of several stories, with its name before each. */
static void print_member(const struct telling *telling, int at, const struct differences *list)
{
	char name[96], text[COMPARE_TEXT], line[2 * COMPARE_TEXT];

	block_name(telling->comparison, at, name, sizeof(name));
	for (int i = 0; i < list->count; i++) {
		const struct difference *d = &list->difference[i];
		if (d->is_general || difference_is_headline(d))
			continue;
		snprintf(line, sizeof(line), "%s: %s", name,
			 difference_text(d, text, sizeof(text)));
		print_indented(telling, line, BODY);
	}
}

/* Only the names, where there is nothing else to tell of each. */
static void print_members(const struct telling *telling, int first, int run)
{
	char name[96], *names = NULL;
	size_t size;
	FILE *list = open_memstream(&names, &size);

	for (int at = first; list && at >= 0; at = group_next(telling->comparison, at, run))
		fprintf(list, "%s%s", at == first ? "" : ", ",
			block_name(telling->comparison, at, name, sizeof(name)));
	if (list && fclose(list) == 0)
		print_indented(telling, names, BODY);
	free(names);
}

static void print_group(const struct telling *telling, int first, int run, int count)
{
	const struct comparison *comparison = telling->comparison;
	const struct row *row = comparison->row[first];
	const struct step *step = &row->step[run];
	char head[32];

	snprintf(head, sizeof(head), "%d scenarios", count);
	print_color(telling->out, telling->color, SGR_HEAD, head);
	fputc('\n', telling->out);
	print_relation(telling, row, step, false);
	print_cell_why(telling, row, step, step->old);
	print_cell_why(telling, row, step, step->new);
	if (!step_cause(step)) {
		print_differences(telling, &step->differences);
		print_members(telling, first, run);
		return;
	}
	for (int at = first; at >= 0; at = group_next(comparison, at, run))
		print_member(telling, at, &comparison->row[at]->step[run].differences);
	print_reason(telling, step_cause(step), BODY + 4);
}

/* Is the step to @run of row @at to be told here, and not with an earlier story? */
static bool is_told(const struct telling *telling, int at, int run, enum part part)
{
	const struct step *step = &telling->comparison->row[at]->step[run];

	return !step_is_calm(step) && step_part(step) == part &&
	       (telling->verbose || group_leads(telling->comparison, at, run));
}

/* The steps of row @at that are of @part; a group of stories by itself. */
static void print_row(const struct telling *telling, int at, enum part part)
{
	const struct comparison *comparison = telling->comparison;
	const struct row *row = comparison->row[at];
	int alone = 0;
	char families[32];

	for (int run = 1; run < comparison->run_count; run++) {
		if (!is_told(telling, at, run, part) ||
		    (!telling->verbose && group_count(comparison, at, run) > 1))
			continue;
		if (alone++ == 0) {
			rows_alike(comparison, at, families);
			print_color(telling->out, telling->color, SGR_HEAD, row->scenario->name);
			fprintf(telling->out, " (%s)\n", families);
		}
		print_step(telling, row, &row->step[run]);
	}
	fputs(alone ? "\n" : "", telling->out);
	for (int run = 1; run < comparison->run_count && !telling->verbose; run++) {
		int count = group_count(comparison, at, run);
		if (count < 2 || !is_told(telling, at, run, part))
			continue;
		print_group(telling, at, run, count);
		fputc('\n', telling->out);
	}
}

void print_stories(const struct telling *telling, enum part part, const char *heading)
{
	const struct comparison *comparison = telling->comparison;
	char families[32];

	for (int at = 0; at < comparison->row_count; at += rows_alike(comparison, at, families)) {
		bool is_any = false;
		for (int run = 1; run < comparison->run_count; run++)
			is_any |= is_told(telling, at, run, part);
		if (!is_any)
			continue;
		if (heading) {
			print_color(telling->out, telling->color, SGR_HEAD, heading);
			fputs("\n\n", telling->out);
			heading = NULL;
		}
		print_row(telling, at, part);
	}
}

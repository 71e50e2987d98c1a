/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_html.c - a comparison as a page that one opens: of each story that changed both ladders.
 */
#include "compare_format.h"

#include "address.h"
#include "compare_words.h"
#include "known_changes.h"
#include "ladder_svg.h"
#include "ladder_table.h"
#include "page.h"
#include "xml.h"

#include <stdio.h>
#include <string.h>

static void print_label(FILE *out, const struct comparison *comparison, int run)
{
	char label[RUN_TEXT + 16];

	xml_print(out, run_label(comparison, run, label, sizeof(label)));
}

static void print_head(FILE *out, const struct comparison *comparison)
{
	char text[COMPARE_TEXT];

	fputs("<h1>TCP resets: Linux ", out);
	for (int i = 0; i < comparison->run_count; i++) {
		fputs(i ? " → " : "", out);
		print_label(out, comparison, i);
	}
	fputs("</h1>\n<p>", out);
	if (comparison->unexpected) {
		fputs("<b class=\"FAIL\">Unexpected: ", out);
		xml_print(out, unexpected_text(comparison, text, sizeof(text)));
		fputs("</b>; ", out);
	} else {
		fputs("<b class=\"PASS\">Nothing is unexpected</b>; ", out);
	}
	xml_print(out, tally_text(comparison, text, sizeof(text)));
	fputs(".</p>\n<div class=\"wide\" tabindex=\"0\"><table><tr><th>Linux<th>release<th>machine<th>results<th>rstlab-ns<th>run\n",
	      out);
	for (int i = 0; i < comparison->run_count; i++) {
		const struct compared_run *run = &comparison->run[i];
		fputs("<tr><td>", out);
		print_label(out, comparison, i);
		fputs("<td>", out);
		xml_print(out, run->kernel);
		fputs("<td>", out);
		xml_print(out, run->machine);
		fprintf(out, "<td>%d<td>", run->results);
		xml_print(out, run->program);
		fputs("<td>", out);
		xml_print(out, run->path);
		fputc('\n', out);
	}
	fputs("</table></div>\n", out);
	page_filter(out, "scenario, regressed, RST");
	page_main(out);
}

static void print_reason(FILE *out, const struct expected *expected)
{
	fputs(" <i>Expected, since ", out);
	xml_print(out, expected->since);
	fputs(": ", out);
	xml_print(out, expected->because ? expected->because : "");
	fputs(expected->because ? " (" : "", out);
	xml_print(out, expected->source);
	fputs(expected->because ? ").</i>" : ".</i>", out);
}

static void print_facts(FILE *out, const struct comparison *comparison, bool unexpected)
{
	char text[2 * COMPARE_TEXT];

	for (int i = 0; i < comparison->fact_count; i++) {
		const struct fact *fact = &comparison->fact[i];
		if (fact->is_unexpected != unexpected)
			continue;
		fputs(unexpected ? "<p><b class=\"FAIL\">Unexpected:</b> " : "<p>", out);
		xml_print(out, fact_text(comparison, fact, text, sizeof(text)));
		if (fact->difference->expected)
			print_reason(out, fact->difference->expected);
		fputs("</p>\n", out);
	}
}

static void print_absent(FILE *out, const struct comparison *comparison)
{
	char line[COMPARE_TEXT];

	for (int i = 0; i < comparison->absent_count; i++) {
		const struct absent *absent = &comparison->absent[i];
		fputs("<p>Expected, but did not happen: ", out);
		xml_print(out, absent_line(comparison, absent, line, sizeof(line)));
		print_reason(out, absent->expected);
		fputs("</p>\n", out);
	}
}

/* ---- What changed -------------------------------------------------------------------------------
 */

static enum rung_kind kind_of(enum witness witness)
{
	return witness == WIRE ? RUNG_SEGMENT : witness == REASON ? RUNG_WORD : RUNG_NOTE;
}

/* May @difference, which is of this lane, speak of @rung? */
static bool is_meant(const struct difference *difference, const struct rung *rung)
{
	bool is_rst = strncmp(difference->what, "RST", 3) == 0;
	size_t call = strcspn(difference->what, "(") + 1;

	if (rung->kind == RUNG_SEGMENT)
		return rung->is_reset == is_rst;
	if (rung->kind == RUNG_NOTE)
		return strncmp(rung->text, difference->what, call) == 0;
	return true;
}

/* Marks in @ladder what @difference may speak of: what its witness saw of its host in its chapter.
 */
static void mark(struct ladder *ladder, const struct difference *difference)
{
	const char *at = strchr(difference->who, '@'), *chapter = "";
	int lane = ladder_find(ladder, at ? at + 1 : difference->who);

	if (difference->witness == COUNTER)
		return;
	for (int i = 0; i < ladder->rung_count; i++) {
		struct rung *rung = &ladder->rung[i];
		if (rung->kind == RUNG_BAND)
			chapter = rung->text;
		if (rung->kind == kind_of(difference->witness) && rung->from == lane &&
		    (!*difference->chapter || strcmp(difference->chapter, chapter) == 0) &&
		    is_meant(difference, rung))
			rung->is_marked = true;
	}
}

static void print_ladder(FILE *out, const struct comparison *comparison, const struct row *row,
			 const struct step *step, int run, const char *prefix)
{
	const struct cell *cell = &row->cell[run];
	char title[160], label[RUN_TEXT + 16];

	fputs("<div><figure><figcaption>", out);
	print_label(out, comparison, run);
	fputs(": ", out);
	page_element(out, "b", status_name[cell->status],
		     cell->iterations ? status_name[cell->status] : "not played");
	fputs("</figcaption>\n", out);
	if (cell->ladder) {
		for (int i = 0; i < cell->ladder->rung_count; i++)
			cell->ladder->rung[i].is_marked = false;
		for (int i = 0; i < step->differences.count; i++)
			mark(cell->ladder, &step->differences.difference[i]);
		snprintf(title, sizeof(title),
			 "Ladder diagram on Linux %s; the table below says the same",
			 run_label(comparison, run, label, sizeof(label)));
		ladder_svg(out, cell->ladder, title, prefix);
	}
	fputs("</figure>\n", out);
	if (cell->ladder)
		ladder_table(out, cell->ladder, "differs", prefix);
	fputs("</div>\n", out);
}

static void print_why(FILE *out, const struct row *row, const struct step *step, int run)
{
	const struct canon_promise *promise;
	char why[TEXT_SIZE * 2];
	bool is_unseen;

	if (*cell_why(&row->cell[run], why, sizeof(why)))
		page_element(out, "p", status_name[row->cell[run].status], why);
	if (!step_tells_broken(row, step, run))
		return;
	for (int i = 0; (promise = broken_promise(row, step, run, i, &is_unseen)); i++) {
		fputs(run == step->old ? "<p>Was broken: " : "<p>Is broken: ", out);
		xml_print(out, promise->text);
		fputs("; actual ", out);
		xml_print(out, promise->actual);
		fputs(is_unseen ? " (the other run could not examine this)</p>\n" : "</p>\n", out);
	}
}

static void print_differences(FILE *out, const struct differences *list)
{
	char text[COMPARE_TEXT];
	int told = 0;

	for (int i = 0; i < list->count; i++) {
		const struct difference *difference = &list->difference[i];
		if (difference->is_general || difference_is_headline(difference))
			continue;
		fputs(told++ ? "<li>" : "<ul><li>", out);
		xml_print(out, difference_text(difference, text, sizeof(text)));
		if (difference->expected)
			print_reason(out, difference->expected);
		fputc('\n', out);
	}
	fputs(told ? "</ul>\n" : "", out);
}

/* @number: of the story on this page. */
static void print_step(FILE *out, const struct comparison *comparison, const struct row *row,
		       const struct step *step, int number)
{
	char prefix[2][32];
	const char *family = family_text(row->family);

	fprintf(out, "<details%s data-find=\"", step->is_unexpected ? " open" : "");
	xml_print(out, row->scenario->name);
	fprintf(out, "/%s %s\"><summary><span class=\"%s\">%s</span> ", family, step_word(step),
		step->is_unexpected ? "FAIL" : "soft", step_word(step));
	xml_print(out, row->scenario->name);
	fprintf(out, "/%s</summary>\n", family);
	if (step->relation == MISSING)
		fprintf(out, "<p>Only in the %s run.</p>\n",
			row->cell[step->old].iterations ? "older" : "newer");
	print_why(out, row, step, step->old);
	print_why(out, row, step, step->new);
	print_differences(out, &step->differences);
	fputs("<div class=\"pair\">\n", out);
	for (int side = 0; side < 2; side++)
		snprintf(prefix[side], sizeof(prefix[side]), "c%d%cm", number, side ? 'b' : 'a');
	print_ladder(out, comparison, row, step, step->old, prefix[0]);
	print_ladder(out, comparison, row, step, step->new, prefix[1]);
	fputs("</div>\n</details>\n", out);
}

static void print_stories(FILE *out, const struct comparison *comparison, enum part part)
{
	int printed = 0;

	for (int at = 0; at < comparison->row_count; at++)
		for (int run = 1; run < comparison->run_count; run++) {
			const struct step *step = &comparison->row[at]->step[run];
			if (step_is_calm(step) || step_part(step) != part)
				continue;
			if (printed++ == 0)
				page_element(out, "h2", NULL, part_heading[part]);
			print_step(out, comparison, comparison->row[at], step,
				   at * comparison->run_count + run);
		}
}

static int print_html(FILE *out, const struct comparison *comparison,
		      const struct print_options *options)
{
	char text[COMPARE_TEXT];

	(void)options;
	page_begin(out, "TCP resets compared");
	print_head(out, comparison);
	print_facts(out, comparison, true);
	print_absent(out, comparison);
	print_facts(out, comparison, false);
	for (enum part part = 0; part < PARTS; part++)
		print_stories(out, comparison, part);
	page_element(out, "p", NULL, exit_text(comparison, text, sizeof(text)));
	page_end(out);
	return 0;
}

const struct compare_format compare_html = { .name = "html", .draws = true, .print = print_html };

/* SPDX-License-Identifier: GPL-2.0-only */
/* report_matrix.c - results of the state-event matrix: a map, and below it what is not as
 * promised. */
#include "report_format.h"

#include "matrix_told.h"
#include "memory.h"
#include "packet_table.h"
#include "registry.h"
#include "report_words.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct matrix_report {
	struct matrix_told told;
	struct print_options options;
	FILE *out; /* text about what is not as promised, until the map is printed */
	char *text;
	size_t size;
	int cells, good, departing; /* of both families */
};

static void drop(void *data)
{
	struct matrix_report *report = data;

	if (report && report->out)
		fclose(report->out);
	if (!report)
		return;
	free(report->text);
	for (int state = 0; state < MATRIX_STATES_MAX; state++)
		for (int kind = 0; kind < MATRIX_KINDS; kind++)
			for (int row = 0; row < MATRIX_ROWS_MAX; row++)
				free(report->told.came[state][kind][row]);
	free(report);
}

static int begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		 void **ret_data)
{
	struct matrix_report *report = calloc(1, sizeof(*report));

	if (report)
		report->out = open_memstream(&report->text, &report->size);
	if (!report || !report->out) {
		drop(report);
		return -ENOMEM;
	}
	report->options = *options;
	report->told.rows = options->rows;
	report->told.pages = options->pages;
	*ret_data = report;
	print_run(out, run);
	return 0;
}

/* ---- A cell -------------------------------------------------------------------------------------
 */

static bool is_of(const struct ruling *ruling, const struct matrix_row *row)
{
	return ruling->chapter && strcmp(ruling->chapter, row->name) == 0;
}

static enum cell_mark mark_of(const struct verdict *verdict, const struct matrix_row *row)
{
	enum cell_mark mark = MARK_UNKNOWN;

	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (!is_of(ruling, row))
			continue;
		if (ruling->status == FAIL)
			return MARK_BROKEN;
		if (ruling->status == XFAIL)
			mark = MARK_DEPARTS;
		else if (ruling->status == PASS && mark != MARK_DEPARTS)
			mark = MARK_KEPT;
	}
	return mark;
}

/* Which status says more, if two families differ? */
static enum cell_mark worse(enum cell_mark a, enum cell_mark b)
{
	static const enum cell_mark order[] = { MARK_BROKEN, MARK_UNKNOWN, MARK_DEPARTS,
						MARK_KEPT };

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return MARK_PROMISED;
}

/* "[ACK] Seq=1 Ack=1 Win=501 Len=0", "nothing", "sockets: LISTEN 8080-0". Returns @buffer. */
static const char *came_text(const struct ruling *ruling, char *buffer, size_t size)
{
	const char *actual = ruling->actual, *list = strstr(actual, "; ");

	if (!ruling->wire && list && isdigit((unsigned char)*actual))
		text_set(buffer, size, "sockets: %s", list + 2);
	else if (ruling->wire && strncmp(actual, "1 of them: ", 11) == 0)
		text_set(buffer, size, "%s", actual + 11);
	else
		text_set(buffer, size, "%s", strcmp(actual, "0 of them") == 0 ? "nothing" : actual);
	return buffer;
}

/* What came in the place of what @because asks for; the caller's to free. NULL: it is not known. */
static char *what_came(const struct verdict *verdict, const struct matrix_row *row,
		       const char *because)
{
	char text[RULING_TEXT];

	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (is_of(ruling, row) && ruling->status == XFAIL &&
		    strcmp(ruling->because, because) == 0)
			return strdup(came_text(ruling, text, sizeof(text)));
	}
	return NULL;
}

/* What is wrong with a cell, and its packets. */
static void tell_broken(struct matrix_report *report, const struct result *result,
			const struct matrix_row *row)
{
	const struct verdict *verdict = &result->verdict;
	char name[96];

	fprintf(report->out, "\n%s, %s: not as promised\n", result_name(result, name, sizeof(name)),
		row->name);
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (!is_of(ruling, row) || ruling->status != FAIL)
			continue;
		fprintf(report->out, "  expected  %s: %s\n  actual    ", ruling->who,
			ruling->expected);
		text_print(report->out, ruling->actual);
		fprintf(report->out, "\n  because   %s\n", ruling->because);
	}
	table_print_chapter(report->out, result, row->name, report->options.color);
}

static void note_cells(struct matrix_report *report, const struct result *result, int state,
		       int kind)
{
	const struct matrix_row *rows = matrix_rows(kind);

	for (int row = 0; row < MATRIX_ROWS_MAX && rows[row].name; row++) {
		char *mark = &report->told.mark[state][kind][row];
		bool is_asked =
			!report->told.rows || matrix_row_means(report->told.rows, &rows[row]);
		const struct matrix_cell cell = matrix_cell(result->scenario, &rows[row]);
		if (cell.letter == CELL_NONE)
			continue;
		char **came = &report->told.came[state][kind][row];
		if (cell.departs && !*came)
			*came = what_came(&result->verdict, &rows[row], cell.because);
		enum cell_mark its = mark_of(&result->verdict, &rows[row]);
		*mark = (char)worse((enum cell_mark) * mark, its);
		/* Others were played too; of these only what is wrong is told. */
		report->cells += is_asked || its == MARK_BROKEN;
		report->good += is_asked && its == MARK_KEPT;
		report->departing += is_asked && its == MARK_DEPARTS;
		if (its == MARK_BROKEN)
			tell_broken(report, result, &rows[row]);
	}
}

/* What else is wrong: the lab, or the witnesses over the whole story. */
static void tell_rest(struct matrix_report *report, const struct result *result)
{
	const struct verdict *verdict = &result->verdict;
	char name[96];

	if (verdict->status == SKIP || verdict->status == BROKEN) {
		fprintf(report->out, "\n%s: %s: ", result_name(result, name, sizeof(name)),
			status_name[verdict->status]);
		text_print(report->out, verdict->why);
		fputc('\n', report->out);
	}
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (ruling->chapter || ruling->status != FAIL)
			continue;
		fprintf(report->out, "\n%s, in all\n  expected  %s: %s\n  actual    ",
			result_name(result, name, sizeof(name)), ruling->who, ruling->expected);
		text_print(report->out, ruling->actual);
		fputc('\n', report->out);
	}
}

static int matrix_result(FILE *out, void *data, const struct result *result)
{
	struct matrix_report *report = data;
	int kind, state = matrix_state_of(result->scenario, &kind);

	(void)out;
	if (state < 0)
		return 0;
	report->told.is_told[state] = true;
	note_cells(report, result, state, kind);
	tell_rest(report, result);
	return ferror(report->out) ? -ENOMEM : 0;
}

/* ---- The end ------------------------------------------------------------------------------------
 */

static void print_tally(FILE *out, const struct matrix_report *report, const struct tally *tally)
{
	int results = 0;

	for (int i = 0; i < STATUS_COUNT; i++)
		results += tally->count[i];
	fprintf(out,
		"\n%d cells: %d as promised, %d known departures of Linux, %d not as promised or not "
		"examined; %d results in %.2f s\n",
		report->cells, report->good, report->departing,
		report->cells - report->good - report->departing, results,
		tally->duration_ms / 1000);
	print_unmet(out, &tally->demands, "", "\n");
	if (!tally->complete)
		fputs("the run ended early: incomplete\n", out);
}

static int text_end(FILE *out, void *data, const struct tally *tally)
{
	struct matrix_report *report = data;
	int error = memory_close(&report->out, &report->text);

	fputc('\n', out);
	matrix_text(out, &report->told);
	if (!error)
		fputs(report->text, out);
	print_tally(out, report, tally);
	drop(report);
	return error;
}

static int markdown_end(FILE *out, void *data, const struct tally *tally)
{
	struct matrix_report *report = data;
	int error = memory_close(&report->out, &report->text);

	fputc('\n', out);
	matrix_markdown(out, &report->told);
	if (!error && *report->text)
		fprintf(out, "\n```text%s```\n", report->text);
	print_tally(out, report, tally);
	drop(report);
	return error;
}

const struct report_format matrix_text_report = {
	.name = "text",
	.extension = ".txt",
	.begin = begin,
	.result = matrix_result,
	.end = text_end,
	.drop = drop,
};

const struct report_format matrix_markdown_report = {
	.name = "markdown",
	.extension = ".md",
	.begin = begin,
	.result = matrix_result,
	.end = markdown_end,
	.drop = drop,
};

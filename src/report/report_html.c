/* SPDX-License-Identifier: GPL-2.0-only */
/* report_html.c - an HTML page: what is not as it should be comes first; each result has a ladder
 * diagram. */
#include "report_format.h"

#include "html_result.h"
#include "memory.h"
#include "page.h"
#include "report_words.h"
#include "text.h"
#include "xml.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

/* The totals come before the results, and what is not PASS before the others, so results wait in
 * memory. */
enum part { BAD, GOOD, PARTS };

/* Up to the first limit a browser opens the page at once; beyond it a result is a row only, and
 * beyond the second limit it is only counted. */
static const size_t whole_max = 24 << 20, rows_max = 32 << 20;

struct html_report {
	struct run_facts run;
	struct memory_text text[PARTS];
	size_t used;
	int number, left_out;
};

static void drop(void *data)
{
	struct html_report *report = data;

	if (report)
		memory_texts_free(report->text, PARTS);
	free(report);
}

static int begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		 void **ret_data)
{
	struct html_report *report = calloc(1, sizeof(*report));

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

/* What the row of @result unfolds; the caller frees it. 0 or -ENOMEM. */
static int print_inside(const struct result *result, int number, char **ret, size_t *ret_size)
{
	FILE *out = open_memstream(ret, ret_size);

	if (!out)
		return -ENOMEM;
	int err = html_result_print(out, result, number);
	int unheld = memory_close(&out, ret);
	return err ? err : unheld;
}

static int result(FILE *out, void *data, const struct result *result)
{
	struct html_report *report = data;
	FILE *part = report->text[result->verdict.status == PASS ? GOOD : BAD].out;
	char *inside = NULL;
	size_t size = 0;

	(void)out;
	report->number++;
	if (report->used > rows_max) {
		report->left_out++;
		return 0;
	}
	int err = print_inside(result, report->number, &inside, &size);
	if (err == 0) {
		bool fits = report->used + size <= whole_max;
		html_row_print(part, result, fits ? inside : NULL);
		report->used += (fits ? size : 0) + 400;
		err = ferror(part) ? -ENOMEM : 0;
	}
	free(inside);
	return err;
}

static void print_head(FILE *out, const struct html_report *report, const struct tally *tally)
{
	const struct run_facts *run = &report->run;
	time_t seconds = (time_t)(run->time_ns / 1000000000);
	char line[RUN_LINE_SIZE], when[40] = "";
	struct tm utc;

	fputs("<h1>TCP resets: ", out);
	const char *between = "";
	for (int i = 0; i < STATUS_COUNT; i++) {
		if (!tally->count[i])
			continue;
		fprintf(out, "%s<span class=\"%s\">%d %s</span>", between, status_name[i],
			tally->count[i], status_name[i]);
		between = ", ";
	}
	fprintf(out, "%s in %.2f s</h1>\n<p>", *between ? "" : "no result",
		tally->duration_ms / 1000);
	xml_print(out, run_text(run, line));
	if (gmtime_r(&seconds, &utc))
		strftime(when, sizeof(when), ", %Y-%m-%d %H:%M:%S UTC", &utc);
	fprintf(out, "%s: <code>", when);
	xml_print(out, run->command_line);
	fputs("</code></p>\n", out);
	if (!tally->complete)
		fputs("<p class=\"FAIL\">The run ended early: results are missing.</p>\n", out);
	if (report->left_out)
		fprintf(out, "<p class=\"FAIL\">%d more results do not fit on this page.</p>\n",
			report->left_out);
	for (int demand = -1; (demand = demand_next(&tally->demands, demand)) >= 0;)
		if (!demand_is_met(&tally->demands, demand))
			page_element(out, "p", "FAIL",
				     demand_text(&tally->demands, demand, line, sizeof(line)));
	page_filter(out, "name, tag, cause, FAIL");
}

static int end(FILE *out, void *data, const struct tally *tally)
{
	struct html_report *report = data;
	char title[RUN_LINE_SIZE + 32];
	int err = memory_texts_close(report->text, PARTS);
	if (err < 0) {
		drop(report);
		return err;
	}
	text_set(title, sizeof(title), "TCP resets on Linux %s", report->run.kernel);
	page_begin(out, title);
	print_head(out, report, tally);
	page_main(out);
	for (enum part i = 0; i < PARTS; i++)
		fwrite(report->text[i].text, 1, report->text[i].size, out);
	page_end(out);
	drop(report);
	return 0;
}

const struct report_format report_html = {
	.name = "html",
	.extension = ".html",
	.begin = begin,
	.result = result,
	.end = end,
	.drop = drop,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report_github.c - annotations of a job: workflow commands, which GitHub reads from its output.
 *
 * An error for each FAIL and BROKEN, and for what --require demands and lacks. A warning for each
 * reason why scenarios were skipped, a notice for each reason why promises were not examined. A
 * notice of the totals. XFAIL, which is known, is only in the totals.
 */
#include "report_format.h"
#include "report_words.h"

#include "address.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* GitHub shows ten annotations of each kind per step; the last one counts those that do not fit. */
enum { SHOWN = 10, TITLE_SIZE = 128, MESSAGE_SIZE = 2048, NAMES_SIZE = 256 };

struct annotation {
	char title[TITLE_SIZE];
	char message[MESSAGE_SIZE]; /* lines */
};

/* A reason why something is missing, and in which results. */
struct lack {
	char why[RULING_TEXT];
	int results;
	char names[NAMES_SIZE];
};

struct lacks {
	int count, untold; /* results whose reason did not fit */
	struct lack lack[SHOWN - 2];
};

struct github_report {
	struct run_facts run;
	int bad; /* results that are FAIL or BROKEN */
	struct annotation error[SHOWN];
	char more[NAMES_SIZE]; /* names of those that do not fit */
	struct lacks skipped, unexamined;
};

/* ---- Workflow commands ------------------------------------------------------------------------
 */

/* Escapes what would end the command or start a new line or, in a property, the next property. */
static void print_escaped(FILE *out, const char *text, const char *special)
{
	char shown[TEXT_SHOWN_SIZE];

	for (; *text; text += *text == '\n' ? 1 : text_show(text, shown)) {
		if (strchr(special, *text)) {
			fprintf(out, "%%%02X", (unsigned)*text);
			continue;
		}
		text_show(text, shown);
		fputs(shown, out);
	}
}

/* "::error title=...::...": https://docs.github.com, "Workflow commands". */
static void print_command(FILE *out, const char *kind, const char *title, const char *message)
{
	fprintf(out, "::%s title=", kind);
	print_escaped(out, title, "%\n:,");
	fputs("::", out);
	print_escaped(out, message, "%\n");
	fputc('\n', out);
}

/* ---- Results ----------------------------------------------------------------------------------
 */

static int begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		 void **ret_data)
{
	struct github_report *report = calloc(1, sizeof(*report));

	(void)out;
	(void)options;
	if (!report)
		return -ENOMEM;
	report->run = *run;
	*ret_data = report;
	return 0;
}

static void add_name(char names[NAMES_SIZE], const struct result *result)
{
	char name[96];

	text_append(names, NAMES_SIZE, "%s%s", *names ? ", " : "",
		    result_name(result, name, sizeof(name)));
}

/* A message is one text: foreign text must not add lines to it. */
static void add_line(char message[MESSAGE_SIZE], const char *what, const char *text)
{
	char clean[REASON_LINE_SIZE];

	text_append(message, MESSAGE_SIZE, "%s%s%s", *message ? "\n" : "", what,
		    text_clean(clean, sizeof(clean), text, false));
}

static void note_bad(struct github_report *report, const struct result *result)
{
	const struct verdict *verdict = &result->verdict;
	const struct ruling *first = NULL;
	char line[REASON_LINE_SIZE], name[96];
	int broken = 0;

	if (report->bad++ >= SHOWN - 1)
		add_name(report->more, result);
	if (report->bad > SHOWN)
		return;
	struct annotation *error = &report->error[report->bad - 1];
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (ruling->status != FAIL)
			continue;
		broken++;
		if (!first)
			first = ruling;
	}
	text_set(error->title, TITLE_SIZE, "%s %s", status_name[verdict->status],
		 result_name(result, name, sizeof(name)));
	add_line(error->message, "", reason_line(verdict, line));
	if (first && first->because)
		add_line(error->message, "because: ", first->because);
	if (broken > 1) {
		text_set(line, sizeof(line), "%d promises were broken in all", broken);
		add_line(error->message, "", line);
	}
}

static void add_lack(struct lacks *lacks, const char *why, const struct result *result)
{
	int i = 0;

	while (i < lacks->count && strcmp(lacks->lack[i].why, why) != 0)
		i++;
	if (i == sizeof(lacks->lack) / sizeof(lacks->lack[0])) {
		lacks->untold++;
		return;
	}
	struct lack *lack = &lacks->lack[i];
	if (i == lacks->count) {
		lacks->count++;
		text_set(lack->why, sizeof(lack->why), "%s", why);
	}
	lack->results++;
	add_name(lack->names, result);
}

/* Not for what nobody asked for, nor for a family without the scenario's subject: no machine would
 * do better. */
static void note_skipped(struct github_report *report, const struct result *result)
{
	const struct evidence *ev = result->reading.ev;
	int family = result->scenario->family;
	char why[RULING_TEXT];

	if (!ev->unasked && (!family || family == ev->family))
		add_lack(&report->skipped, text_set(why, sizeof(why), "%s", result->verdict.why),
			 result);
}

static void note_unexamined(struct github_report *report, const struct result *result)
{
	const struct verdict *verdict = &result->verdict;

	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (ruling->status != SKIP || ruling->unreached)
			continue;
		add_lack(&report->unexamined, ruling->actual, result);
		return;
	}
}

static int result(FILE *out, void *data, const struct result *result)
{
	struct github_report *report = data;
	enum status status = result->verdict.status;

	(void)out;
	if (status == FAIL || status == BROKEN)
		note_bad(report, result);
	if (status == SKIP)
		note_skipped(report, result);
	else
		note_unexamined(report, result);
	return 0;
}

/* ---- The end ----------------------------------------------------------------------------------
 */

static void print_errors(FILE *out, const struct github_report *report, const struct tally *tally)
{
	char line[DEMAND_TEXT], title[TITLE_SIZE];
	int room = SHOWN;

	if (!tally->complete) {
		print_command(out, "error", "TCP resets",
			      "the run ended early: results are missing");
		room--;
	}
	for (int demand = -1; (demand = demand_next(&tally->demands, demand)) >= 0;) {
		if (demand_is_met(&tally->demands, demand))
			continue;
		print_command(out, "error", demand_name[demand],
			      demand_text(&tally->demands, demand, line, sizeof(line)));
		room--;
	}
	int told = report->bad <= room ? report->bad : room - 1;
	for (int i = 0; i < told; i++)
		print_command(out, "error", report->error[i].title, report->error[i].message);
	if (told == report->bad)
		return;
	text_set(title, sizeof(title), "%d more are FAIL or BROKEN", report->bad - told);
	char names[NAMES_SIZE * 2] = "";
	for (int i = told; i < report->bad && i < SHOWN - 1; i++)
		text_append(names, sizeof(names), "%s%s", *names ? ", " : "",
			    strchr(report->error[i].title, ' ') + 1);
	text_append(names, sizeof(names), "%s%s", *names && *report->more ? ", " : "",
		    report->more);
	print_command(out, "error", title, names);
}

static void print_lacks(FILE *out, const struct lacks *lacks, const char *kind, const char *what)
{
	char title[TITLE_SIZE], message[MESSAGE_SIZE];

	for (int i = 0; i < lacks->count; i++) {
		const struct lack *lack = &lacks->lack[i];
		text_set(title, sizeof(title), "%s in %d result%s", what, lack->results,
			 lack->results == 1 ? "" : "s");
		*message = '\0';
		add_line(message, "", lack->why);
		add_line(message, "", lack->names);
		print_command(out, kind, title, message);
	}
	if (lacks->untold) {
		text_set(title, sizeof(title), "%s in %d results more", what, lacks->untold);
		print_command(out, kind, title, "for other reasons, which find no room here");
	}
}

static void print_totals(FILE *out, const struct github_report *report, const struct tally *tally)
{
	char title[TITLE_SIZE] = "TCP resets: ", line[RUN_LINE_SIZE];
	const char *between = "";

	for (int i = 0; i < STATUS_COUNT; i++) {
		if (!tally->count[i])
			continue;
		text_append(title, sizeof(title), "%s%d %s", between, tally->count[i],
			    status_name[i]);
		between = ", ";
	}
	if (!*between)
		text_append(title, sizeof(title), "no result");
	print_command(out, "notice", title, run_text(&report->run, line));
}

static int end(FILE *out, void *data, const struct tally *tally)
{
	struct github_report *report = data;

	print_errors(out, report, tally);
	print_lacks(out, &report->skipped, "warning", "skipped");
	print_totals(out, report, tally);
	print_lacks(out, &report->unexamined, "notice", "promises not examined");
	free(report);
	return 0;
}

const struct report_format report_github = {
	.name = "github",
	.extension = ".txt",
	.goes_beside = true,
	.begin = begin,
	.result = result,
	.end = end,
	.drop = free,
};

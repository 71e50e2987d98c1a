/* SPDX-License-Identifier: GPL-2.0-only */
/* report_ktap.c - KTAP, version 1: Documentation/dev-tools/ktap.rst of Linux. */
#include "report_format.h"

#include "drill_told.h"
#include "report_words.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What --require demands and lacks has a line each after the results: a reader of lines must not
 * think it met. */
static int count_demands(unsigned asked)
{
	const struct demands demands = { .asked = asked };
	int count = 0;

	for (int demand = -1; (demand = demand_next(&demands, demand)) >= 0;)
		count++;
	return count;
}

static int ktap_begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		      void **ret_data)
{
	int *number = calloc(1, sizeof(*number));
	char line[RUN_LINE_SIZE];

	(void)options;
	if (!number)
		return -ENOMEM;
	*ret_data = number;
	fprintf(out, "KTAP version 1\n# %s\n1..%d\n", run_text(run, line),
		run->planned + count_demands(run->demands));
	return 0;
}

/* A description, without '#', which would begin a directive. */
static void print_plain(FILE *out, const char *text)
{
	while (*text != '\0') {
		int size = (int)strcspn(text, "#");
		char part[RULING_TEXT * 2];
		snprintf(part, sizeof(part), "%.*s", size, text);
		text_print(out, part);
		text += size;
		if (*text == '#') {
			fputc('.', out);
			text++;
		}
	}
}

/* A diagnostic line, if there is something to say. */
static void print_diagnostic(FILE *out, const char *what, const char *text)
{
	if (!text || *text == '\0')
		return;
	fprintf(out, "  # %s: ", what);
	print_plain(out, text);
	fputc('\n', out);
}

static void print_ruling(FILE *out, const struct ruling *ruling, int number)
{
	const struct status_words *words = &status_words[ruling->status];

	if (ruling->status == FAIL || ruling->status == XFAIL) {
		print_diagnostic(out, "expected", ruling->expected);
		print_diagnostic(out, "actual", ruling->actual);
		print_diagnostic(out, "because", ruling->because);
	}
	fprintf(out, "  %s %d - %s %s: ", words->ktap, number, witness_name[ruling->witness],
		ruling->who);
	print_plain(out, ruling->expected);
	fputs(words->directive, out);
	if (ruling->status == SKIP || ruling->status == XFAIL) {
		fputc(' ', out);
		print_plain(out, ruling->actual);
	}
	fputc('\n', out);
}

/* What became of the client of a drill, whatever the verdict. */
static void print_drill(FILE *out, const struct result *result)
{
	struct drill_told told;
	char line[TEXT_SIZE * 2];

	drill_tell(&result->reading, &told);
	for (int i = 0; drill_line(&told, i, line, sizeof(line)); i++)
		print_diagnostic(out, "told", line);
}

static int ktap_result(FILE *out, void *data, const struct result *result)
{
	int *number = data;
	const struct verdict *verdict = &result->verdict;
	const struct status_words *words = &status_words[verdict->status];
	char name[96];

	if (verdict->ruling_count > 0)
		fprintf(out, "  KTAP version 1\n  1..%d\n", verdict->ruling_count);
	for (int i = 0; i < verdict->ruling_count; i++)
		print_ruling(out, &verdict->ruling[i], i + 1);
	if (verdict->ruling_count > 0 && drill_is_told(result->scenario, &result->reading))
		print_drill(out, result);
	fprintf(out, "%s %d - ", words->ktap, ++*number);
	print_plain(out, result_name(result, name, sizeof(name)));
	fputs(words->directive, out);
	if (*words->directive != '\0') {
		fputc(' ', out);
		print_plain(out, verdict->why);
	}
	fputc('\n', out);
	return 0;
}

static void print_demand(FILE *out, const struct demands *demands, int demand, int number)
{
	bool is_met = demand_is_met(demands, demand);
	const struct status_words *words = &status_words[is_met ? PASS : BROKEN];
	char line[DEMAND_TEXT];

	fprintf(out, "%s %d - %s%s", words->ktap, number, demand_name[demand], words->directive);
	if (!is_met) {
		fputc(' ', out);
		print_plain(out, demand_text(demands, demand, line, sizeof(line)));
	}
	fputc('\n', out);
}

static int ktap_end(FILE *out, void *data, const struct tally *tally)
{
	const struct demands *demands = &tally->demands;
	int *number = data, met = 0, unmet = 0;

	for (int demand = -1; tally->complete && (demand = demand_next(demands, demand)) >= 0;) {
		print_demand(out, demands, demand, ++*number);
		if (demand_is_met(demands, demand))
			met++;
		else
			unmet++;
	}
	fprintf(out, "# Totals: pass:%d fail:%d xfail:%d xpass:0 skip:%d error:%d\n",
		tally->count[PASS] + met, tally->count[FAIL], tally->count[XFAIL],
		tally->count[SKIP], tally->count[BROKEN] + unmet);
	if (!tally->complete)
		fputs("Bail out! the run ended early: incomplete\n", out);
	free(data);
	return 0;
}

const struct report_format report_ktap = {
	.name = "ktap",
	.extension = ".ktap",
	.begin = ktap_begin,
	.result = ktap_result,
	.end = ktap_end,
	.drop = free,
};

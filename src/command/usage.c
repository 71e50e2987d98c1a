/* SPDX-License-Identifier: GPL-2.0-only */
/* usage.c - the tables of the command line, and the usage text made of them. */
#include "options.h"

#include <assert.h>
#include <limits.h>

static const char *const formats[] = { "text", "ktap", "json", "junit", "markdown", NULL };
static const char *const run_formats[] = { "text", "ktap", "json", "junit", NULL };
static const char *const compare_formats[] = { "text", "markdown", "json", NULL };
static const char *const colors[] = { "auto", "always", "never", NULL };

const struct command_row command_table[COMMAND_COUNT] = {
	[COMMAND_ALL] = { "all", NULL, 0, "play every scenario and judge it",
			  .formats = run_formats },
	[COMMAND_RUN] = { "run", "SCENARIO...", INT_MAX,
			  "play these scenarios, 'port-*', or those that a filter selects",
			  .formats = run_formats },
	[COMMAND_LIST] = { "list", NULL, 0, "list the scenarios and what each needs" },
	[COMMAND_DESCRIBE] = { "describe", "SCENARIO...", INT_MAX,
			       "tell what a scenario proves, why, where and how" },
	[COMMAND_JUDGE] = { "judge", "DIR", 1, "judge a run saved by --out again; needs no root",
			    .formats = run_formats },
	[COMMAND_MERGE] = { "merge", "DIR...", INT_MAX,
			    "join the runs of shards, saved by --out, as one",
			    .formats = run_formats },
	[COMMAND_COMPARE] = { "compare", "OLD NEW...", INT_MAX,
			      "tell what changed between saved runs, of two kernels or more",
			      .operands_min = 2, .formats = compare_formats },
	[COMMAND_DOCTOR] = { "doctor", NULL, 0, "tell what this machine can and cannot do" },
	[COMMAND_ATLAS] = { "atlas", NULL, 0,
			    "show the map: each reason to reset, and where to see it" },
};

enum {
	PLAYS = 1 << COMMAND_ALL | 1 << COMMAND_RUN,
	SAVES = PLAYS | 1 << COMMAND_MERGE,
	REPORTS = SAVES | 1 << COMMAND_JUDGE | 1 << COMMAND_COMPARE,
	LISTS = 1 << COMMAND_LIST,
	FILTERS = PLAYS | LISTS,
	ALWAYS = (1 << COMMAND_COUNT) - 1,
};

#define FIELD(name) .field = offsetof(struct options, name)

const struct option_row option_table[] = {
	{ "--ipv4", '4', OPTION_FLAG, NULL, "only over IPv4 (default: both families)", PLAYS,
	  FIELD(ipv4) },
	{ "--ipv6", '6', OPTION_FLAG, NULL, "only over IPv6 (default: both families)", PLAYS,
	  FIELD(ipv6) },
	{ "--jobs", 0, OPTION_WHOLE, "N", "play N labs at a time (default: one a CPU)", PLAYS,
	  FIELD(jobs), .min = 1, .max = 256 },
	{ "--repeat", 0, OPTION_WHOLE, "N", "play each scenario N times", PLAYS, FIELD(repeat),
	  .min = 1, .max = 1000000 },
	{ "--timeout-scale", 0, OPTION_DECIMAL, "X", "multiply each deadline by X", PLAYS,
	  FIELD(timeout_scale), .min = 0.1, .max = 1000 },
	{ "--own-machine", 0, OPTION_FLAG, NULL, "change sysctls of the whole machine too: a VM's",
	  PLAYS, FIELD(own_machine) },
	{ "--out", 0, OPTION_WORD, "DIR", "save results.json and the captures in DIR", SAVES,
	  FIELD(out) },
	{ "--format", 0, OPTION_CHOICE, "FORMAT", "what to print (default: text)", REPORTS,
	  FIELD(format), .choices = formats },
	{ "--report", 0, OPTION_REPORT, "FORMAT=FILE", "also write to FILE, repeatable", REPORTS,
	  .choices = formats },
	{ "--verbose", 'v', OPTION_FLAG, NULL,
	  "show more: packets and promises of all results, both stories", REPORTS, FIELD(verbose) },
	{ "--color", 0, OPTION_CHOICE, "WHEN", "color the text", REPORTS, FIELD(color),
	  .choices = colors },
	{ "--as-kernel", 0, OPTION_WORD, "VERSION", "hold it to what this kernel promises: 6.12.40",
	  1 << COMMAND_JUDGE, FIELD(as_kernel) },
	{ "--tag", 0, OPTION_WORD, "TAG", "only scenarios with this tag", FILTERS,
	  FIELD(filter.tag) },
	{ "--reason", 0, OPTION_WORD, "REASON", "only those that promise this reset reason",
	  FILTERS, FIELD(filter.reason) },
	{ "--section", 0, OPTION_WORD, "SECTION", "only those of this section of the document",
	  FILTERS, FIELD(filter.section) },
	{ "--between", 0, OPTION_WORD, "OLD,NEW", "only those that differ from kernel to kernel",
	  FILTERS, FIELD(filter.between) },
	{ "--shard", 0, OPTION_SHARD, "K/N", "only part K of N parts of what is chosen", FILTERS,
	  FIELD(shard) },
	{ "--json", 0, OPTION_FLAG, NULL, "list as JSON", LISTS, FIELD(json) },
	{ "--names", 0, OPTION_FLAG, NULL, "list nothing but the names, one a line", LISTS,
	  FIELD(names) },
	{ "--page", 0, OPTION_FLAG, NULL, "the map as a Markdown page", 1 << COMMAND_ATLAS,
	  FIELD(page) },
	{ "--help", 'h', OPTION_FLAG, NULL, "show this help, or that of the command", ALWAYS,
	  FIELD(help) },
	{ "--version", 0, OPTION_FLAG, NULL, "show the version", 1 << COMMAND_NONE,
	  FIELD(version) },
};
const int option_count = sizeof(option_table) / sizeof(option_table[0]);
static_assert(sizeof(option_table) / sizeof(option_table[0]) <= 32, "a bit each in parser.seen");

const char *const *option_choices(const struct option_row *row, enum command command)
{
	const char *const *fewer = command_table[command].formats;

	return row->choices == formats && fewer ? fewer : row->choices;
}

enum { COLUMN = 28 }; /* where the help of a row begins */

static void print_row(int used, const char *help, FILE *out)
{
	fprintf(out, "%*s%s", used < COLUMN ? COLUMN - used : 1, "", help);
}

/* ": text|json"; NULL: there are none. */
static void print_choices(const char *const *choices, FILE *out)
{
	for (int i = 0; choices && choices[i]; i++)
		fprintf(out, "%s%s", i ? "|" : ": ", choices[i]);
}

static void print_option(const struct option_row *row, enum command command, FILE *out)
{
	const char *const *choices = option_choices(row, command);
	char letter[] = { '-', row->letter, ',', '\0' };
	int used = fprintf(out, "  %3s %s %s", row->letter ? letter : "", row->name,
			   row->argument ? row->argument : "");

	print_row(used, row->help, out);
	if (command == COMMAND_NONE && choices == formats) {
		print_choices(run_formats, out);
		fputc('\n', out);
		print_row(0, "of compare", out);
		choices = compare_formats;
	}
	print_choices(choices, out);
	if (row->kind == OPTION_WHOLE || row->kind == OPTION_DECIMAL)
		fprintf(out, ", %g to %.0f", row->min, row->max);
	fputc('\n', out);
}

static void print_options(enum command command, FILE *out)
{
	fputs("\noptions:\n", out);
	for (int i = 0; i < option_count; i++)
		if (command == COMMAND_NONE || option_table[i].commands >> command & 1)
			print_option(&option_table[i], command, out);
}

static void print_program(FILE *out)
{
	fputs("usage: rstlab-ns COMMAND [OPTION]...\n"
	      "Makes TCP resets happen between network namespaces, and proves them.\n"
	      "\ncommands:\n",
	      out);
	for (enum command i = COMMAND_NONE + 1; i < COMMAND_COUNT; i++) {
		const struct command_row *row = &command_table[i];

		print_row(fprintf(out, "  %s %s", row->name, row->operands ? row->operands : ""),
			  row->help, out);
		fputc('\n', out);
	}
	print_options(COMMAND_NONE, out);
	fputs("\n'rstlab-ns COMMAND --help' shows which options a command takes.\n"
	      "Exit status: 0 each result PASS, XFAIL or SKIP, 1 a FAIL, 2 bad usage or input,\n"
	      "3 a BROKEN, 4 nothing was run; of compare 0 nothing unexpected, 1 something.\n",
	      out);
}

void options_usage(enum command command, FILE *out)
{
	const struct command_row *row = &command_table[command];

	if (command == COMMAND_NONE) {
		print_program(out);
		return;
	}
	fprintf(out, "usage: rstlab-ns %s [OPTION]...%s%s\n%s\n", row->name,
		row->operands ? " " : "", row->operands ? row->operands : "", row->help);
	print_options(command, out);
}

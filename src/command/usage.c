/* SPDX-License-Identifier: GPL-2.0-only */
/* usage.c - the table of options, and the usage text made of it. */
#include "options.h"

#include "atlas_by.h"
#include "causes.h"
#include "drill_request.h"
#include "text.h"
#include "witnesses.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* A witness is the bit of its place; the last means all of them. */
static const char *const witnesses[] = { "wire", "socket", "counter", "reason", "all", NULL };
static_assert(WIRE == 1 && REASON == 4 && WITNESS_COUNT == 5, "as in witnesses");

static const char *const held_results[] = { "fail", NULL };
static const char *const colors[] = { "auto", "always", "never", NULL };

#define FIELD(name) .field = offsetof(struct options, name)

const struct option_row option_table[] = {
	{ "--ipv4", '4', OPTION_FLAG, NULL, "IPv4 only (default: both; for up and drill: IPv4)",
	  OF_FAMILY, FIELD(ipv4) },
	{ "--ipv6", '6', OPTION_FLAG, NULL, "IPv6 only (default: both; for up and drill: IPv4)",
	  OF_FAMILY, FIELD(ipv6) },
	{ "--jobs", 0, OPTION_WHOLE, "N", "play N labs at a time (default: one per CPU)", OF_JOBS,
	  FIELD(jobs), .min = 1, .max = 256 },
	{ "--repeat", 0, OPTION_WHOLE, "N", "play each scenario N times", OF_PLAN, FIELD(repeat),
	  .min = 1, .max = 1000000 },
	{ "--timeout-scale", 0, OPTION_DECIMAL, "X", "multiply each deadline by X",
	  OF_PLAN | OF_PACE, FIELD(timeout_scale), .min = 0.1, .max = 1000 },
	{ "--limit", 0, OPTION_SECONDS, "SECONDS",
	  "limit of the run (default: 60 + 0.1 per result)", OF_PLAN, FIELD(limit), .min = 1,
	  .max = 1000000 },
	{ "--own-machine", 0, OPTION_FLAG, NULL,
	  "change sysctls of the whole machine too (use a VM)", OF_PLAN | OF_PACE,
	  FIELD(own_machine) },
	{ "--hold-on", 0, OPTION_CHOICE, "RESULT", "hold the lab open after a FAIL or BROKEN",
	  OF_PLAN, FIELD(hold_on), .choices = held_results },
	{ "--until", 0, OPTION_WORD, "CHAPTER", "hold before this chapter, by title or number",
	  OF_UP, FIELD(until) },
	{ "--step", 0, OPTION_FLAG, NULL, "stop before each chapter until you press Enter", OF_UP,
	  FIELD(step) },
	{ "--follow", 0, OPTION_FLAG, NULL, "print packets as they arrive", OF_UP, FIELD(follow) },
	{ "--out", 0, OPTION_WORD, "DIR", "save results.json and the captures in DIR", OF_OUT,
	  FIELD(out) },
	{ "--format", 0, OPTION_CHOICE, "FORMAT", "what to print (default: text)", OF_FORMAT,
	  FIELD(format) },
	{ "--report", 0, OPTION_REPORT, "FORMAT=FILE", "also write to FILE; repeatable",
	  OF_REPORT },
	{ "--kcidb-origin", 0, OPTION_WORD, "ORIGIN", "name of the reporter (default: rstlab_ns)",
	  OF_RESULTS, FIELD(kcidb_origin) },
	{ "--kcidb-build", 0, OPTION_WORD, "ID", "KCIDB id of the build under test", OF_RESULTS,
	  FIELD(kcidb_build) },
	{ "--nipa-branch", 0, OPTION_WORD, "BRANCH", "NIPA branch under test", OF_RESULTS,
	  FIELD(nipa_branch) },
	{ "--nipa-executor", 0, OPTION_WORD, "NAME", "name of the tester (default: rstlab-ns)",
	  OF_RESULTS, FIELD(nipa_executor) },
	{ "--nipa-link", 0, OPTION_WORD, "URL", "where to find more of the results", OF_RESULTS,
	  FIELD(nipa_link) },
	{ "--verbose", 'v', OPTION_COUNT, NULL,
	  "show more: packets, promises, evidence; twice: each call", OF_VERBOSE, FIELD(verbose) },
	{ "--ladder", 0, OPTION_FLAG, NULL, "draw the story as a ladder diagram", OF_LADDER,
	  FIELD(ladder) },
	{ "--color", 0, OPTION_CHOICE, "WHEN", "color the text", OF_REPORT | OF_WATCH, FIELD(color),
	  .choices = colors },
	{ "--require", 0, OPTION_REQUIRE, "WITNESS,...", "exit 5 if any is missing", OF_DEMAND,
	  FIELD(required), .choices = witnesses },
	{ "--no-skip", 0, OPTION_FLAG, NULL, "exit 5 if anything was skipped", OF_DEMAND,
	  FIELD(no_skip) },
	{ "--as-kernel", 0, OPTION_WORD, "VERSION",
	  "judge by the promises of this kernel, e.g. 6.12.40", OF_JUDGE, FIELD(as_kernel) },
	{ "--oldest-first", 0, OPTION_FLAG, NULL, "take the run of the older kernel as OLD",
	  OF_COMPARE, FIELD(oldest_first) },
	{ "--at", 0, OPTION_WHOLE, "FRAME", "explain only the RST in this frame", OF_EXPLAIN,
	  FIELD(at), .min = 1, .max = INT_MAX },
	{ "--stream", 0, OPTION_WHOLE, "N", "only this connection", OF_EXPLAIN, FIELD(stream),
	  .max = INT_MAX },
	{ "--host", 0, OPTION_WORD, "ADDR", "only connections with this address",
	  OF_EXPLAIN | OF_WATCH, FIELD(host) },
	{ "--port", 0, OPTION_WHOLE, "N", "only connections with this port", OF_EXPLAIN | OF_WATCH,
	  FIELD(port), .min = 1, .max = UINT16_MAX },
	{ "--lessons", 0, OPTION_WORD, "DIR", "explain from this saved run or lessons text",
	  OF_EXPLAIN | OF_WATCH, FIELD(lessons) },
	{ "--for", 0, OPTION_SECONDS, "SECONDS", "stop after 60, 60s, 1m (default: at Ctrl-C)",
	  OF_WATCH, FIELD(watched), .min = 0.1, .max = 31536000 },
	{ "--count", 0, OPTION_WHOLE, "N", "stop after N resets", OF_WATCH, FIELD(resets), .min = 1,
	  .max = INT_MAX },
	{ "--netns", 0, OPTION_WORD, "WHERE",
	  "where to listen: a name, a path, a PID or all (default: here)", OF_WATCH, FIELD(netns) },
	{ "--interface", 'i', OPTION_NAMES, "NAME", "only on this interface; repeatable", OF_WATCH,
	  FIELD(interfaces) },
	{ "--sent", 0, OPTION_FLAG, NULL, "only RSTs sent in the name of this host", OF_WATCH,
	  FIELD(sent) },
	{ "--received", 0, OPTION_FLAG, NULL, "only RSTs that this host receives", OF_WATCH,
	  FIELD(received) },
	{ "--out", 0, OPTION_WORD, "FILE", "save the headers in FILE, as pcapng with comments",
	  OF_WATCH, FIELD(out) },
	{ "--metrics", 0, OPTION_WORD, "FILE", "save counts by cause in FILE, as OpenMetrics",
	  OF_WATCH, FIELD(metrics) },
	{ "--tag", 0, OPTION_WORDS, "TAG",
	  "only scenarios with this tag; repeatable, like the next ones", OF_FILTER,
	  FIELD(filter.by[BY_TAG]) },
	{ "--folder", 0, OPTION_WORDS, "FOLDER", "only those of this folder of the list", OF_FILTER,
	  FIELD(filter.by[BY_FOLDER]) },
	{ "--reason", 0, OPTION_WORDS, "REASON", "only where this reset reason is promised",
	  OF_FILTER | OF_WHY, FIELD(filter.by[BY_REASON]) },
	{ "--section", 0, OPTION_WORDS, "SECTION",
	  "only where this section of the document is shown (Qin, 2014)", OF_FILTER,
	  FIELD(filter.by[BY_SECTION]) },
	{ "--errno", 0, OPTION_WORDS, "ERRNO", "only where a call fails with this errno",
	  OF_FILTER | OF_WHY, FIELD(filter.by[BY_ERRNO]) },
	{ "--flags", 0, OPTION_WORDS, "FLAGS", "only where the RST has these flags: RST or RST,ACK",
	  OF_FILTER | OF_WHY, FIELD(filter.by[BY_FLAGS]) },
	{ "--sender", 0, OPTION_WORDS, "HOST", "only where this host sends a RST",
	  OF_FILTER | OF_WHY, FIELD(filter.by[BY_SENDER]) },
	{ "--state", 0, OPTION_WORDS, "STATE", "only where a socket in this TCP state is reset",
	  OF_FILTER | OF_WHY, FIELD(filter.by[BY_STATE]) },
	{ "--cause", 0, OPTION_WORDS, "CAUSE", "only where this is the cause of the RST", OF_FILTER,
	  FIELD(filter.by[BY_CAUSE]) },
	{ "--between", 0, OPTION_WORD, "OLD,NEW", "only what differs between the two kernels",
	  OF_FILTER, FIELD(filter.between) },
	{ "--shard", 0, OPTION_SHARD, "K/N", "only part K of N of the selection", OF_SHARD,
	  FIELD(shard) },
	{ "--when", 0, OPTION_CHOICE, "MOMENT", "when it came", OF_WHY, FIELD(when),
	  .choices = cause_moments },
	{ "--counter", 0, OPTION_WORD, "COUNTER", "counter that has grown, as nstat names it",
	  OF_WHY, FIELD(counter) },
	{ "--win", 0, OPTION_WHOLE, "N", "window field of the RST", OF_WHY, FIELD(window), .min = 0,
	  .max = 65535 },
	{ "--server", 0, OPTION_WORD, "COMMAND", "shell command of the service; listens on $PORT",
	  OF_DRILL, FIELD(server_command) },
	{ "--client", 0, OPTION_WORD, "COMMAND",
	  "shell command of the client; connects to $SERVER:$PORT", OF_DRILL,
	  FIELD(client_command) },
	{ "--port", 0, OPTION_WHOLE, "N", "port of the service (default: 8080)", OF_DRILL,
	  FIELD(port), .min = 1, .max = UINT16_MAX },
	{ "--when", 0, OPTION_WORD, "MOMENT",
	  "fault at idle (default), 'N bytes', 'N s' or 'line TEXT'", OF_DRILL, FIELD(moment) },
	{ "--ready", 0, OPTION_WORD, "WHEN",
	  "ready at 'line TEXT', or when this command exits with 0", OF_DRILL, FIELD(ready) },
	{ "--for", 0, OPTION_SECONDS, "SECONDS", "time limit of the client (default: 30)", OF_DRILL,
	  FIELD(lasts), .min = 0.1, .max = 3600 },
	{ "--times", 0, OPTION_WHOLE, "N", "repeat the fault on N connections, one after another",
	  OF_DRILL, FIELD(times), .min = 1, .max = FAULTS_MAX },
	{ "--expect", 0, OPTION_WHOLE, "STATUS", "expected exit status of the client (default: 0)",
	  OF_DRILL, FIELD(expect), .max = 255 },
	{ "--connection", 0, OPTION_WHOLE, "N",
	  "the client's Nth connection (default: first quiet)", OF_DRILL, FIELD(connection),
	  .min = 1, .max = 64 },
	{ "--forget", 0, OPTION_CHOICE, "HOW", "how the server forgets (default: destroy)",
	  OF_DRILL, FIELD(forget), .choices = forget_name },
	{ "--as-root", 0, OPTION_FLAG, NULL, "run the programs as root, not as the caller of sudo",
	  OF_DRILL, FIELD(as_root) },
	{ "--list", 0, OPTION_FLAG, NULL, "list the drills", OF_DRILL, FIELD(list) },
	{ "--list", 0, OPTION_FLAG, NULL, "print the promises, play nothing", OF_MATRIX,
	  FIELD(list) },
	{ "--state", 0, OPTION_WORD, "STATE", "only this state, e.g. fin-wait-2-minisock",
	  OF_MATRIX, FIELD(state) },
	{ "--segment", 0, OPTION_WORD, "ROW",
	  "show only this row, e.g. 'RST in the window' or '*timer'", OF_MATRIX, FIELD(segment) },
	{ "--json", 0, OPTION_SAME, NULL, "print JSON", OF_LIST | OF_WHY, FIELD(format),
	  .means = "json" },
	{ "--names", 0, OPTION_SAME, NULL, "print only names, one per line", OF_LIST, FIELD(format),
	  .means = "names" },
	{ "--page", 0, OPTION_SAME, NULL, "print a Markdown page", OF_ATLAS, FIELD(format),
	  .means = "markdown" },
	{ "--by-hand", 0, OPTION_FLAG, NULL, "print the commands to do it on real machines",
	  OF_DESCRIBE, FIELD(by_hand) },
	{ "--report-upstream", 0, OPTION_FLAG, NULL,
	  "print its known issue as a mail to the kernel developers", OF_DESCRIBE,
	  FIELD(report_upstream) },
	{ "--by", 0, OPTION_CHOICE, "SIDE", "group the map by (default: reason)", OF_ATLAS,
	  FIELD(by), .choices = atlas_sides },
	{ "--help", 'h', OPTION_FLAG, NULL, "show this help, or the help of the command", OF_ANY,
	  FIELD(help) },
	{ "--version", 0, OPTION_FLAG, NULL, "show the version", OF_PROGRAM, FIELD(version) },
};
const int option_count = sizeof(option_table) / sizeof(option_table[0]);
static_assert(sizeof(option_table) / sizeof(option_table[0]) <= OPTIONS_MAX, "as parser.seen has");

int option_named(const char *word, size_t length, const struct command *command)
{
	int found = -1;

	for (int i = 0; i < option_count; i++) {
		const struct option_row *row = &option_table[i];
		bool is_it = strlen(row->name) == length && memcmp(row->name, word, length) == 0;
		if (is_it && (found < 0 || option_is_of(row, command)))
			found = i;
	}
	return found;
}

/* The @nth of all formats, set after set. */
static const char *any_format(int nth)
{
	const char *name = NULL;

	for (enum format_set set = RESULT_FORMATS; set < FORMAT_SETS && !name; set++) {
		int own = 0;
		while (format_name(set, own))
			own++;
		if (nth < own)
			name = format_name(set, nth);
		nth -= own;
	}
	return name;
}

const char *option_choice(const struct option_row *row, const struct command *command, int nth)
{
	if (row->kind != OPTION_CHOICE && row->kind != OPTION_REPORT && row->kind != OPTION_REQUIRE)
		return NULL;
	if (!row->choices)
		return command ? format_name(command->formats, nth) : any_format(nth);
	for (int i = 0; i < nth; i++)
		if (!row->choices[i])
			return NULL;
	return row->choices[nth];
}

bool option_bits(const struct option_row *row, const struct command *command, const char *text,
		 unsigned *ret)
{
	unsigned found = 0;

	for (bool more = true; more;) {
		size_t length = strcspn(text, ",");
		unsigned own = 0, earlier = 0;
		const char *name;

		for (int i = 0; (name = option_choice(row, command, i)); i++) {
			bool is_last = !option_choice(row, command, i + 1);
			if (strlen(name) == length && memcmp(name, text, length) == 0)
				own = is_last ? earlier : 1u << (i + 1);
			earlier |= 1u << (i + 1);
		}
		if (!own)
			return false;
		found |= own;
		more = text[length] != '\0';
		text += length + more;
	}
	*ret |= found;
	return true;
}

enum facet option_facet(const struct option_row *row)
{
	size_t first = offsetof(struct options, filter.by);

	return (enum facet)((row->field - first) / sizeof(struct asked));
}

bool option_is_of(const struct option_row *row, const struct command *command)
{
	bool wants_format =
		!row->choices && (row->kind == OPTION_CHOICE || row->kind == OPTION_REPORT);

	if (command && wants_format && !option_choice(row, command, 0))
		return false;
	return row->sets & (command ? command->takes | OF_ANY : (unsigned)(OF_PROGRAM | OF_ANY));
}

/* Where the help of a row begins, and how wide it may be. */
enum { COLUMN = 28, HELP_WIDTH = 62 };

static void print_row(int used, const char *help, FILE *out)
{
	fprintf(out, "%*s%s", used < COLUMN ? COLUMN - used : 1, "", help);
}

/* ": text|json", where @used columns are full; on lines of its own if it does not fit. */
static void print_choices(const struct option_row *row, const struct command *command, int used,
			  FILE *out)
{
	const char *name;
	int width = 0;

	for (int i = 0; (name = option_choice(row, command, i)); i++)
		width += (int)strlen(name) + 1;
	if (width == 0)
		return;
	fputc(':', out);
	bool fits = used + 1 + width <= COLUMN + HELP_WIDTH;
	used = fits ? used + 1 : COLUMN + HELP_WIDTH;
	for (int i = 0; (name = option_choice(row, command, i)); i++) {
		int columns = (int)strlen(name) + 1;
		fputs(i ? "|" : fits ? " " : "", out);
		if (used + columns > COLUMN + HELP_WIDTH) {
			fputc('\n', out);
			print_row(0, "", out);
			used = COLUMN;
		}
		used += columns;
		fputs(name, out);
	}
}

static void print_option(const struct option_row *row, const struct command *command, FILE *out)
{
	char letter[] = { '-', row->letter, ',', '\0' };
	int used = fprintf(out, "  %3s %s %s", row->letter ? letter : "", row->name,
			   row->argument ? row->argument : "");

	print_row(used, row->help, out);
	used = (used < COLUMN ? COLUMN : used + 1) + text_columns(row->help);
	print_choices(row, command, used, out);
	if (row->kind == OPTION_WHOLE || row->kind == OPTION_DECIMAL || row->kind == OPTION_SECONDS)
		fprintf(out, ", %g to %.0f", row->min, row->max);
	fputc('\n', out);
}

/* @command NULL: of the program, without one. */
static void print_options(const struct command *command, FILE *out)
{
	fputs("\noptions:\n", out);
	for (int i = 0; i < option_count; i++)
		if (option_is_of(&option_table[i], command))
			print_option(&option_table[i], command, out);
}

static void print_command(const struct command *command, FILE *out)
{
	int used =
		fprintf(out, "  %s %s", command->name, command->operands ? command->operands : "");

	if (used >= COLUMN) {
		fputc('\n', out);
		used = 0;
	}
	print_row(used, command->help, out);
	fputc('\n', out);
}

static void print_program(const struct command *const *commands, FILE *out)
{
	const struct command *const *next = commands;

	fputs("usage: rstlab-ns COMMAND [OPTION]...\n"
	      "Makes TCP resets happen between network namespaces, and proves them.\n"
	      "\ncommands:\n",
	      out);
	for (; *next; next++)
		print_command(*next, out);
	print_options(NULL, out);
	fputs("\n"
	      "'rstlab-ns COMMAND --help' shows the options of a command; rstlab-ns(1) is the "
	      "manual.\n"
	      "Exit status: 0 all PASS, XFAIL or SKIP; 1 a FAIL; 2 bad usage or input; 3 a "
	      "BROKEN;\n"
	      "4 nothing was run; 5 --require or --no-skip was not met.\n"
	      "compare: 0 nothing unexpected, 1 something unexpected.\n",
	      out);
}

void options_usage(const struct command *const *commands, const struct command *command, FILE *out)
{
	if (!command) {
		print_program(commands, out);
		return;
	}
	fprintf(out, "usage: rstlab-ns %s [OPTION]...%s%s\n%s\n", command->name,
		command->operands ? " " : "", command->operands ? command->operands : "",
		command->help);
	print_options(command, out);
}

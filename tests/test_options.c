/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line: what it means, what is wrong with it, and that all that tells of it tells the
 * same. */
#include "commands.h"
#include "compare_format.h"
#include "evidence.h"
#include "options.h"
#include "report_format.h"
#include "scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_MAX = 40 };

SCENARIO(a_story) = { .name = "a-story" };
/* As near to "lits" as a command is. */
SCENARIO(lots) = { .name = "lots" };

/* Parses @line, whose words are parted by single spaces; '' is an empty word. */
static int parse(const char *line, struct options *ret, struct why *ret_why)
{
	static char text[4096];
	char *argv[WORDS_MAX] = { (char[]){ "rstlab-ns" } };
	int argc = 1;

	snprintf(text, sizeof(text), "%s", line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
		assert_true(argc < WORDS_MAX);
		argv[argc++] = strcmp(word, "''") == 0 ? word + 2 : word;
	}
	return options_parse(argc, argv, commands, ret, ret_why);
}

static struct options parse_well(const char *line)
{
	struct options options;
	struct why why;

	if (parse(line, &options, &why) != 0)
		fail_msg("'%s': %s", line, why.text);
	return options;
}

static void test_defaults(void **state)
{
	struct options options = parse_well("all");

	(void)state;
	assert_string_equal(options.command->name, "all");
	assert_true(options.ipv4 && options.ipv6);
	assert_int_equal(options.jobs, 0);
	assert_int_equal(options.repeat, 1);
	assert_true(options.timeout_scale >= 1 && options.timeout_scale <= 1);
	assert_null(options.out);
	assert_string_equal(options.format, "text");
	assert_string_equal(options.color, "auto");
	assert_int_equal(options.report_count, 0);
	assert_int_equal(options.operand_count, 0);
	assert_false(options.verbose || options.help || options.version);
	assert_false(filter_asks(&options.filter));
	assert_int_equal(options.shard.number, 1);
	assert_int_equal(options.shard.count, 1);
	options_free(&options);
}

/* A list is added to, not replaced: what is required is not forgotten. */
static void test_demands(void **state)
{
	static const struct {
		const char *line;
		unsigned required;
		bool no_skip;
	} cases[] = {
		{ "all", 0, false },
		{ "all --no-skip", 0, true },
		{ "run a --require wire", 1u << WIRE, false },
		{ "judge a --require=reason,socket", 1u << REASON | 1u << SOCKET, false },
		{ "all --require reason --require counter", 1u << REASON | 1u << COUNTER, false },
		{ "all --require all --no-skip", 0x1e, true },
		{ "--require wire,wire,all all", 0x1e, false },
		{ "merge a --out b --require wire", 1u << WIRE, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct options options = parse_well(cases[i].line);

		assert_int_equal(options.required, cases[i].required);
		assert_int_equal(options.no_skip, cases[i].no_skip);
		options_free(&options);
	}
}

static void test_families(void **state)
{
	static const struct {
		const char *line;
		bool ipv4, ipv6;
	} cases[] = {
		{ "all -4", true, false },        { "all -6", false, true },
		{ "all -4 -6", true, true },      { "all -46v", true, true },
		{ "all --ipv6 -v", false, true }, { "-4 all", true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct options options = parse_well(cases[i].line);

		assert_int_equal(options.ipv4, cases[i].ipv4);
		assert_int_equal(options.ipv6, cases[i].ipv6);
		options_free(&options);
	}
}

static void test_values(void **state)
{
	struct options options = parse_well(
		"run --jobs=3 half-open --repeat 1000000 --jobs 256 --timeout-scale 2.5 --out o "
		"--format=ktap --report junit=a=b --report json=c --color never "
		"--tag close --reason NO_SOCKET --tag=life --section 1.4 --shard 1/2 --shard=007/1000 -- --jobs");

	(void)state;
	assert_string_equal(options.command->name, "run");
	assert_int_equal(options.jobs, 256);
	assert_int_equal(options.repeat, 1000000);
	assert_true(options.timeout_scale > 2.4 && options.timeout_scale < 2.6);
	assert_string_equal(options.out, "o");
	assert_string_equal(options.format, "ktap");
	assert_int_equal(options.report_count, 2);
	assert_string_equal(options.report[0].format, "junit");
	assert_string_equal(options.report[0].path, "a=b");
	assert_string_equal(options.report[1].path, "c");
	assert_string_equal(options.color, "never");
	assert_int_equal(options.filter.by[BY_TAG].count, 2);
	assert_string_equal(options.filter.by[BY_TAG].value[0], "close");
	assert_string_equal(options.filter.by[BY_TAG].value[1], "life");
	assert_string_equal(options.filter.by[BY_REASON].value[0], "NO_SOCKET");
	assert_string_equal(options.filter.by[BY_SECTION].value[0], "1.4");
	assert_int_equal(options.shard.number, 7);
	assert_int_equal(options.shard.count, 1000);
	assert_int_equal(options.operand_count, 2);
	assert_string_equal(options.operands[0], "half-open");
	assert_string_equal(options.operands[1], "--jobs");
	options_free(&options);
	/* what stands for a format is one, and the last one counts */
	static const struct {
		const char *line, *format;
	} same[] = {
		{ "list --json", "json" },
		{ "list --names", "names" },
		{ "list --names --format json", "json" },
		{ "list --format json --names", "names" },
		{ "atlas --page", "markdown" },
	};
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		options = parse_well(same[i].line);
		assert_string_equal(options.format, same[i].format);
		options_free(&options);
	}
	options = parse_well("--format markdown compare a --report json=c b c");
	assert_string_equal(options.command->name, "compare");
	assert_string_equal(options.format, "markdown");
	assert_int_equal(options.report_count, 1);
	assert_int_equal(options.operand_count, 3);
	assert_string_equal(options.operands[2], "c");
	options_free(&options);
	/* one "--" ends the options, and a bare "-" is none */
	options = parse_well("run - -- -- -v");
	assert_int_equal(options.operand_count, 3);
	assert_string_equal(options.operands[0], "-");
	assert_string_equal(options.operands[1], "--");
	assert_string_equal(options.operands[2], "-v");
	assert_false(options.verbose);
	options_free(&options);
	options = parse_well("run -v4v x --pause=2 --shell-on-error");
	assert_int_equal(options.verbose, 2);
	assert_string_equal(options.pause, "2");
	assert_true(options.shell_on_error);
	options_free(&options);
}

/* Reports of different files. */
static void test_paths(void **state)
{
	static const char *const lines[] = {
		"all --out a --report json=b/results.json --report junit=a/junit.xml",
		"all --out /a --report json=a/results.json --report text=results.json",
		"all --out a --report json=a/results.json/b --report text=a/results.jso",
		"all --report json=./- --report text=.a --report ktap=a --report junit=..a",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct options options = parse_well(lines[i]);

		options_free(&options);
	}
}

/* A filter selects from all scenarios where none is named. */
static void test_selection(void **state)
{
	static const char *const lines[] = { "run --tag close", "run --reason NO_SOCKET",
					     "run --section 1.3 -4", "run --errno EPIPE",
					     "run --between 6.1,6.2" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct options options = parse_well(lines[i]);

		assert_string_equal(options.command->name, "run");
		assert_int_equal(options.operand_count, 0);
		options_free(&options);
	}
}

/* Help comes before every other complaint but that of a word that is not understood. */
static void test_help(void **state)
{
	static const struct {
		const char *line;
		const char *command; /* NULL: none */
		bool help, version;
	} cases[] = {
		{ "--help", NULL, true, false },      { "-h", NULL, true, false },
		{ "--version", NULL, false, true },   { "run --help", "run", true, false },
		{ "judge -h", "judge", true, false }, { "--help list", "list", true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct options options = parse_well(cases[i].line);

		assert_string_equal(options.command ? options.command->name : "none",
				    cases[i].command ? cases[i].command : "none");
		assert_int_equal(options.help, cases[i].help);
		assert_int_equal(options.version, cases[i].version);
		options_free(&options);
	}
}

#define JOBS  "--jobs wants a whole number from 1 to 256, "
#define SCALE "--timeout-scale wants a number from 0.1 to 1000, "
#define REQUIRE \
	"--require wants one or more of wire, socket, counter, reason or all, with commas between, "
#define SHARD  "--shard wants K/N, the shard K from 1 to N of at most 1000, "
#define REPORT "--report wants FORMAT=FILE with a FORMAT of text, ktap, json, junit or markdown, "
#define HELP   "; try 'rstlab-ns --help'"

static void test_complaints(void **state)
{
	static const struct {
		const char *line, *why;
	} cases[] = {
		{ "", "no command given" HELP },
		{ "-4", "no command given" HELP },
		{ "rn half-open", "unknown command 'rn', did you mean 'run'?" },
		{ "hlep", "unknown command 'hlep', did you mean 'help'?" },
		{ "a-story",
		  "'a-story' is a scenario and no command: 'rstlab-ns run a-story' plays it, "
		  "'rstlab-ns describe a-story' explains it" },
		{ "a-story/ipv6", "'a-story/ipv6' is a scenario and no command: "
				  "'rstlab-ns run a-story/ipv6' plays it, "
				  "'rstlab-ns describe a-story/ipv6' explains it" },
		{ "a-stroy", "unknown command 'a-stroy', did you mean 'rstlab-ns run a-story'?" },
		{ "help a b", "'help' takes one operand, so what is 'b'?" },
		{ "version -4", "'version' takes no --ipv4; try 'rstlab-ns version --help'" },
		{ "lits", "unknown command 'lits', did you mean 'list'?" },
		{ "''", "unknown command ''" HELP },
		{ "reset", "unknown command 'reset'" HELP },
		{ "run", "'run' wants SCENARIO...; try 'rstlab-ns run --help'" },
		{ "run -4 --jobs 2", "'run' wants SCENARIO...; try 'rstlab-ns run --help'" },
		{ "doctor --tag close", "'doctor' takes no --tag; try 'rstlab-ns doctor --help'" },
		{ "describe", "'describe' wants SCENARIO...; try 'rstlab-ns describe --help'" },
		{ "judge --section 1",
		  "'judge' wants DIR [SCENARIO...]; try 'rstlab-ns judge --help'" },
		{ "judge", "'judge' wants DIR [SCENARIO...]; try 'rstlab-ns judge --help'" },
		{ "run --tag ''", "--tag wants TAG after it, not ''" },
		{ "merge --out a", "'merge' wants DIR...; try 'rstlab-ns merge --help'" },
		{ "merge a b", "'merge' wants --out DIR, where to save the whole" },
		{ "judge a --out b", "'judge' takes no --out; try 'rstlab-ns judge --help'" },
		{ "all half-open", "'all' takes no operands, so what is 'half-open'?" },
		{ "doctor -v4", "'doctor' takes no --ipv4; try 'rstlab-ns doctor --help'" },
		{ "merge a -4", "'merge' takes no --ipv4; try 'rstlab-ns merge --help'" },
		{ "all --version --jsn", "unknown option '--jsn', did you mean '--json'?" },
		{ "all --repeats=3", "unknown option '--repeats=3', did you mean '--repeat'?" },
		{ "all --frobnicate", "unknown option '--frobnicate'" HELP },
		{ "all -4x6", "unknown option '-x'" HELP },
		{ "all --verbose=yes", "--verbose wants no value, not 'yes'" },
		{ "all --jobs", JOBS "and got nothing" },
		{ "all --jobs x", JOBS "not 'x'" },
		{ "all --jobs 4x", JOBS "not '4x'" },
		{ "all --jobs ''", JOBS "not ''" },
		{ "all --jobs=", JOBS "not ''" },
		{ "all --jobs 0", JOBS "not '0'" },
		{ "all --jobs 257", JOBS "not '257'" },
		{ "all --jobs -1", JOBS "not '-1'" },
		{ "all --jobs +1", JOBS "not '+1'" },
		{ "all --jobs 1.0", JOBS "not '1.0'" },
		{ "all --jobs 18446744073709551617", JOBS "not '18446744073709551617'" },
		{ "all --timeout-scale 0", SCALE "not '0'" },
		{ "all --timeout-scale nan", SCALE "not 'nan'" },
		{ "all --timeout-scale 1e2", SCALE "not '1e2'" },
		{ "all --timeout-scale 1.2.3", SCALE "not '1.2.3'" },
		{ "all --timeout-scale .", SCALE "not '.'" },
		{ "all --out ''", "--out wants DIR after it, not ''" },
		{ "all --format xml",
		  "--format wants text, ktap, json, junit or markdown, not 'xml'" },
		{ "all --format tex",
		  "--format wants text, ktap, json, junit or markdown, not 'tex'" },
		{ "all --color yes", "--color wants auto, always or never, not 'yes'" },
		{ "all --shard", SHARD "and got nothing" },
		{ "all --shard x", SHARD "not 'x'" },
		{ "all --shard ''", SHARD "not ''" },
		{ "all --shard /", SHARD "not '/'" },
		{ "all --shard 3", SHARD "not '3'" },
		{ "all --shard 0/3", SHARD "not '0/3'" },
		{ "all --shard 4/3", SHARD "not '4/3'" },
		{ "run --tag life --shard=1/0", SHARD "not '1/0'" },
		{ "list --shard 1/", SHARD "not '1/'" },
		{ "list --shard /3", SHARD "not '/3'" },
		{ "list --shard 1/2/3", SHARD "not '1/2/3'" },
		{ "list --shard 1.0/3", SHARD "not '1.0/3'" },
		{ "list --shard -1/3", SHARD "not '-1/3'" },
		{ "list --shard 1/1001", SHARD "not '1/1001'" },
		{ "list --shard 11111111111111111/3", SHARD "not '11111111111111111/3'" },
		{ "judge a --shard 1/2", "'judge' takes no --shard; try 'rstlab-ns judge --help'" },
		{ "all --report json", REPORT "not 'json'" },
		{ "all --require", REQUIRE "and got nothing" },
		{ "all --require ''", REQUIRE "not ''" },
		{ "all --require reasons", REQUIRE "not 'reasons'" },
		{ "all --require wire,", REQUIRE "not 'wire,'" },
		{ "judge a --require wire,,reason", REQUIRE "not 'wire,,reason'" },
		{ "compare a b --require wire",
		  "'compare' takes no --require; try 'rstlab-ns compare --help'" },
		{ "list --no-skip", "'list' takes no --no-skip; try 'rstlab-ns list --help'" },
		{ "all --report json=", REPORT "not 'json='" },
		{ "all --report =a", REPORT "not '=a'" },
		{ "all --report xml=a", REPORT "not 'xml=a'" },
		{ "all --report json=a --report junit=a", "two reports cannot share the file 'a'" },
		{ "all --report json=a/b --report junit=.//a/./b",
		  "two reports cannot share the file './/a/./b'" },
		{ "all --report json=-",
		  "--report writes files: for standard output, say --format json" },
		{ "all --out a --report json=a/results.json",
		  "a report and --out cannot share the file 'a/results.json'" },
		{ "all --report ktap=./a//results.json --out a/",
		  "a report and --out cannot share the file './a//results.json'" },
		{ "all --out . --report json=results.json",
		  "a report and --out cannot share the file 'results.json'" },
		{ "compare", "'compare' wants OLD NEW...; try 'rstlab-ns compare --help'" },
		{ "compare a", "'compare' wants OLD NEW...; try 'rstlab-ns compare --help'" },
		{ "compare a b -4", "'compare' takes no --ipv4; try 'rstlab-ns compare --help'" },
		{ "compare a b --format junit",
		  "--format wants text, markdown or json, not 'junit'" },
		{ "--format junit compare a b",
		  "--format wants text, markdown or json, not 'junit'" },
		{ "compare a b --report junit=c",
		  "--report wants FORMAT=FILE with a FORMAT of text, markdown or json, not 'junit=c'" },
		{ "all --format html",
		  "--format wants text, ktap, json, junit or markdown, not 'html'" },
		{ "list --format junit", "--format wants text, names or json, not 'junit'" },
		{ "--format junit list", "--format wants text, names or json, not 'junit'" },
		{ "list --json=yes", "--json wants no value, not 'yes'" },
		{ "atlas --json", "'atlas' takes no --json; try 'rstlab-ns atlas --help'" },
		{ "list --report json=a", "'list' takes no --report; try 'rstlab-ns list --help'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct options options;
		struct why why;

		assert_int_equal(parse(cases[i].line, &options, &why), -EINVAL);
		assert_string_equal(why.text, cases[i].why);
	}
}

static void test_too_many_reports(void **state)
{
	char *argv[2 + REPORTS_MAX + 1] = { (char[]){ "rstlab-ns" }, (char[]){ "all" } };
	char word[REPORTS_MAX + 1][32];
	struct why why;
	struct options options;

	(void)state;
	for (int i = 0; i <= REPORTS_MAX; i++) {
		snprintf(word[i], sizeof(word[i]), "--report=ktap=file%d", i);
		argv[2 + i] = word[i];
	}
	assert_int_equal(options_parse(2 + REPORTS_MAX + 1, argv, commands, &options, &why),
			 -EINVAL);
	assert_string_equal(why.text, "--report may be given 16 times, not more");
	assert_int_equal(options_parse(2 + REPORTS_MAX, argv, commands, &options, &why), 0);
	options_free(&options);
}

/* So many values of one side, and of each side. */
static void test_too_many_values(void **state)
{
	char *argv[2 + ASKED_MAX + 2] = { (char[]){ "rstlab-ns" }, (char[]){ "all" } };
	char tag[] = "--tag=close", state_[] = "--state=LISTEN";
	struct why why;
	struct options options;

	(void)state;
	for (int i = 0; i <= ASKED_MAX; i++)
		argv[2 + i] = tag;
	assert_int_equal(options_parse(2 + ASKED_MAX + 1, argv, commands, &options, &why), -EINVAL);
	assert_string_equal(why.text, "--tag may be given 16 times, not more");
	argv[2] = state_;
	assert_int_equal(options_parse(2 + ASKED_MAX + 1, argv, commands, &options, &why), 0);
	assert_int_equal(options.filter.by[BY_TAG].count, ASKED_MAX);
	assert_int_equal(options.filter.by[BY_STATE].count, 1);
	options_free(&options);
}

static void test_tables(void **state)
{
	(void)state;
	options_free(NULL);
	for (int i = 0; i < option_count; i++) {
		const struct option_row *row = &option_table[i];

		bool is_bare = row->kind == OPTION_FLAG || row->kind == OPTION_COUNT ||
			       row->kind == OPTION_SAME;
		assert_int_equal(is_bare, row->argument == NULL);
		assert_true(is_bare || !row->letter);
		assert_int_equal(row->kind == OPTION_CHOICE || row->kind == OPTION_REPORT ||
					 row->kind == OPTION_REQUIRE,
				 option_choice(row, NULL, 0) != NULL);
	}
	for (const struct command *const *i = commands; *i; i++) {
		enum format_set set = (*i)->formats;
		const char *format;
		assert_non_null((*i)->run);
		for (int k = 0; (format = format_name(set, k)); k++) {
			if (set == COMPARE_FORMATS)
				assert_non_null(compare_format_find(format));
			if (set == RESULT_FORMATS)
				assert_non_null(report_find(format));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_demands),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_selection),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_too_many_reports),
		cmocka_unit_test(test_too_many_values),
		cmocka_unit_test(test_tables),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}

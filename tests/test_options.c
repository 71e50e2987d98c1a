/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line: what it means, and that all that tells of it tells the same. */
#include "commands.h"
#include "compare_format.h"
#include "evidence.h"
#include "options.h"
#include "report_format.h"
#include "scenario.h"
#include "words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

SCENARIO(a_story) = { .name = "a-story" };
/* As near to "lits" as a command is. */
SCENARIO(lots) = { .name = "lots" };

static struct options parse_well(const char *line)
{
	struct options options;
	struct why why;

	if (words_parse(line, &options, &why) != 0)
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

static void test_seconds(void **state)
{
	static const struct {
		const char *line;
		double seconds;
	} cases[] = {
		{ "watch --for 90", 90 },   { "watch --for 60s", 60 },   { "watch --for 1.5m", 90 },
		{ "watch --for 2h", 7200 }, { "watch --for=1d", 86400 }, { "watch --for .5", 0.5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct options options = parse_well(cases[i].line);
		assert_true(options.watched >= cases[i].seconds &&
			    options.watched <= cases[i].seconds);
		options_free(&options);
	}
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

/* What stands for a format is one, and the last one counts. */
static void test_same(void **state)
{
	static const struct {
		const char *line, *format;
	} same[] = {
		{ "list --json", "json" },
		{ "list --names", "names" },
		{ "list --names --format json", "json" },
		{ "list --format json --names", "names" },
		{ "atlas --page", "markdown" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct options options = parse_well(same[i].line);
		assert_string_equal(options.format, same[i].format);
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
	options = parse_well("--format markdown compare a --report json=c b c");
	assert_string_equal(options.command->name, "compare");
	assert_string_equal(options.format, "markdown");
	assert_int_equal(options.report_count, 1);
	assert_int_equal(options.operand_count, 3);
	assert_string_equal(options.operands[2], "c");
	options_free(&options);
	/* lines that whoever reads standard output finds among others, before a command too */
	options = parse_well("--report github=- run x");
	assert_string_equal(options.report[0].path, "-");
	options_free(&options);
	/* one "--" ends the options, and a bare "-" is none */
	options = parse_well("run - -- -- -v");
	assert_int_equal(options.operand_count, 3);
	assert_string_equal(options.operands[0], "-");
	assert_string_equal(options.operands[1], "--");
	assert_string_equal(options.operands[2], "-v");
	assert_false(options.verbose);
	options_free(&options);
	/* what follows the host is a command with options of its own */
	options = parse_well("exec client -- ss -t --help");
	assert_int_equal(options.operand_count, 5);
	assert_false(options.help);
	assert_string_equal(options.operands[3], "-t");
	options_free(&options);
	options = parse_well("run -v4v x --hold-on=fail");
	assert_int_equal(options.verbose, 2);
	assert_string_equal(options.hold_on, "fail");
	options_free(&options);
}

/* Reports of different files. */
static void test_paths(void **state)
{
	static const char *const lines[] = {
		"all --out a --report json=b/results.json --report junit=a/junit.xml",
		"all --out /a --report json=a/results.json --report text=results.json",
		"all --out a --report json=a/results.json/b --report text=a/results.jso",
		"watch --out a --report json=a/results.json --metrics a/results",
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

/* Several commands may have an option of one name: each has its own. */
static void test_named(void **state)
{
	static const struct {
		const char *command, *name, *argument;
	} cases[] = {
		{ "why", "--when", "MOMENT" },      { "drill", "--when", "MOMENT" },
		{ "drill", "--port", "N" },         { "explain", "--port", "N" },
		{ "drill", "--server", "COMMAND" },
	};
	int last = -1;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct command *const *command = commands;
		while (strcmp((*command)->name, cases[i].command) != 0)
			command++;
		int at = option_named(cases[i].name, strlen(cases[i].name), *command);
		assert_in_range(at, 0, option_count - 1);
		assert_int_not_equal(at, last);
		assert_true(option_is_of(&option_table[at], *command));
		assert_string_equal(option_table[at].name, cases[i].name);
		assert_string_equal(option_table[at].argument, cases[i].argument);
		last = at;
	}
	/* Of a command that has none, any of that name: it can be told whose it is. */
	assert_true(option_named("--when", 6, NULL) >= 0);
	assert_int_equal(option_named("--whe", 5, NULL), -1);
	assert_int_equal(option_named("--whenever", 10, NULL), -1);
	assert_true(option_named("--when=idle", 6, NULL) >= 0);
}

/* A letter that wants something after it may be joined to others, as the last. */
static void test_letter_with_word(void **state)
{
	char *argv[] = { "rstlab-ns", "watch", "-i", "eth0", "-vi", "lo", "--interface=wg0" };
	struct options options;
	struct why why;

	(void)state;
	assert_int_equal(options_parse(7, argv, commands, &options, &why), 0);
	assert_int_equal(options.interfaces.count, 3);
	assert_string_equal(options.interfaces.value[0], "eth0");
	assert_string_equal(options.interfaces.value[1], "lo");
	assert_string_equal(options.interfaces.value[2], "wg0");
	assert_int_equal(options.verbose, 1);
	options_free(&options);
	assert_int_equal(options_parse(3, argv, commands, &options, &why), -EINVAL);
	assert_non_null(strstr(why.text, "--interface: expected NAME"));
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
			if (set == WATCH_FORMATS)
				assert_non_null(live_format_find(format));
			if (set == RESULT_FORMATS)
				assert_non_null(report_find(RESULT_FORMATS, format));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_demands),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_selection),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_letter_with_word),
		cmocka_unit_test(test_tables),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}

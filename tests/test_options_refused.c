/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line: what is wrong with it is said in one line. */
#include "commands.h"
#include "evidence.h"
#include "options.h"
#include "scenario.h"
#include "words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

SCENARIO(a_story) = { .name = "a-story" };
/* As near to "lits" as a command is. */
SCENARIO(lots) = { .name = "lots" };

#define JOBS  "--jobs: expected a whole number from 1 to 256, "
#define SCALE "--timeout-scale: expected a number from 0.1 to 1000, "
#define FOR   "--for: expected seconds from 0.1 to 31536000, or 90s, 5m, 2h, 1d, "
#define REQUIRE                                                                                  \
	"--require: expected one or more of wire, socket, counter, reason or all, separated by " \
	"commas, "
#define SHARD "--shard: expected K/N with 1 <= K <= N <= 1000, "
#define REPORT                                                                                      \
	"--report: expected FORMAT=FILE, where FORMAT is text, ktap, json, junit, markdown, html, " \
	"github, kcidb or nipa, "
#define HELP "; try 'rstlab-ns --help'"

static const struct {
	const char *line, *why;
} complaints[] = {
	{ "", "no command given" HELP },
	{ "-4", "no command given" HELP },
	{ "rn half-open", "unknown command 'rn'; did you mean 'run'?" },
	{ "hlep", "unknown command 'hlep'; did you mean 'help'?" },
	{ "a-story", "'a-story' is a scenario, not a command: 'rstlab-ns run a-story' plays it, "
		     "'rstlab-ns describe a-story' explains it" },
	{ "a-story/ipv6", "'a-story/ipv6' is a scenario, not a command: 'rstlab-ns run "
			  "a-story/ipv6' plays it, 'rstlab-ns describe a-story/ipv6' explains it" },
	{ "a-stroy", "unknown command 'a-stroy'; did you mean 'rstlab-ns run a-story'?" },
	{ "exec --format json", "'exec' does not take --format; try 'rstlab-ns exec --help'" },
	{ "version --report json=x",
	  "'version' does not take --report; try 'rstlab-ns version --help'" },
	{ "ps --timeout-scale x", "'ps' does not take --timeout-scale; try 'rstlab-ns ps --help'" },
	{ "watch --for", FOR "got nothing" },
	{ "watch --for 5x", FOR "got '5x'" },
	{ "watch --for 5ms", FOR "got '5ms'" },
	{ "watch --for s", FOR "got 's'" },
	{ "watch --for 1.2.3m", FOR "got '1.2.3m'" },
	{ "watch --for -5s", FOR "got '-5s'" },
	{ "watch --for 366d", FOR "got '366d'" },
	{ "watch --for 0s", FOR "got '0s'" },
	{ "all --timeout-scale 2m", SCALE "got '2m'" },
	{ "help a b", "'help' takes one operand; unexpected 'b'" },
	{ "version -4", "'version' does not take --ipv4; try 'rstlab-ns version --help'" },
	{ "lits", "unknown command 'lits'; did you mean 'list'?" },
	{ "''", "unknown command ''" HELP },
	{ "reset", "unknown command 'reset'" HELP },
	{ "run", "'run' needs SCENARIO...; try 'rstlab-ns run --help'" },
	{ "run -4 --jobs 2", "'run' needs SCENARIO...; try 'rstlab-ns run --help'" },
	{ "doctor --tag close", "'doctor' does not take --tag; try 'rstlab-ns doctor --help'" },
	{ "describe", "'describe' needs SCENARIO...; try 'rstlab-ns describe --help'" },
	{ "judge --section 1", "'judge' needs DIR [SCENARIO...]; try 'rstlab-ns judge --help'" },
	{ "judge", "'judge' needs DIR [SCENARIO...]; try 'rstlab-ns judge --help'" },
	{ "run --tag ''", "--tag: expected TAG, got ''" },
	{ "merge --out a", "'merge' needs DIR...; try 'rstlab-ns merge --help'" },
	{ "merge a b", "'merge' needs --out DIR to save the merged run" },
	{ "judge a --out b", "'judge' does not take --out; try 'rstlab-ns judge --help'" },
	{ "all half-open", "'all' takes no operands; unexpected 'half-open'" },
	{ "doctor -v4", "'doctor' does not take --ipv4; try 'rstlab-ns doctor --help'" },
	{ "merge a -4", "'merge' does not take --ipv4; try 'rstlab-ns merge --help'" },
	{ "all --version --jsn", "unknown option '--jsn'; did you mean '--json'?" },
	{ "all --repeats=3", "unknown option '--repeats=3'; did you mean '--repeat'?" },
	{ "all --frobnicate", "unknown option '--frobnicate'" HELP },
	{ "all -4x6", "unknown option '-x'" HELP },
	{ "all --verbose=yes", "--verbose: expected no value, got 'yes'" },
	{ "all --jobs", JOBS "got nothing" },
	{ "all --jobs x", JOBS "got 'x'" },
	{ "all --jobs 4x", JOBS "got '4x'" },
	{ "all --jobs ''", JOBS "got ''" },
	{ "all --jobs=", JOBS "got ''" },
	{ "all --jobs 0", JOBS "got '0'" },
	{ "all --jobs 257", JOBS "got '257'" },
	{ "all --jobs -1", JOBS "got '-1'" },
	{ "all --jobs +1", JOBS "got '+1'" },
	{ "all --jobs 1.0", JOBS "got '1.0'" },
	{ "all --jobs 18446744073709551617", JOBS "got '18446744073709551617'" },
	{ "all --timeout-scale 0", SCALE "got '0'" },
	{ "all --timeout-scale nan", SCALE "got 'nan'" },
	{ "all --timeout-scale 1e2", SCALE "got '1e2'" },
	{ "all --timeout-scale 1.2.3", SCALE "got '1.2.3'" },
	{ "all --timeout-scale .", SCALE "got '.'" },
	{ "all --out ''", "--out: expected DIR, got ''" },
	{ "all --format xml",
	  "--format: expected text, ktap, json, junit, markdown, html, github, kcidb or nipa, got 'xml'" },
	{ "all --format tex",
	  "--format: expected text, ktap, json, junit, markdown, html, github, kcidb or nipa, got 'tex'" },
	{ "all --color yes", "--color: expected auto, always or never, got 'yes'" },
	{ "all --shard", SHARD "got nothing" },
	{ "all --shard x", SHARD "got 'x'" },
	{ "all --shard ''", SHARD "got ''" },
	{ "all --shard /", SHARD "got '/'" },
	{ "all --shard 3", SHARD "got '3'" },
	{ "all --shard 0/3", SHARD "got '0/3'" },
	{ "all --shard 4/3", SHARD "got '4/3'" },
	{ "run --tag life --shard=1/0", SHARD "got '1/0'" },
	{ "list --shard 1/", SHARD "got '1/'" },
	{ "list --shard /3", SHARD "got '/3'" },
	{ "list --shard 1/2/3", SHARD "got '1/2/3'" },
	{ "list --shard 1.0/3", SHARD "got '1.0/3'" },
	{ "list --shard -1/3", SHARD "got '-1/3'" },
	{ "list --shard 1/1001", SHARD "got '1/1001'" },
	{ "list --shard 11111111111111111/3", SHARD "got '11111111111111111/3'" },
	{ "judge a --shard 1/2", "'judge' does not take --shard; try 'rstlab-ns judge --help'" },
	{ "all --report json", REPORT "got 'json'" },
	{ "all --require", REQUIRE "got nothing" },
	{ "all --require ''", REQUIRE "got ''" },
	{ "all --require reasons", REQUIRE "got 'reasons'" },
	{ "all --require wire,", REQUIRE "got 'wire,'" },
	{ "judge a --require wire,,reason", REQUIRE "got 'wire,,reason'" },
	{ "compare a b --require wire",
	  "'compare' does not take --require; try 'rstlab-ns compare --help'" },
	{ "list --no-skip", "'list' does not take --no-skip; try 'rstlab-ns list --help'" },
	{ "all --report json=", REPORT "got 'json='" },
	{ "all --report =a", REPORT "got '=a'" },
	{ "all --report xml=a", REPORT "got 'xml=a'" },
	{ "all --report json=a --report junit=a", "two reports cannot share the file 'a'" },
	{ "all --report json=a/b --report junit=.//a/./b",
	  "two reports cannot share the file './/a/./b'" },
	{ "all --report github=- --report github=-", "two reports cannot share the file '-'" },
	{ "compare a b --report json=-",
	  "--report writes files; for standard output, use --format json" },
	{ "all --report json=-", "--report writes files; for standard output, use --format json" },
	{ "all --out a --report json=a/results.json",
	  "a report and --out cannot share the file 'a/results.json'" },
	{ "all --report ktap=./a//results.json --out a/",
	  "a report and --out cannot share the file './a//results.json'" },
	{ "all --out . --report json=results.json",
	  "a report and --out cannot share the file 'results.json'" },
	{ "watch --report json=a/../x --report html=./x --out x",
	  "a report and --out cannot share the file './x'" },
	{ "watch --metrics x --report json=y --report markdown=.//x",
	  "a report and --metrics cannot share the file './/x'" },
	{ "watch --metrics ./x --out x", "--out and --metrics cannot share the file './x'" },
	{ "compare", "'compare' needs OLD NEW...; try 'rstlab-ns compare --help'" },
	{ "compare a", "'compare' needs OLD NEW...; try 'rstlab-ns compare --help'" },
	{ "compare a b -4", "'compare' does not take --ipv4; try 'rstlab-ns compare --help'" },
	{ "compare a b --format junit",
	  "--format: expected text, markdown, html or json, got 'junit'" },
	{ "--format junit compare a b",
	  "--format: expected text, markdown, html or json, got 'junit'" },
	{ "compare a b --report junit=c",
	  "--report: expected FORMAT=FILE, where FORMAT is text, markdown, html or json, got "
	  "'junit=c'" },
	{ "all --format htm",
	  "--format: expected text, ktap, json, junit, markdown, html, github, kcidb or nipa, got 'htm'" },
	{ "list --format junit", "--format: expected text, names or json, got 'junit'" },
	{ "--format junit list", "--format: expected text, names or json, got 'junit'" },
	{ "list --json=yes", "--json: expected no value, got 'yes'" },
	{ "atlas --json", "'atlas' does not take --json; try 'rstlab-ns atlas --help'" },
	{ "list --report json=a", "'list' does not take --report; try 'rstlab-ns list --help'" },
};

static void test_complaints(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++) {
		struct options options;
		struct why why;

		assert_int_equal(words_parse(complaints[i].line, &options, &why), -EINVAL);
		assert_string_equal(why.text, complaints[i].why);
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
	assert_string_equal(why.text, "--report may be given at most 16 times");
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
	assert_string_equal(why.text, "--tag may be given at most 16 times");
	argv[2] = state_;
	assert_int_equal(options_parse(2 + ASKED_MAX + 1, argv, commands, &options, &why), 0);
	assert_int_equal(options.filter.by[BY_TAG].count, ASKED_MAX);
	assert_int_equal(options.filter.by[BY_STATE].count, 1);
	options_free(&options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_too_many_reports),
		cmocka_unit_test(test_too_many_values),
	};

	return cmocka_run_group_tests_name("options_refused", tests, NULL, NULL);
}

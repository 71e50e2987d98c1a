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

#define JOBS  "--jobs wants a whole number from 1 to 256, "
#define SCALE "--timeout-scale wants a number from 0.1 to 1000, "
#define REQUIRE \
	"--require wants one or more of wire, socket, counter, reason or all, with commas between, "
#define SHARD "--shard wants K/N, the shard K from 1 to N of at most 1000, "
#define REPORT \
	"--report wants FORMAT=FILE with a FORMAT of text, ktap, json, junit, markdown, html, github, kcidb or nipa, "
#define HELP "; try 'rstlab-ns --help'"

static const struct {
	const char *line, *why;
} complaints[] = {
	{ "", "no command given" HELP },
	{ "-4", "no command given" HELP },
	{ "rn half-open", "unknown command 'rn', did you mean 'run'?" },
	{ "hlep", "unknown command 'hlep', did you mean 'help'?" },
	{ "a-story", "'a-story' is a scenario and no command: 'rstlab-ns run a-story' plays it, "
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
	{ "judge --section 1", "'judge' wants DIR [SCENARIO...]; try 'rstlab-ns judge --help'" },
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
	  "--format wants text, ktap, json, junit, markdown, html, github, kcidb or nipa, not 'xml'" },
	{ "all --format tex",
	  "--format wants text, ktap, json, junit, markdown, html, github, kcidb or nipa, not 'tex'" },
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
	{ "all --report github=- --report github=-", "two reports cannot share the file '-'" },
	{ "compare a b --report json=-",
	  "--report writes files: for standard output, say --format json" },
	{ "all --report json=-", "--report writes files: for standard output, say --format json" },
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
	  "--format wants text, markdown, html or json, not 'junit'" },
	{ "--format junit compare a b",
	  "--format wants text, markdown, html or json, not 'junit'" },
	{ "compare a b --report junit=c",
	  "--report wants FORMAT=FILE with a FORMAT of text, markdown, html or json, not 'junit=c'" },
	{ "all --format htm",
	  "--format wants text, ktap, json, junit, markdown, html, github, kcidb or nipa, not 'htm'" },
	{ "list --format junit", "--format wants text, names or json, not 'junit'" },
	{ "--format junit list", "--format wants text, names or json, not 'junit'" },
	{ "list --json=yes", "--json wants no value, not 'yes'" },
	{ "atlas --json", "'atlas' takes no --json; try 'rstlab-ns atlas --help'" },
	{ "list --report json=a", "'list' takes no --report; try 'rstlab-ns list --help'" },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_too_many_reports),
		cmocka_unit_test(test_too_many_values),
	};

	return cmocka_run_group_tests_name("options_refused", tests, NULL, NULL);
}

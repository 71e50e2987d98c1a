/* SPDX-License-Identifier: GPL-2.0-only */
/* What may stand in the place of a word: by the program's tables, and a lab of one scenario. */
#include "candidates.h"
#include "commands.h"
#include "drill.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct promise promises[] = {
	CALL_FAILS("client", "recv", ECONNRESET, "because"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "because"),
	{ 0 },
};

SCENARIO(half_open) = {
	.name = "half-open", .title = "a title", .tags = "life long", .promises = promises
};
SCENARIO(half_open_reset) = { .name = "half-open-reset", .title = "another" };

DRILL(lost_power) = { .name = "drill-lost-power", .title = "a drill" };

/* Has @command, or the program alone, an option of that name? Several rows may have it. */
static bool has_option(const char *name, const struct command *command)
{
	int at = option_named(name, strlen(name), command);

	return at >= 0 && option_is_of(&option_table[at], command);
}

static void test_commands_and_options(void **state)
{
	char line[128], letter[] = "-?";

	(void)state;
	for (const struct command *const *i = commands; *i; i++) {
		must_offer("''", (*i)->name);
		must_offer("help ''", (*i)->name);
		for (int k = 0; k < option_count; k++) {
			const struct option_row *row = &option_table[k];
			snprintf(line, sizeof(line), "%s -", (*i)->name);
			letter[1] = row->letter;
			assert_int_equal(offers(line, row->name), has_option(row->name, *i));
			if (row->letter)
				assert_int_equal(offers(line, letter), option_is_of(row, *i));
		}
	}
	for (int k = 0; k < option_count; k++)
		assert_int_equal(offers("-", option_table[k].name),
				 has_option(option_table[k].name, NULL));
}

/* All that is offered for the end of @line. */
static void must_be(const char *line, const char *all)
{
	char *text = candidates(line);

	if (strcmp(text, all) != 0)
		fail_msg("'%s' is completed with%s", line, text);
	free(text);
}

static void test_places(void **state)
{
	static const struct {
		const char *line, *all;
	} cases[] = {
		{ "ru", "\nrun\n" },
		{ "run half-open-r", "\nhalf-open-reset\n" },
		{ "up half-open-r", "\nhalf-open-reset\n" },
		{ "up --until ''", "\n" },
		{ "run half-open/", "\nhalf-open/ipv4\nhalf-open/ipv6\n" },
		{ "judge folder half-open/ipv4 half-open-reset/",
		  "\nhalf-open-reset/ipv4\nhalf-open-reset/ipv6\n" },
		{ "judge --tag life half", "\n:files\n" },
		{ "list --tag l", "\nlife\nlong\n" },
		{ "list --tag=li", "\n--tag=life\n" },
		{ "list --errno ''", "\nECONNRESET\n" },
		{ "list --tag life --state ''", "\nNONE\n" },
		{ "list --names --tag li", "\nlife\n" },
		{ "help ve", "\nversion\n" },
		{ "judge ''", "\n:files\n" },
		{ "merge a ''", "\n:files\n" },
		{ "compare a b ''", "\n:files\n" },
		{ "explain a ''", "\n:files\n" },
		{ "explain --lessons ''", "\n:files\n" },
		{ "explain --format m", "\nmarkdown\n" },
		{ "lessons ''", "\n:files\n" },
		{ "run --out ''", "\n:files\n" },
		{ "run --out=a", "\n:files\n" },
		{ "run --report junit=", "\n:files\n" },
		{ "run --report=junit=a", "\n:files\n" },
		{ "run --report ju", "\njunit=\n" },
		{ "--format names list --format n", "\nnames\n" },
		{ "compare --format j", "\njson\n" },
		{ "run --require wire,so", "\nwire,socket\n" },
		{ "run --require=wire,so", "\n--require=wire,socket\n" },
		{ "run --require wire,", "\nwire,socket\nwire,counter\nwire,reason\nwire,all\n" },
		{ "run --require=wire,socket,counter,",
		  "\n--require=wire,socket,counter,reason\n--require=wire,socket,counter,all\n" },
		{ "run --require wire,socket,counter,reason,", "\n" },
		{ "run --require all,", "\n" },
		{ "run --require socket,so", "\n" },
		{ "run --require wier,", "\n" },
		{ "run --jobs ''", "\n" },
		{ "run --shard=", "\n" },
		{ "run --no-such-option=", "\n" },
		{ "run -- -", "\n" },
		{ "all ''", "\n" },
		{ "version ''", "\n" },
		{ "help run ''", "\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		must_be(cases[i].line, cases[i].all);
	must_offer("run half-open ha", "half-open");
	must_offer("run half-open ha", "half-open-reset");
}

/* Those of the scenario that was named before. */
static void test_chapters(void **state)
{
	static const struct {
		const char *line, *all;
	} cases[] = {
		{ "up half-open --until ''",
		  "\nset-up\nthe server is unplugged\nthe client sends\n" },
		{ "up half-open/ipv6 --until the",
		  "\nthe server is unplugged\nthe client sends\n" },
		{ "up half-open --until=set", "\n--until=set-up\n" },
		{ "up half-open --until 2", "\n2\n" },
		{ "up no-such-scenario --until ''", "\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		must_be(cases[i].line, cases[i].all);
}

/* By the names that a user gives them; an option that others have as well is that of the command.
 */
static void test_drills(void **state)
{
	(void)state;
	must_offer("drill ''", "lost-power");
	must_offer("drill --forget ''", "linger");
	must_offer("why --when id", "idle");
	assert_false(offers("drill --when id", "idle"));
	assert_false(offers("drill lost-power ''", "lost-power"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands_and_options),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_chapters),
		cmocka_unit_test(test_drills),
	};

	return cmocka_run_group_tests_name("complete", tests, NULL, NULL);
}

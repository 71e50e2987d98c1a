/* SPDX-License-Identifier: GPL-2.0-only */
/* Completion knows every value of every option, and every scenario. Each shell that is installed is
 * asked too. Needs no namespaces. */
#include "candidates.h"
#include "commands.h"
#include "folder.h"
#include "registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Whatever an option has to choose from, and each side by which scenarios are chosen. */
static void test_values(void **state)
{
	struct facet_value value[FACET_VALUES];
	char line[128], wanted[128];
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	(void)state;
	for (const struct command *const *i = commands; *i; i++)
		for (int k = 0; k < option_count; k++) {
			const struct option_row *row = &option_table[k];
			const char *choice, *end = row->kind == OPTION_REPORT ? "=" : "";
			if (!option_is_of(row, *i))
				continue;
			for (int n = 0; (choice = option_choice(row, *i, n)); n++) {
				snprintf(line, sizeof(line), "%s %s ''", (*i)->name, row->name);
				snprintf(wanted, sizeof(wanted), "%s%s", choice, end);
				must_offer(line, wanted);
				snprintf(line, sizeof(line), "%s %s=", (*i)->name, row->name);
				snprintf(wanted, sizeof(wanted), "%s=%s%s", row->name, choice, end);
				must_offer(line, wanted);
			}
			if (row->kind != OPTION_WORDS)
				continue;
			int values = facet_values(option_facet(row), all, count, value);
			assert_true(values > 1);
			for (int n = 0; n < values; n++) {
				snprintf(line, sizeof(line), "%s %s ''", (*i)->name, row->name);
				snprintf(wanted, sizeof(wanted), "%.*s", (int)value[n].length,
					 value[n].at);
				must_offer(line, wanted);
			}
		}
}

static void test_scenarios(void **state)
{
	static const char *const lines[] = { "run ''",          "list ''",
					     "describe ''",     "atlas ''",
					     "judge folder ''", "run --tag close port-closed ''",
					     "run --ipv4 -- ''" };
	char line[128], wanted[128];
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	(void)state;
	for (int i = 0; i < count; i++) {
		for (size_t k = 0; k < sizeof(lines) / sizeof(lines[0]); k++)
			must_offer(lines[k], all[i]->name);
		snprintf(line, sizeof(line), "run %s/", all[i]->name);
		snprintf(wanted, sizeof(wanted), "%s/ipv6", all[i]->name);
		must_offer(line, wanted);
	}
}

/* ---- In the shells ------------------------------------------------------------------------------
 */

/* What they are asked, and what must be among the answers. A folder and a file are there. */
static const struct {
	const char *words[5]; /* after the program's name; the last is completed */
	const char *wanted, *unwanted;
} questions[] = {
	{ { "judg" }, "judge", "merge" },
	{ { "run", "half-open-pow" }, "half-open-power-loss", "half-open" },
	{ { "run", "half-open/" }, "half-open/ipv6", "half-open" },
	{ { "list", "--sta" }, "--state", "--tag" },
	{ { "list", "--errno", "ECONNRES" }, "ECONNRESET", "EPIPE" },
	{ { "list", "--format", "na" }, "names", "junit" },
	{ { "all", "--report", "ju" }, "junit=", "json=" },
	{ { "describe", "--tag", "half" }, "half-open", "half-open-fin" },
	{ { "all", "--reason", "NO_S" }, "NO_SOCKET", "TCP_STATE" },
	{ { "list", "--section", "1." }, "1.3", "2" },
	{ { "judge", "some-f" }, "some-folder", "judge" },
	{ { "up", "half-open", "--until", "2" }, "2", "set-up" },
	{ { "up", "half-open", "--until", "set" }, "set-up", "2" },
	{ { "up", "half-open", "--until", "the\\ c" }, "the client sends", "set-up" },
	{ { "run", "--require", "wire," }, "wire,socket", "wire,wire" },
	{ { "run", "--require", "wire,counter,s" }, "wire,counter,socket", "wire,counter,wire" },
};

enum { QUESTIONS = sizeof(questions) / sizeof(questions[0]) };

/* Is the shell installed? */
static bool has_shell(const char *shell)
{
	char command[64];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", shell);
	return system(command) == 0;
}

/* What @command prints, between newlines; to be freed. */
static char *answer(const char *command)
{
	char *text = NULL;
	size_t size = 0;
	FILE *in = popen(command, "r"), *out = open_memstream(&text, &size);

	assert_non_null(in);
	assert_non_null(out);
	fputc('\n', out);
	for (int c; (c = fgetc(in)) != EOF;)
		fputc(c, out);
	fclose(out);
	pclose(in);
	return text;
}

/* Asks all questions by the script @ask, which gets the words as arguments. */
static void ask(const char *shell, const char *ask)
{
	if (!has_shell(shell)) {
		print_message("skipped: no %s here\n", shell);
		skip();
	}
	mkdir("some-folder", 0777);
	folder_write("ask", ask, strlen(ask));
	for (size_t i = 0; i < QUESTIONS; i++) {
		char command[4096], wanted[64], unwanted[64];
		int used = snprintf(command, sizeof(command),
				    "PATH=%.*s:$PATH SOURCE=" SOURCE_DIR
				    "/src/completion timeout 60 %s ask",
				    (int)(strrchr(RSTLAB_NS, '/') - RSTLAB_NS), RSTLAB_NS, shell);
		for (int k = 0; k < 5 && questions[i].words[k]; k++)
			used += snprintf(command + used, sizeof(command) - (size_t)used, " '%s'",
					 questions[i].words[k]);
		char *text = answer(command);
		snprintf(wanted, sizeof(wanted), "\n%s\n", questions[i].wanted);
		snprintf(unwanted, sizeof(unwanted), "\n%s\n", questions[i].unwanted);
		if (!strstr(text, wanted) || strstr(text, unwanted))
			fail_msg("%s is answered: %s", command, text);
		free(text);
	}
}

static void test_bash(void **state)
{
	(void)state;
	ask("bash", ". $SOURCE/rstlab-ns.bash\n"
		    "COMP_WORDS=(rstlab-ns \"$@\") COMP_CWORD=$#\n"
		    "_rstlab_ns\n"
		    "printf '%s\\n' \"${COMPREPLY[@]}\" | "
		    "while read word; do printf '%s\\n' \"$word\"; done\n");
}

/* As readline splits them. */
static void test_bash_equals(void **state)
{
	static const struct {
		const char *words, *reply;
	} cases[] = {
		{ "list --format = na", "\nnames\n" },
		{ "list --format =", "\ntext\nnames\njson\n" },
		{ "all --report = ju", "\njunit=\n" },
		{ "all --report junit = some-f", "\nsome-folder\n" },
		{ "all --report = junit = some-f", "\nsome-folder\n" },
		{ "all --out = some-f", "\nsome-folder\n" },
		{ "all --require = socket,wi", "\nsocket,wire\n" },
		{ "list --format=na", "\n--format=names\n" }, /* without '=' in COMP_WORDBREAKS */
		/* What the shell would split is quoted, but where a quote is open. */
		{ "up half-open --until \"\"",
		  "\nset-up\nthe\\ server\\ is\\ unplugged\nthe\\ client\\ sends\n" },
		{ "up half-open --until the\\\\\\ c", "\nthe\\ client\\ sends\n" },
		{ "up half-open --until = the\\\\\\ c", "\nthe\\ client\\ sends\n" },
		{ "up half-open --until \\\"the\\ c", "\nthe client sends\n" },
	};

	(void)state;
	mkdir("some-folder", 0777);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char command[1024];
		snprintf(command, sizeof(command),
			 "bash -c '. " SOURCE_DIR "/src/completion/rstlab-ns.bash; "
			 "COMP_WORDS=(" RSTLAB_NS " %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
			 "_rstlab_ns; printf \"%%s\\n\" \"${COMPREPLY[@]}\"'",
			 cases[i].words);
		char *text = answer(command);
		assert_string_equal(text, cases[i].reply);
		free(text);
	}
}

static void test_fish(void **state)
{
	(void)state;
	ask("fish", "source $SOURCE/rstlab-ns.fish\n"
		    "complete -C \"rstlab-ns $argv\" | string replace -r '\\t.*' '' | "
		    "string replace -r '/$' ''\n");
}

static void test_zsh(void **state)
{
	char *script = folder_read(SOURCE_DIR "/tests/completion.zsh", NULL);

	(void)state;
	assert_non_null(script);
	ask("zsh", script);
	free(script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_scenarios),
		cmocka_unit_test(test_bash),   cmocka_unit_test(test_bash_equals),
		cmocka_unit_test(test_fish),   cmocka_unit_test(test_zsh),
	};

	return cmocka_run_group_tests_name("lab_completion", tests, folder_enter, folder_leave);
}

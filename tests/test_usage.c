/* SPDX-License-Identifier: GPL-2.0-only */
/* Usage and man page tell of exactly the commands and options that there are. */
#include "commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OF_ATLAS "Of\n.Cm atlas :\n.Bl -tag -width Ds\n"

/* The file below the source tree, as a string to be freed. */
static char *slurp(const char *path)
{
	char full[4096];
	char *text = NULL;
	size_t size = 0;
	FILE *in;

	snprintf(full, sizeof(full), "%s/%s", SOURCE_DIR, path);
	in = fopen(full, "r");
	if (!in)
		fail_msg("cannot read %s", full);
	assert_true(getdelim(&text, &size, '\0', in) > 0);
	fclose(in);
	return text;
}

/* "-v --verbose " for each option that @command takes, in the table's order. */
static const char *options_of(const struct command *command, char *buffer, size_t size)
{
	size_t used = 0;

	buffer[0] = '\0';
	for (int i = 0; i < option_count; i++) {
		const struct option_row *row = &option_table[i];

		if (!option_is_of(row, command))
			continue;
		if (row->letter)
			used += (size_t)snprintf(buffer + used, size - used, "-%c ", row->letter);
		used += (size_t)snprintf(buffer + used, size - used, "%s ", row->name);
		assert_true(used < size);
	}
	return buffer;
}

/* Appends to @buffer each word of @text that begins with '-', without its comma, and a space. */
static void collect_options(char *text, char *buffer, size_t size)
{
	char *rest = NULL;

	for (char *word = strtok_r(text, " ,\n", &rest); word;
	     word = strtok_r(NULL, " ,\n", &rest)) {
		size_t used = strlen(buffer);

		if (word[0] == '-' && word[1])
			snprintf(buffer + used, size - used, "%s ", word);
	}
}

static void test_usage(void **state)
{
	(void)state;
	for (int n = -1; n < 0 || commands[n]; n++) {
		const struct command *command = n < 0 ? NULL : commands[n];
		char expected[1024], found[1024] = "";
		char *text = NULL, *options;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		options_usage(commands, command, out);
		fclose(out);
		for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
			if (strcspn(line, "\n") > 90)
				fail_msg("too wide: %s", line);
		if (!command) /* shows what there is */
			for (const struct command *const *i = commands; *i; i++)
				assert_non_null(strstr(text, (*i)->help));
		options = strstr(text, "\noptions:\n");
		assert_non_null(options);
		/* What stands behind them speaks of others. */
		char *end = strstr(options + 1, "\n\n");
		if (end)
			end[1] = '\0';
		collect_options(options, found, sizeof(found));
		assert_string_equal(found, command ? options_of(command, expected, sizeof(expected))
						   : "-h --help --version ");
		free(text);
	}
}

/* --page is told of where the options of atlas are. */
static void test_man_page_of_atlas(void **state)
{
	char *page = slurp("src/man/rstlab-ns.1");
	const char *item = strstr(page, ".It Fl -page\n");

	(void)state;
	assert_non_null(item);
	assert_int_equal(strncmp(item - strlen(OF_ATLAS), OF_ATLAS, strlen(OF_ATLAS)), 0);
	free(page);
}

/* The items of the man page's lists, ".It Fl v , Fl -verbose" and ".It Cm judge Ar dir", are the
 * tables. */
static void test_man_page(void **state)
{
	char expected[2048] = "", found[2048] = "";
	char *page = slurp("src/man/rstlab-ns.1"), *rest = NULL;
	size_t used = 0;

	(void)state;
	for (const struct command *const *i = commands; *i; i++)
		used += (size_t)snprintf(expected + used, sizeof(expected) - used, "%s ",
					 (*i)->name);
	for (int i = 0; i < option_count; i++) {
		const struct option_row *row = &option_table[i];

		if (row->letter)
			used += (size_t)snprintf(expected + used, sizeof(expected) - used, "-%c ",
						 row->letter);
		used += (size_t)snprintf(expected + used, sizeof(expected) - used, "%s ",
					 row->name);
	}
	used = 0;
	for (char *line = strtok_r(page, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *words = NULL;
		const char *before = "";

		if (strncmp(line, ".It Fl", 6) != 0 && strncmp(line, ".It Cm", 6) != 0)
			continue;
		for (char *word = strtok_r(line, " ", &words); word;
		     before = word, word = strtok_r(NULL, " ", &words)) {
			bool option = strcmp(before, "Fl") == 0;

			if (option || strcmp(before, "Cm") == 0)
				used += (size_t)snprintf(found + used, sizeof(found) - used,
							 "%s%s ", option ? "-" : "", word);
		}
	}
	assert_string_equal(found, expected);
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_man_page),
		cmocka_unit_test(test_man_page_of_atlas),
	};

	return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}

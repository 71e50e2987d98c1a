/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of lab/: each folder and each tag has its meaning, and none is explained that is not
 * there. Needs no namespaces. */
#include "facet.h"
#include "registry.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool has_term(const struct term *term, const char *word, size_t length)
{
	for (; term->word; term++)
		if (strlen(term->word) == length && memcmp(term->word, word, length) == 0)
			return true;
	return false;
}

static void test_folders(void **state)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	(void)state;
	assert_true(count > 100);
	for (int i = 0; i < count; i++) {
		const char *source = registry_source(all[i]), *file = strchr(source, '/');
		if (!file)
			fail_msg("%s is in no folder of lab/, but in '%s'", all[i]->name, source);
		if (!has_term(registry_folders(), source, (size_t)(file - source)))
			fail_msg("lab/terms.c explains no folder of '%s'", source);
		/* of the file that bears its name, or the beginning of it */
		assert_int_equal(strncmp(all[i]->name, file + 1, strlen(file + 1)), 0);
	}
	for (const struct term *term = registry_folders(); term->word; term++) {
		bool used = false;
		for (int i = 0; i < count && !used; i++)
			used = has_term(term, registry_source(all[i]),
					strcspn(registry_source(all[i]), "/")) &&
			       strncmp(registry_source(all[i]), term->word, strlen(term->word)) ==
				       0;
		if (!used)
			fail_msg("lab/terms.c explains '%s', and nothing is in there", term->word);
	}
}

/* "| `opening/` | ... |", in the same order and words; other tables name no folder so. */
static void test_readme(void **state)
{
	FILE *in = fopen(SOURCE_DIR "/lab/README.md", "r");
	const struct term *term = registry_folders();
	char *line = NULL, row[512];
	size_t size = 0;

	(void)state;
	assert_non_null(in);
	while (getline(&line, &size, in) > 0) {
		if (strncmp(line, "| `", 3) != 0 || !strstr(line, "/` |"))
			continue;
		assert_non_null(term->word);
		snprintf(row, sizeof(row), "| `%s/` | %s |\n", term->word, term->meaning);
		assert_string_equal(line, row);
		term++;
	}
	assert_null(term->word);
	free(line);
	fclose(in);
}

static void test_tags(void **state)
{
	struct facet_value value[FACET_VALUES];
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	int values = facet_values(BY_TAG, all, count, value);

	(void)state;
	for (int i = 0; i < values; i++)
		if (!has_term(registry_tags(), value[i].at, value[i].length))
			fail_msg("lab/terms.c does not explain the tag '%.*s'",
				 (int)value[i].length, value[i].at);
	for (const struct term *term = registry_tags(); term->word; term++) {
		bool used = false;
		for (int i = 0; i < count && !used; i++)
			used = facet_has(BY_TAG, all[i], term->word);
		if (!used)
			fail_msg("lab/terms.c explains the tag '%s', which nothing has",
				 term->word);
	}
}

/* Each side has values, and what is found by a value has it. */
static void test_facets(void **state)
{
	struct facet_value value[FACET_VALUES];
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	(void)state;
	for (enum facet facet = 0; facet < FACETS; facet++) {
		int values = facet_values(facet, all, count, value);
		assert_true(values >= 2 && values < FACET_VALUES);
		for (int i = 0; i < values; i++) {
			char word[64];
			int found = 0;
			snprintf(word, sizeof(word), "%.*s", (int)value[i].length, value[i].at);
			for (int k = 0; k < count; k++)
				found += facet_has(facet, all[k], word);
			assert_true(found > 0 && found < count);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_readme),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_facets),
	};

	return cmocka_run_group_tests_name("lab_terms", tests, NULL, NULL);
}

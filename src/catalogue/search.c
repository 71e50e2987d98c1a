/* SPDX-License-Identifier: GPL-2.0-only */
#include "search.h"

#include "operand.h"
#include "query.h"
#include "registry.h"
#include "suspects.h"

#include <errno.h>
#include <string.h>

/* How many of the likeliest causes are shown by their scenarios. */
enum { LIKELIEST = 5 };

static bool names_scenario(const char *text, const struct scenario *const *all, int count)
{
	const struct operand operand = operand_read(text);

	for (int i = 0; i < count; i++)
		if (operand_names(&operand, all[i]->name))
			return true;
	return false;
}

static bool is_known_word(const char *word, const struct scenario *const *all, int count)
{
	int causes;
	const struct cause *const *cause = registry_causes(&causes);

	for (int i = 0; i < count; i++)
		if (scenario_speaks_of(all[i], word))
			return true;
	for (int i = 0; i < causes; i++)
		if (cause_speaks_of(cause[i], word))
			return true;
	return false;
}

static bool is_quote(const char *text)
{
	char *texts[] = { (char *)text };
	struct query query;

	query_read(&query, texts, 1);
	for (int i = 0; i < registry_symptoms(); i++)
		for (const char *const *at = registry_symptom(i)->texts; *at; at++)
			if (query_quotes(&query, *at).words)
				return true;
	return false;
}

/* Is @text a text, or a word that somebody speaks of? Several words may have a name or number among
 * them that is none of ours. */
static bool is_searchable(const char *text, const struct scenario *const *all, int count)
{
	return strchr(text, ' ') ||
	       (!strpbrk(text, "*?[/") && (is_known_word(text, all, count) || is_quote(text)));
}

static bool is_shown(const struct scenario *scenario, const struct suspects *found)
{
	for (int i = 0; i < found->count && i < LIKELIEST; i++)
		if (scenario_has_cause(scenario, found->list[i].cause->name))
			return true;
	return false;
}

static bool speaks_of_all(const struct scenario *scenario, const struct query *query)
{
	for (int i = 0; i < query->count; i++)
		if (!scenario_speaks_of(scenario, query->word[i]))
			return false;
	return query->count > 0;
}

int search_scenarios(const struct scenario *const *all, int count, char *const *texts,
		     int text_count, const struct filter *filter, const struct scenario **ret)
{
	struct clues clues = { .window = -1 };
	struct suspects found;
	struct why none;
	bool are_names = true;
	int kept = 0, any = 0;

	for (int i = 0; i < text_count; i++) {
		bool is_name = names_scenario(texts[i], all, count);
		if (!is_name && !is_searchable(texts[i], all, count))
			return -ENOENT;
		are_names = are_names && is_name;
	}
	int chosen = are_names ? -1 : select_scenarios(all, count, NULL, 0, filter, ret, &none);
	query_read(&clues.query, texts, text_count);
	if (chosen < 0 || suspects_find(&clues, all, count, &found, &none) < 0)
		return -ENOENT;
	for (int i = 0; i < count; i++)
		any += speaks_of_all(all[i], &clues.query) || is_shown(all[i], &found);
	for (int i = 0; i < chosen; i++)
		if (speaks_of_all(ret[i], &clues.query) || is_shown(ret[i], &found))
			ret[kept++] = ret[i];
	return any ? kept : -ENOENT;
}

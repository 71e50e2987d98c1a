/* SPDX-License-Identifier: GPL-2.0-only */
#include "find_command.h"

#include "operand.h"
#include "registry.h"
#include "suggest.h"

#include <string.h>

enum { HINT_SIZE = 160 };

/* Does @word name scenarios? What it nearly names is considered for @near. */
static bool names_scenario(const char *word, struct suggestion *near)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	const struct operand operand = operand_read(word);

	for (int i = 0; i < count; i++) {
		if (operand_names(&operand, all[i]->name))
			return true;
		suggest_consider(near, all[i]->name, strlen(all[i]->name));
	}
	return false;
}

const struct command *find_command(const struct command *const *commands, const char *word,
				   struct why *ret_why)
{
	struct suggestion near = { .word = word }, scenario = { .word = word };
	char hint[HINT_SIZE];

	for (const struct command *const *i = commands; *i; i++) {
		if (strcmp((*i)->name, word) == 0)
			return *i;
		suggest_consider(&near, (*i)->name, strlen((*i)->name));
	}
	if (names_scenario(word, &scenario))
		why_set(ret_why,
			"'%s' is a scenario, not a command: 'rstlab-ns run %s' plays it, "
			"'rstlab-ns describe %s' explains it",
			word, word, word);
	else if (!near.best && scenario.best)
		why_set(ret_why, "unknown command '%s'; did you mean 'rstlab-ns run %.*s'?", word,
			(int)scenario.length, scenario.best);
	else
		why_set(ret_why, "unknown command '%s'%s", word,
			suggest_text(&near, "; try 'rstlab-ns --help'", hint, sizeof(hint)));
	return NULL;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_list.c - list and describe: what scenarios there are, and what they are. */
#include "address.h"
#include "choose.h"
#include "console.h"
#include "list.h"
#include "registry.h"
#include "terminal.h"
#include "text.h"
#include "upgrade.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the chosen, those that the shard plays over any family. */
static int keep_own(const struct own *own, const struct scenario **chosen)
{
	int kept = 0;
	for (int i = 0, last = -1; i < own->count; i++) {
		int number = own->plan.part[own->part[i]].at;
		if (number != last)
			chosen[kept++] = chosen[number];
		last = number;
	}
	return kept;
}

static void list_names(const struct own *own, const struct scenario *const *chosen, int count)
{
	bool split = own->plan.shard.count > 1;
	for (int i = 0; split && i < own->count; i++) {
		const struct plan_part *part = &own->plan.part[own->part[i]];
		printf("%s/%s\n", part->scenario, family_text(part->family));
	}
	for (int i = 0; !split && i < count; i++)
		puts(chosen[i]->name);
}

/* What an upgrade changes is more than which promises do: all scenarios are asked but for that. */
static enum exit_code tell_upgrade(const struct options *options, bool as_json)
{
	struct options others = *options;
	struct kernel_pair kernels;
	const struct scenario **chosen;
	struct why why;
	others.filter.between = NULL;
	int count = choose_scenarios(&others, &chosen, &why);
	int err = count < 0 || !kernel_pair(options->filter.between, &kernels) ? -EINVAL : 0;
	if (!err && as_json)
		err = upgrade_json(stdout, &kernels, chosen, count);
	else if (!err)
		err = upgrade_print(stdout, &kernels, chosen, count, terminal_columns(stdout));
	free(chosen);
	return err ? console_refuse(count < 0 ? why.text : "out of memory") : EXIT_GOOD;
}

static enum exit_code list_as_json(const struct options *options,
				   const struct scenario *const *chosen, int count)
{
	int all_count, err = 0;
	const struct scenario *const *all = registry_scenarios(&all_count);
	enum exit_code code = EXIT_GOOD;

	list_json_begin(stdout);
	if (options->filter.between)
		code = tell_upgrade(options, true);
	if (code == EXIT_GOOD)
		err = list_json_member(stdout, "scenarios", 2, chosen, count, all, all_count);
	list_json_end(stdout);
	if (code == EXIT_GOOD && err == 0)
		return EXIT_GOOD;
	if (code == EXIT_GOOD)
		console_refuse("out of memory: the list is incomplete");
	return EXIT_BROKEN;
}

static enum exit_code list(const struct options *options, const struct scenario **chosen, int count,
			   struct why *why)
{
	struct own own;
	enum exit_code code = EXIT_GOOD;
	int all;

	registry_scenarios(&all);
	if (choose_own(options, chosen, count, &own, why) < 0) {
		code = console_refuse(why->text);
	} else if (own.count == 0 && own.plan.shard.count > 1) {
		code = do_nothing(options, &own);
	} else {
		count = keep_own(&own, chosen);
		if (strcmp(options->format, "json") == 0)
			code = list_as_json(options, chosen, count);
		else if (strcmp(options->format, "names") == 0)
			list_names(&own, chosen, count);
		else if (options->filter.between)
			code = tell_upgrade(options, false);
		else if (count == 0)
			puts(none_text(options));
		else
			list_text(stdout,
				  &(struct list_how){ terminal_columns(stdout),
						      options->verbose > 0, count < all },
				  chosen, count);
	}
	own_free(&own);
	return code;
}

/* What the words are of is ranked by another command. */
static void point_to_why(const struct options *options)
{
	fputs("\n'rstlab-ns why", stdout);
	for (int i = 0; i < options->operand_count; i++) {
		putchar(' ');
		text_print(stdout, options->operands[i]);
	}
	puts("' ranks the possible causes.");
}

static enum exit_code run_list(const struct options *options)
{
	struct options others = *options;
	const struct scenario **chosen;
	struct why why;
	bool by_words;
	int count = choose_or_search(options, &chosen, &by_words, &why);
	if (by_words)
		others.operand_count = 0;
	enum exit_code code =
		count < 0 ? console_refuse(why.text) : list(&others, chosen, count, &why);
	if (by_words && code == EXIT_GOOD && strcmp(options->format, "text") == 0 && count > 0)
		point_to_why(options);
	free(chosen);
	return console_flush(code);
}

const struct command cmd_list = {
	.name = "list",
	.operands = "[SCENARIO|WORD...]",
	.operands_max = INT_MAX,
	.operands_min = OPTIONAL_OPERANDS,
	.help = "list the scenarios, or those that mention the words",
	.takes = OF_FAMILY | OF_FORMAT | OF_VERBOSE | OF_FILTER | OF_SHARD | OF_LIST,
	.formats = LIST_FORMATS,
	.run = run_list,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_why.c - why: from an error text, or what else is known, to the causes that may be behind it.
 */
#include "console.h"
#include "nearest.h"
#include "options.h"
#include "registry.h"
#include "suspects_told.h"
#include "terminal.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static enum exit_code tell(const struct options *options, const struct telling *telling)
{
	if (strcmp(options->format, "json") == 0) {
		if (suspects_json(stdout, telling) == 0)
			return EXIT_GOOD;
		console_refuse("out of memory: the answer is incomplete");
		return EXIT_BROKEN;
	}
	if (strcmp(options->format, "markdown") == 0)
		suspects_markdown(stdout, telling);
	else
		suspects_text(stdout, telling, terminal_columns(stdout), options->verbose > 0);
	return EXIT_GOOD;
}

/* Nothing was found, and of a word nobody has heard: it may be mistyped. */
static enum exit_code refuse_unknown(const struct suspects *found)
{
	char hint[128] = "";
	struct why why;
	int at = 0;

	while (at < found->unknown_count &&
	       !*nearest_word(found->unknown[at], "", hint, sizeof(hint)))
		at++;
	why_set(&why, "nothing is known of '%s'%s",
		found->unknown[at < found->unknown_count ? at : 0], hint);
	return console_refuse(why.text);
}

static enum exit_code run(const struct options *options)
{
	struct asked sender = options->filter.by[BY_SENDER];
	struct clues clues = {
		.when = options->when,
		.sender = sender.count ? sender.value[0] : NULL,
		.counter = options->counter,
		.window = options->window,
	};
	struct suspects found;
	struct why why;
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	query_read(&clues.query, options->operands, options->operand_count);
	memcpy(clues.by, options->filter.by, sizeof(clues.by));
	clues.by[BY_SENDER] = (struct asked){ 0 };
	if (sender.count > 1 || (clues.sender && strcmp(clues.sender, "client") != 0 &&
				 strcmp(clues.sender, "server") != 0))
		return console_refuse(
			"--sender of 'why': expected client or server: whose address the RST has");
	if (clues.query.count == 0 && !options->when && !options->counter && options->window < 0 &&
	    !filter_asks(&options->filter))
		return console_refuse("'why' needs what was seen: an error text, an errno, "
				      "--when, --sender, --flags or --counter; try 'rstlab-ns "
				      "why --help'");
	if (suspects_find(&clues, all, count, &found, &why) < 0)
		return console_refuse(why.text);
	enum exit_code code = tell(options, &(struct telling){ &clues, &found, all, count });
	if (code == EXIT_GOOD && found.count == 0 && found.unknown_count > 0)
		code = refuse_unknown(&found);
	return console_flush(code);
}

const struct command cmd_why = {
	.name = "why",
	.operands = "[TEXT...]",
	.operands_max = INT_MAX,
	.operands_min = OPTIONAL_OPERANDS,
	.help = "rank the possible causes of an error, and show what settles it",
	.takes = OF_FORMAT | OF_VERBOSE | OF_WHY,
	.formats = MAP_FORMATS,
	.run = run,
};

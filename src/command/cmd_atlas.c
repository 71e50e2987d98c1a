/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_atlas.c - atlas: the map of the resets. */
#include "atlas.h"
#include "atlas_by.h"
#include "atlas_html.h"
#include "atlas_page.h"
#include "by_hand.h"
#include "choose.h"
#include "console.h"
#include "reasons.h"
#include "registry.h"
#include "terminal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What @err of telling means. */
static enum exit_code whole(int err)
{
	if (err == 0)
		return EXIT_GOOD;
	console_refuse("out of memory: the map is incomplete");
	return EXIT_BROKEN;
}

static enum exit_code tell_by(const struct options *options, const struct scenario *const *chosen,
			      int count)
{
	int err;

	if (strcmp(options->format, "json") == 0)
		err = atlas_by_json(stdout, options->by, chosen, count);
	else if (strcmp(options->format, "markdown") == 0)
		err = atlas_by_page(stdout, options->by, chosen, count);
	else
		err = atlas_by_text(stdout, options->by, chosen, count, terminal_columns(stdout));
	return whole(err);
}

static enum exit_code tell(const struct options *options, const struct scenario *const *chosen,
			   int count)
{
	struct reasons reasons;
	int all_count;
	const struct scenario *const *all = registry_scenarios(&all_count);

	if (strcmp(options->format, "html") == 0) {
		if (options->by) {
			console_refuse("--format html has all sides; leave out --by");
			return EXIT_USAGE;
		}
		return whole(atlas_html(stdout, chosen, count, registry_topology, story_find));
	}
	if (options->by && strcmp(options->by, atlas_sides[0]) != 0)
		return tell_by(options, chosen, count);
	if (strcmp(options->format, "markdown") == 0)
		return whole(atlas_page(stdout, chosen, count, registry_topology));
	reasons_read(&reasons);
	if (strcmp(options->format, "json") != 0) {
		atlas_text(stdout, chosen, count, reasons.name, reasons.count, all, all_count);
		return EXIT_GOOD;
	}
	return whole(
		atlas_json(stdout, chosen, count, reasons.name, reasons.count, all, all_count));
}

static enum exit_code run(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose_scenarios(options, &chosen, &why);
	enum exit_code code = count < 0 ? console_refuse(why.text) : EXIT_GOOD;

	if (count > 0 || (count == 0 && strcmp(options->format, "json") == 0))
		code = tell(options, chosen, count);
	else if (count == 0)
		puts(none_text(options));
	free(chosen);
	return console_flush(code);
}

const struct command cmd_atlas = {
	.name = "atlas",
	.operands = "[SCENARIO...]",
	.operands_max = INT_MAX,
	.operands_min = OPTIONAL_OPERANDS,
	.help = "map each reset reason to the scenarios that show it",
	.takes = OF_FORMAT | OF_FILTER | OF_ATLAS,
	.formats = ATLAS_FORMATS,
	.run = run,
};

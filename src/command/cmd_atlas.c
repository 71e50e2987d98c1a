/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_atlas.c - atlas: the map of the resets. */
#include "atlas.h"
#include "choose.h"
#include "console.h"
#include "reasons.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum exit_code run(const struct options *options)
{
	const struct scenario **chosen;
	struct reasons reasons;
	struct why why;
	int count = choose_scenarios(options, &chosen, &why);
	enum exit_code code = count < 0 ? console_refuse(why.text) : EXIT_GOOD;

	if (count == 0)
		puts(none_text(options));
	if (count > 0 && strcmp(options->format, "markdown") == 0) {
		atlas_page(stdout, chosen, count);
	} else if (count > 0) {
		reasons_read(&reasons);
		atlas_text(stdout, chosen, count, reasons.name, reasons.count);
	}
	free(chosen);
	return code;
}

const struct command cmd_atlas = {
	.name = "atlas",
	.operands = "[SCENARIO...]",
	.operands_max = INT_MAX,
	.operands_min = OPTIONAL_OPERANDS,
	.help = "show the map: each reason to reset, and where to see it",
	.takes = OF_FORMAT | OF_FILTER | OF_ATLAS,
	.formats = MAP_FORMATS,
	.run = run,
};

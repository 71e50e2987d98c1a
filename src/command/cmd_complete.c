/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_complete.c - complete: asked by the shells, whose files are in src/completion. */
#include "complete.h"
#include "console.h"

#include <limits.h>

static enum exit_code run(const struct options *options)
{
	complete(stdout, options->commands, options->operands, options->operand_count);
	return console_flush(EXIT_GOOD);
}

const struct command cmd_complete = {
	.name = "complete",
	.operands = "[WORD...]",
	.operands_max = INT_MAX,
	.operands_min = OPTIONAL_OPERANDS,
	.help = "print shell completions for the last word after --",
	.run = run,
};

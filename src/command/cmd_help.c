/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_help.c - help and version: what the program can, and which it is. */
#include "console.h"
#include "find_command.h"

#include <stdio.h>

static enum exit_code run_help(const struct options *options)
{
	struct why why;
	const struct command *command = NULL;

	if (options->operand_count > 0) {
		command = find_command(options->commands, options->operands[0], &why);
		if (!command)
			return console_refuse(why.text);
	}
	options_usage(options->commands, command, stdout);
	return EXIT_GOOD;
}

static enum exit_code run_version(const struct options *options)
{
	(void)options;
	puts("rstlab-ns " RSTLAB_VERSION);
	return EXIT_GOOD;
}

const struct command cmd_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.operands_max = 1,
	.operands_min = OPTIONAL_OPERANDS,
	.help = "show this help, or the help of a command",
	.run = run_help,
};

const struct command cmd_version = {
	.name = "version",
	.help = "show the version",
	.run = run_version,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_lessons.c - what saved runs teach of RSTs and their causes. */
#include "console.h"
#include "learn.h"

#include <limits.h>
#include <stdio.h>

static enum exit_code run(const struct options *options)
{
	struct lessons lessons = { 0 };
	enum exit_code code = EXIT_GOOD;
	struct why why;
	int err = 0;

	for (int i = 0; i < options->operand_count && err == 0; i++)
		err = learn_from(&lessons, options->operands[i], &why);
	if (err < 0) {
		code = console_refuse(why.text);
	} else {
		lessons_print(stdout, &lessons);
		code = console_flush(code);
	}
	lessons_free(&lessons);
	return code;
}

const struct command cmd_lessons = {
	.name = "lessons",
	.operands = "DIR...",
	.operands_max = INT_MAX,
	.help = "print what saved runs teach about RSTs and their causes",
	.run = run,
};

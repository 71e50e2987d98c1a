/* SPDX-License-Identifier: GPL-2.0-only */
#include "words.h"

#include "commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

int words_split(char *line, char **ret)
{
	char *rest = NULL;
	int count = 0;

	for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		assert_true(count < LINE_WORDS);
		ret[count++] = strcmp(word, "''") == 0 ? word + 2 : word;
	}
	return count;
}

int words_parse(const char *line, struct options *ret, struct why *ret_why)
{
	static char text[4096]; /* what the options point to */
	char *argv[1 + LINE_WORDS] = { (char[]){ "rstlab-ns" } };

	snprintf(text, sizeof(text), "%s", line);
	int count = words_split(text, argv + 1);
	return options_parse(1 + count, argv, commands, ret, ret_why);
}

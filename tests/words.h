/* SPDX-License-Identifier: GPL-2.0-only */
/* words.h - command lines made by hand. */
#ifndef RSTLAB_TEST_WORDS_H
#define RSTLAB_TEST_WORDS_H

#include "options.h"

enum { LINE_WORDS = 40 };

/* Cuts @line into its words, which are parted by single spaces; '' is an empty word. At most
 * LINE_WORDS of them go to @ret. Returns how many there are. */
int words_split(char *line, char **ret);

/* options_parse() of the program and these words. */
int words_parse(const char *line, struct options *ret, struct why *ret_why);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* complete.h - what may stand in the place of a word of the command line: by the program's own
 * tables, so that no shell's completion has a list of its own. Pure but for its FILE. */
#ifndef RSTLAB_COMPLETE_H
#define RSTLAB_COMPLETE_H

#include "options.h"

#include <stdio.h>

/* What stands for a name of a file, in place of a candidate. */
#define COMPLETE_FILES ":files"

/*
 * Prints the candidates for the last of @words, of which there are @count: those that begin as it
 * does, each on a line, with a tab and what it is. "--format=js" is one word, and so are its
 * candidates. COMPLETE_FILES says that a file may stand there.
 */
void complete(FILE *out, const struct command *const *commands, char *const *words, int count);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* terminal.h - text that may be colored. */
#ifndef RSTLAB_TERMINAL_H
#define RSTLAB_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* How something is to be told. */
struct print_options {
	bool verbose; /* more than what is wrong */
	bool color;
	bool ladder;      /* of results: each is drawn */
	const char *rows; /* of the matrix: only these; NULL: all */
	bool pages;       /* of the matrix: a page a state, and no map */
	/* Of results: the folder in which they are saved, as a job's server calls it; NULL: none */
	const char *saved;
	/* For KCIDB: who reports, and which build was tested; NULL: not said. */
	const char *origin, *build_id;
	/* For NIPA: the branch that was tested, who tests, where more is; NULL: not said. */
	const char *branch, *executor, *link;
	int columns; /* that a line may have, as terminal_columns() says; 0: as many as read well */
};

/* Prints @text, and nothing of it that a terminal would obey, in the color of @sgr if @color. */
void print_color(FILE *out, bool color, const char *sgr, const char *text);

/* How many columns a line of @out may have: what COLUMNS says in the environment, or else the
 * terminal that @out is; 0: it is none. */
int terminal_columns(FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* suspects_told.h - what was found, for people and for programs. Pure but for its FILE. */
#ifndef RSTLAB_SUSPECTS_TOLD_H
#define RSTLAB_SUSPECTS_TOLD_H

#include "suspects.h"

#include <stdio.h>

struct telling {
	const struct clues *clues;
	const struct suspects *found;
	const struct scenario *const *all; /* by which causes can be seen */
	int all_count;
};

/* @width: columns that a line may have, 0: as many as read well. @verbose: all that is found, and
 * how each comes about; else the first few. */
void suspects_text(FILE *out, const struct telling *telling, int width, bool verbose);
void suspects_markdown(FILE *out, const struct telling *telling);

/* In the form of rstlab-ns-why(5). 0 or -ENOMEM. */
int suspects_json(FILE *out, const struct telling *telling);

/* The homonym among the words asked for, or NULL. */
const struct homonym *clues_homonym(const struct clues *clues);

/* Those moments, or senders, of @words that some of the causes found have not, so that saying one
 * would narrow the choice: "connect|idle"; "" if none would. Returns @buffer. */
const char *suspects_narrower(const struct suspects *found, bool senders, char *buffer,
			      size_t size);

#endif

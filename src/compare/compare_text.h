/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_text.h - what the parts of the text share. Pure but for its FILE. */
#ifndef RSTLAB_COMPARE_TEXT_H
#define RSTLAB_COMPARE_TEXT_H

#include "compare_words.h"

#include <stdio.h>

#define SGR_HEAD "1"
#define SGR_BAD  "1;31"

enum { LINE_WIDTH = 100, BODY = 4 };

struct telling {
	FILE *out;
	const struct comparison *comparison;
	bool color, verbose;
};

void print_indented(const struct telling *telling, const char *text, int indent);

/* Why something had to come, in brackets where it comes from. */
void print_reason(const struct telling *telling, const struct expected *expected, int indent);

/* The steps of @part, after @heading if there is one; those of one cause as one, but with
 * `verbose` each by itself. */
void print_stories(const struct telling *telling, enum part part, const char *heading);

#endif

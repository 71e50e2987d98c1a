/* SPDX-License-Identifier: GPL-2.0-only */
/* candidates.h - what the program's completion answers. */
#ifndef RSTLAB_TEST_CANDIDATES_H
#define RSTLAB_TEST_CANDIDATES_H

#include <stdbool.h>

/* The candidates for the last word of @line, whose words single spaces part ('' is an empty one),
 * each between newlines, without what they are; to be freed. */
char *candidates(const char *line);

/* Is @candidate one of them? must_offer(): or the test fails. */
bool offers(const char *line, const char *candidate);
void must_offer(const char *line, const char *candidate);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* ladder_table.h - a ladder as a table of HTML, in a fold: for who cannot see the drawing. Pure but
 * for its FILE. */
#ifndef RSTLAB_LADDER_TABLE_H
#define RSTLAB_LADDER_TABLE_H

#include "ladder.h"

#include <stdio.h>

/* @marked: the word beside what is marked, or NULL. A rung with an anchor is the element "@prefix"
 * and its number, as ladder_svg() links to it; NULL: none is. */
void ladder_table(FILE *out, const struct ladder *ladder, const char *marked, const char *prefix);

#endif

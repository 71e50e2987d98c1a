/* SPDX-License-Identifier: GPL-2.0-only */
/* ladder_text.h - a ladder in the characters of a terminal. Pure but for its FILE. */
#ifndef RSTLAB_LADDER_TEXT_H
#define RSTLAB_LADDER_TEXT_H

#include "ladder.h"

#include <stdio.h>

/* Draws @ladder in lines of at most @columns (0: as many as read well; no less than
 * LADDER_NARROWEST). @color: RSTs, the kernel's words and faults stand out. */
enum { LADDER_NARROWEST = 48, LADDER_WIDEST = 100 };
void ladder_text(FILE *out, const struct ladder *ladder, int columns, bool color);

#endif

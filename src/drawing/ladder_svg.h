/* SPDX-License-Identifier: GPL-2.0-only */
/* ladder_svg.h - a ladder as SVG. Pure but for its FILE. */
#ifndef RSTLAB_LADDER_SVG_H
#define RSTLAB_LADDER_SVG_H

#include "ladder.h"

#include <stdio.h>

/* Draws @ladder as a part of a page that has page.css. @title is what a screen reader calls it. A
 * rung with an anchor is a link to the element "@prefix" and its number, and the number of a note,
 * from 1, one to "@prefix", "n" and that number; NULL: none is a link. */
void ladder_svg(FILE *out, const struct ladder *ladder, const char *title, const char *prefix);

/* Draws it as a file of its own, in light and dark. */
void ladder_svg_file(FILE *out, const struct ladder *ladder, const char *title);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* text_width.h - how wide words are in a drawing, whose font is the reader's. Pure. */
#ifndef RSTLAB_TEXT_WIDTH_H
#define RSTLAB_TEXT_WIDTH_H

#include "ladder.h"

#include <stdbool.h>

/* In pixels, of a font of 11 pixels: as wide as it becomes in the usual fonts. */
int text_width(const char *text, bool is_bold);

/* @text as ladder_fit() has it where it finds room in @width pixels. Returns @text or @buffer. */
const char *text_width_fit(const char *text, bool is_bold, int width, char buffer[LADDER_FIT]);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#include "terminal.h"

#include "text.h"

#include <stdio.h>

void print_color(FILE *out, bool color, const char *sgr, const char *text)
{
	if (color)
		fprintf(out, "\033[%sm", sgr);
	text_print(out, text);
	if (color)
		fputs("\033[0m", out);
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "markdown.h"

#include <ctype.h>
#include <string.h>

void markdown_print(FILE *out, const char *text)
{
	char before = ' ';

	/* Within a word '_' means nothing. */
	for (; *text; before = *text++)
		if (strchr("\\`*{}[]<>#|~&", *text) || (*text == '_' && !isalnum(before)))
			fprintf(out, "&#%d;", *text);
		else
			fputc(*text == '\n' ? ' ' : *text, out);
}

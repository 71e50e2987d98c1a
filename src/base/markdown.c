/* SPDX-License-Identifier: GPL-2.0-only */
#include "markdown.h"

#include "text.h"

#include <ctype.h>
#include <string.h>

void markdown_print(FILE *out, const char *text)
{
	char before = ' ';

	while (*text) {
		int bytes = text_char(text);
		/* Within a word '_' means nothing. */
		if (strchr("\\`*{}[]<>#|~&", *text) ||
		    (*text == '_' && !isalnum((unsigned char)before)))
			fprintf(out, "&#%d;", *text);
		else if (bytes > 0)
			fwrite(text, 1, (size_t)bytes, out);
		else
			fputc(*text == '\n' ? ' ' : '?', out);
		before = *text;
		text += bytes > 0 ? bytes : 1;
	}
}

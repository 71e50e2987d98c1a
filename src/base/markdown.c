/* SPDX-License-Identifier: GPL-2.0-only */
#include "markdown.h"

#include "text.h"

#include <ctype.h>
#include <string.h>

void markdown_print(FILE *out, const char *text)
{
	char before = ' ';

	while (*text) {
		char shown[TEXT_SHOWN_SIZE];
		int bytes = text_show(text, shown);
		/* Within a word '_' means nothing. */
		if (strchr("\\`*{}[]<>#|~&", *text) ||
		    (*text == '_' && !isalnum((unsigned char)before)))
			fprintf(out, "&#%d;", *text);
		else if (shown[0] == '\\')
			fprintf(out, "&#%d;%s", '\\', shown + 1);
		else
			fputs(*text == '\n' ? " " : shown, out);
		before = *text;
		text += bytes;
	}
}

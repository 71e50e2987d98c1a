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
		if (strchr("\\`*{}[]<>#|~&$", *text) ||
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

enum { PART_MAX = 2048 };

void markdown_print_code(FILE *out, const char *text)
{
	const char *open, *close;
	char part[PART_MAX];

	while ((open = strchr(text, '`')) && (close = strchr(open + 1, '`'))) {
		text_set(part, sizeof(part), "%.*s", (int)(open - text), text);
		markdown_print(out, part);
		text_set(part, sizeof(part), "%.*s", (int)(close - open) + 1, open);
		if (close > open + 1)
			text_print(out, part);
		text = close + 1;
	}
	markdown_print(out, text);
}

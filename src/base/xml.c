/* SPDX-License-Identifier: GPL-2.0-only */
#include "xml.h"

#include "text.h"

#include <string.h>

void xml_print(FILE *out, const char *text)
{
	static const struct {
		char character;
		const char *entity;
	} entities[] = {
		{ '<', "&lt;" },   { '>', "&gt;" },   { '&', "&amp;" },
		{ '"', "&quot;" }, { '\n', "&#10;" }, { '\t', "&#9;" },
	};

	while (*text != '\0') {
		const char *entity = NULL;
		for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
			if (entities[i].character == *text)
				entity = entities[i].entity;
		char shown[TEXT_SHOWN_SIZE];
		text += text_show(text, shown);
		bool is_forbidden = strcmp(shown, "\xef\xbf\xbe") == 0 ||
				    strcmp(shown, "\xef\xbf\xbf") == 0; /* U+FFFE, U+FFFF */
		fputs(entity ? entity : is_forbidden ? "?" : shown, out);
	}
}

enum { PART_MAX = 2048 };

void xml_print_code(FILE *out, const char *text)
{
	const char *open, *close;
	char part[PART_MAX];

	while ((open = strchr(text, '`')) && (close = strchr(open + 1, '`'))) {
		text_set(part, sizeof(part), "%.*s", (int)(open - text), text);
		xml_print(out, part);
		text_set(part, sizeof(part), "%.*s", (int)(close - open) - 1, open + 1);
		fputs("<code>", out);
		xml_print(out, part);
		fputs("</code>", out);
		text = close + 1;
	}
	xml_print(out, text);
}

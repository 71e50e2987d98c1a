/* SPDX-License-Identifier: GPL-2.0-only */
#include "mermaid.h"

#include "text.h"

#include <stdint.h>
#include <string.h>

/* The code point of the character at @text, which is well-formed. Moves it on. */
static uint32_t next_code(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	int more = at[0] < 0x80 ? 0 : at[0] < 0xe0 ? 1 : at[0] < 0xf0 ? 2 : 3;
	uint32_t code = more ? at[0] & (0x3fU >> more) : at[0];

	for (int i = 1; i <= more; i++)
		code = code << 6 | (at[i] & 0x3f);
	*text += 1 + more;
	return code;
}

/* One character: as it is where it means nothing to anybody, else by its number. The bytes. */
static int put_code(char *to, size_t size, uint32_t code)
{
	static const char plain[] =
		" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		"()[]=,./+-_";

	if (code < 0x80 && strchr(plain, (int)code))
		return snprintf(to, size, "%c", (char)code);
	return snprintf(to, size, "#%u;", (unsigned)code);
}

/* The next character of @text, as it may be shown. Returns its bytes. */
static int show(const char *text, char shown[TEXT_SHOWN_SIZE])
{
	if (*text != '\n')
		return text_show(text, shown);
	strcpy(shown, " ");
	return 1;
}

/* The text is cut between characters, so that it is seen to have been longer. */
static void print_words(FILE *out, const char *text)
{
	char line[MERMAID_TEXT] = "", part[16], shown[TEXT_SHOWN_SIZE];
	size_t used = 0;
	bool is_cut = false;

	for (; *text && !is_cut; text += show(text, shown)) {
		show(text, shown);
		for (const char *at = shown; *at && !is_cut;) {
			int bytes = put_code(part, sizeof(part), next_code(&at));
			is_cut = used + (size_t)bytes + sizeof("...") > sizeof(line);
			if (!is_cut)
				used += (size_t)snprintf(line + used, sizeof(line) - used, "%s",
							 part);
		}
	}
	/* Nothing but spaces is no text to Mermaid. */
	if (strspn(line, " ") == used)
		fputs("#32;", out);
	fprintf(out, "%s%s", line, is_cut ? "..." : "");
}

void mermaid_begin(FILE *out)
{
	fputs("```mermaid\nsequenceDiagram\n", out);
}

void mermaid_participant(FILE *out, int participant, const char *name)
{
	fprintf(out, "    participant h%d as ", participant);
	print_words(out, name);
	fputc('\n', out);
}

void mermaid_arrow(FILE *out, int from, int to, bool lost, const char *text)
{
	fprintf(out, "    h%d%sh%d: ", from, lost ? "-x" : "->>", to);
	print_words(out, text);
	fputc('\n', out);
}

void mermaid_note(FILE *out, int first, int last, const char *text)
{
	fprintf(out, "    Note over h%d", first);
	if (last != first)
		fprintf(out, ",h%d", last);
	fputs(": ", out);
	print_words(out, text);
	fputc('\n', out);
}

void mermaid_end(FILE *out)
{
	fputs("```\n", out);
}

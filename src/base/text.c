/* SPDX-License-Identifier: GPL-2.0-only */
#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the text in @text, of which @size bytes are full, so that it is seen to have been longer. */
static void mark_cut(char *text, size_t size)
{
	static const char mark[] = "...";
	size_t end = size > sizeof(mark) ? size - sizeof(mark) : 0;

	/* UTF-8: what continues a character begins with the bits 10. */
	while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	if (size > sizeof(mark))
		memcpy(text + end, mark, sizeof(mark));
}

const char *text_vset(char *text, size_t size, const char *format, va_list args)
{
	if (vsnprintf(text, size, format, args) >= (int)size)
		mark_cut(text, size);
	return text;
}

const char *text_set(char *text, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vset(text, size, format, args);
	va_end(args);
	return text;
}

void text_append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	int more = vsnprintf(text + used, size - used, format, args);
	va_end(args);
	if (more >= (int)(size - used))
		mark_cut(text, size);
}

bool text_has_word(const char *words, const char *word)
{
	size_t size = strlen(word);

	for (const char *at = words; size && (at = strstr(at, word)); at += size)
		if ((at == words || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
			return true;
	return false;
}

int text_char(const char *text)
{
	static const struct {
		unsigned char first, last; /* of the lead byte */
		int bytes;
		uint32_t lowest; /* a smaller code point here is overlong, or C1 */
	} forms[] = {
		{ 0x20, 0x7e, 1, 0x20 },
		{ 0xc2, 0xdf, 2, 0xa0 },
		{ 0xe0, 0xef, 3, 0x800 },
		{ 0xf0, 0xf4, 4, 0x10000 },
	};
	unsigned char lead = (unsigned char)text[0];

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (lead < forms[i].first || lead > forms[i].last)
			continue;
		uint32_t code = forms[i].bytes == 1 ? lead : lead & (0xffU >> (forms[i].bytes + 1));
		for (int k = 1; k < forms[i].bytes; k++) {
			unsigned char byte = (unsigned char)text[k];
			if ((byte & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (byte & 0x3f);
		}
		bool surrogate = code >= 0xd800 && code <= 0xdfff;
		return code < forms[i].lowest || code > 0x10ffff || surrogate ? 0 : forms[i].bytes;
	}
	return 0;
}

/* Bytes of the character at @text if it may stay, else 0. */
static int clean_char(const char *text, bool lines)
{
	return lines && *text == '\n' ? 1 : text_char(text);
}

bool text_is_clean(const char *text, bool lines)
{
	for (int bytes; *text != '\0'; text += bytes) {
		bytes = clean_char(text, lines);
		if (bytes == 0)
			return false;
	}
	return true;
}

char *text_clean(char *text, bool lines)
{
	for (char *at = text; *at != '\0';) {
		int bytes = clean_char(at, lines);
		if (bytes == 0)
			*at = '?';
		at += bytes ? bytes : 1;
	}
	return text;
}

static void print_bytes(FILE *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size && text[i] != '\0';) {
		int bytes = text_char(text + i);
		fprintf(out, "%.*s", bytes ? bytes : 1, bytes ? text + i : "?");
		i += bytes ? (size_t)bytes : 1;
	}
}

void text_print(FILE *out, const char *text)
{
	print_bytes(out, text, strlen(text));
}

int text_columns(const char *text)
{
	int columns = 0;

	for (; *text != '\0'; text++)
		columns += ((unsigned char)*text & 0xc0) != 0x80;
	return columns;
}

void text_pad(FILE *out, const char *text, int width)
{
	int fill = abs(width) - text_columns(text);

	if (fill < 0)
		fill = 0;
	fprintf(out, "%*s", width < 0 ? fill : 0, "");
	text_print(out, text);
	fprintf(out, "%*s", width < 0 ? 0 : fill, "");
}

void text_wrap(FILE *out, const char *text, int column, int indent, int width)
{
	bool line_start = true;

	while (*text != '\0') {
		int newlines = 0;
		for (; *text == ' ' || *text == '\n'; text++)
			newlines += *text == '\n';
		size_t size = strcspn(text, " \n");
		if (size == 0)
			break;
		int columns = 0;
		for (size_t i = 0; i < size; i++)
			columns += ((unsigned char)text[i] & 0xc0) != 0x80;
		bool is_full = column + !line_start + columns > width;
		if (newlines > 1 || (is_full && column > indent)) {
			fprintf(out, "%s\n%*s", newlines > 1 ? "\n" : "", indent, "");
			column = indent;
			line_start = true;
		}
		if (!line_start)
			fputc(' ', out);
		print_bytes(out, text, size);
		column += columns + !line_start;
		line_start = false;
		text += size;
	}
	fputc('\n', out);
}

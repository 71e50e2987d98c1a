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

const char *text_between(int nth, int count, const char *last)
{
	if (nth == 0)
		return "";
	return nth == count - 1 ? last : ", ";
}

bool text_has_word(const char *words, const char *word)
{
	size_t size = strlen(word);

	for (const char *at = words; size && (at = strstr(at, word)); at += size)
		if ((at == words || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
			return true;
	return false;
}

/* The well-formed character at @text (RFC 3629), but a control (C0, C1). Returns its bytes, or 0.
 */
static int decode(const char *text, uint32_t *ret)
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
		*ret = code;
		return code < forms[i].lowest || code > 0x10ffff || surrogate ? 0 : forms[i].bytes;
	}
	return 0;
}

/* Would a reader not see it, or see what is around it elsewhere? Unicode's line and paragraph
 * separators, Bidi_Control (UAX #9) and Default_Ignorable_Code_Point (DerivedCoreProperties), in
 * order. */
static bool is_hidden(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{ 0x00ad, 0x00ad },   { 0x034f, 0x034f },   { 0x061c, 0x061c },
		{ 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
		{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },
		{ 0x3164, 0x3164 },   { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },   { 0x1bca0, 0x1bca3 },
		{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]) && code >= hidden[i].first; i++)
		if (code <= hidden[i].last)
			return true;
	return false;
}

int text_char(const char *text)
{
	uint32_t code;
	int bytes = decode(text, &code);

	return bytes && is_hidden(code) ? 0 : bytes;
}

int text_show(const char *text, char ret[TEXT_SHOWN_SIZE])
{
	uint32_t code;
	int bytes = decode(text, &code);

	if (bytes == 0)
		strcpy(ret, "?");
	else if (is_hidden(code))
		snprintf(ret, TEXT_SHOWN_SIZE, code > 0xffff ? "\\U%08x" : "\\u%04x",
			 (unsigned)code);
	else
		snprintf(ret, TEXT_SHOWN_SIZE, "%.*s", bytes, text);
	return bytes ? bytes : 1;
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

char *text_clean(char *ret, size_t size, const char *text, bool lines)
{
	char shown[TEXT_SHOWN_SIZE];
	size_t used = 0;

	while (*text != '\0') {
		bool line = lines && *text == '\n';
		text += text_show(text, shown);
		if (line)
			strcpy(shown, "\n");
		size_t more = strlen(shown);
		if (used + more >= size) {
			ret[used] = '\0';
			mark_cut(ret, used + 1);
			return ret;
		}
		memcpy(ret + used, shown, more);
		used += more;
	}
	ret[used] = '\0';
	return ret;
}

/* Returns the columns. */
static int print_bytes(FILE *out, const char *text, size_t size)
{
	int columns = 0;

	for (size_t i = 0; i < size && text[i] != '\0';) {
		char shown[TEXT_SHOWN_SIZE];
		i += (size_t)text_show(text + i, shown);
		columns += shown[1] && !((unsigned char)shown[0] & 0x80) ? (int)strlen(shown) : 1;
		if (out)
			fputs(shown, out);
	}
	return columns;
}

void text_print(FILE *out, const char *text)
{
	print_bytes(out, text, strlen(text));
}

int text_columns(const char *text)
{
	return print_bytes(NULL, text, strlen(text));
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
		int columns = print_bytes(NULL, text, size);
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

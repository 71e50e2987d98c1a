/* SPDX-License-Identifier: GPL-2.0-only */
/* text.h - UTF-8 text for people: columns, wrapping, and nothing that a terminal would obey. Pure.
 */
#ifndef RSTLAB_TEXT_H
#define RSTLAB_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/* Bytes of the well-formed, printable UTF-8 character at @text; 0: there is none. Not printable are
 * control characters (C0, C1), and what hides or moves text: directions (U+202E), characters
 * without width (U+200B), separators of lines (U+2028). */
int text_char(const char *text);

/* The next character of @text, as it may be shown: itself; "\u202e" if it hides or moves text; "?"
 * for any other byte. Returns the bytes that it takes in @text, which is not empty. */
enum { TEXT_SHOWN_SIZE = 11 };
int text_show(const char *text, char ret[TEXT_SHOWN_SIZE]);

/* snprintf() of a text for people: one that finds no room ends in "...", and not within a
 * character. Returns @text. */
const char *text_set(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
const char *text_vset(char *text, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

/* Appends to the text of @size bytes in @text; what finds no room is cut in the same way. */
void text_append(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What stands before the @nth, from 0, of @count words: "", ", ", or before the last of several
 * @last, such as " and ". */
const char *text_between(int nth, int count, const char *last);

/* Is @word one of @words, which spaces part? */
bool text_has_word(const char *words, const char *word);

/* Is every character of @text printable, or with @lines a newline? */
bool text_is_clean(const char *text, bool lines);

/* Copies @text to @ret of @size bytes, all of it as text_show() has it but, with @lines, newlines.
 * What finds no room is cut as text_set() cuts it. Returns @ret. */
char *text_clean(char *ret, size_t size, const char *text, bool lines);

/* Prints @text as text_show() has it. */
void text_print(FILE *out, const char *text);

/* Columns that @text takes; a character takes one. */
int text_columns(const char *text);

/* Prints @text and pads it with spaces to @width columns: on its left if @width is negative. */
void text_pad(FILE *out, const char *text, int width);

/*
 * Prints @text broken at spaces, so that no line exceeds @width columns unless a word does. The
 * first word stands at the current column, which is @column; the lines that follow are indented by
 * @indent. An empty line in @text makes a new paragraph. Ends with a newline.
 */
void text_wrap(FILE *out, const char *text, int column, int indent, int width);

#endif

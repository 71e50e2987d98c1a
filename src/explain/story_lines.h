/* SPDX-License-Identifier: GPL-2.0-only */
/* story_lines.h - what is to be said of a story, line by line: the same in each format for people.
 * Pure. */
#ifndef RSTLAB_STORY_LINES_H
#define RSTLAB_STORY_LINES_H

#include "explain_words.h"

struct story_line {
	const char *label; /* "who", "cause", ...; the same again: it goes on; "": it has none */
	const char *text;  /* in which a command stands between backquotes */
	bool is_command;   /* all of @text is one */
	int evidence;      /* its number in the diagnosis, from 1; 0: it is something else */
	uint32_t rests_on; /* of a cause: of which evidence, bits; @text does not say it */
};

/* Tells @tell of each line of @story, in their order. @verbose: of all causes, else of the first
 * few. The text is @tell's until it returns. */
void story_lines(const struct story *story, bool verbose,
		 void (*tell)(void *arg, const struct story_line *line), void *arg);

enum { RESTS_TEXT = 96, STORY_LINE = 4 * EXPLAIN_TEXT };

/* " (rests on evidence 1, 3)" of the bits @rests_on; "": of none. Returns @buffer. */
const char *rests_text(uint32_t rests_on, char *buffer, size_t size);

/* "client reset ..., in frame 7": of a story of connections that were over before. Returns @buffer.
 */
const char *story_harmless(const struct story *story, char *buffer, size_t size);

#define STORIES_HARMLESS "Harmless: both sides had closed the connection by FIN before"

#endif

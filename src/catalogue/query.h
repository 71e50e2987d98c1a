/* SPDX-License-Identifier: GPL-2.0-only */
/* query.h - what is searched for, in words; and who speaks of it. Pure. */
#ifndef RSTLAB_QUERY_H
#define RSTLAB_QUERY_H

#include "scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QUERY_WORDS = 48, QUERY_SIZE = 1024, QUERY_TEXT = 2 * QUERY_SIZE };

/*
 * A text cut into its words, at spaces and punctuation; what stands within a word, as in
 * "keep-alive" and "SO_LINGER", stays. Small words that say nothing ("the", "by") are left out
 * where there are others. What is beyond QUERY_WORDS or QUERY_SIZE is not looked at.
 */
struct query {
	int count;
	const char *word[QUERY_WORDS]; /* into text */
	char text[QUERY_SIZE];
};
void query_read(struct query *ret, char *const *texts, int count);

/* Is it one of the small words? */
bool word_says_nothing(const char *word);

/* Where @query has @text whole, word for word, whatever stands before and behind; "..." in @text
 * stands for any words or none. The query's words may be longer at a joint: "net::ERR_FAILED" has
 * "ERR_FAILED". */
struct quote {
	uint64_t words; /* of the query, a bit each; 0: it has not */
	int exact;      /* how many of them are so in upper and lower case too */
};
_Static_assert(QUERY_WORDS <= 64, "a bit for each word");
struct quote query_quotes(const struct query *query, const char *text);

/* Does @text have @word, in whatever case, as a word or as a part of one that '-', '_' or other
 * punctuation joins? These are all alike, and so are a plural and its singular. NULL has none. */
bool text_speaks_of(const char *text, const char *word);

/* Where in @text it does so first; the length of @text, or more: nowhere. */
size_t text_finds(const char *text, const char *word);

/* The same of what @cause is called and known by; and of the symptoms that list it, besides. */
bool cause_is_known_by(const struct cause *cause, const char *word);
bool cause_speaks_of(const struct cause *cause, const char *word);

/* The same of what @scenario is called, proves and explains. */
bool scenario_speaks_of(const struct scenario *scenario, const char *word);

/* Does @symptom list @cause? Its place from 0, or -1. */
int symptom_place(const struct symptom *symptom, const char *cause);

#endif

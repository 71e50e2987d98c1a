/* SPDX-License-Identifier: GPL-2.0-only */
/* suggest.h - "did you mean": the known word nearest to a mistyped one. Pure. */
#ifndef RSTLAB_SUGGEST_H
#define RSTLAB_SUGGEST_H

#include <stddef.h>

/* Start with { .word = what was typed }; then consider each word that would have been right. */
struct suggestion {
	const char *word;
	const char *best; /* NULL: none is near; points into the candidate */
	size_t length;    /* of best, which need not end there */
	size_t distance;
};

/* Takes the @length bytes at @candidate as best if it is near enough, and nearer than the best so
 * far. */
void suggest_consider(struct suggestion *suggestion, const char *candidate, size_t length);

/* ", did you mean 'half-open'?", or @otherwise if nothing is near. Returns @buffer. */
const char *suggest_text(const struct suggestion *suggestion, const char *otherwise, char *buffer,
			 size_t size);

/* Edits from @a to @b: insert, delete, replace, swap two neighbours (Damerau-Levenshtein, optimal
 * string alignment); case does not count. (size_t)-1 where a word is longer than any that is known.
 */
size_t suggest_distance(const char *a, size_t a_length, const char *b, size_t b_length);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#include "suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 63 };

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t suggest_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1];

	if (a_length > WORD_MAX || b_length > WORD_MAX)
		return SIZE_MAX;
	for (size_t i = 0; i <= a_length; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= b_length; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		for (size_t j = 1; j <= b_length; j++) {
			size_t replaced = d[i - 1][j - 1] + !same(a[i - 1], b[j - 1]);

			d[i][j] = least(replaced, 1 + least(d[i - 1][j], d[i][j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[a_length][b_length];
}

void suggest_consider(struct suggestion *suggestion, const char *candidate, size_t length)
{
	size_t typed = strlen(suggestion->word);
	size_t near = typed < 6 ? 1 : typed / 3;
	size_t distance = suggest_distance(suggestion->word, typed, candidate, length);

	if (distance > near || (suggestion->best && distance >= suggestion->distance))
		return;
	suggestion->best = candidate;
	suggestion->length = length;
	suggestion->distance = distance;
}

const char *suggest_text(const struct suggestion *suggestion, const char *otherwise, char *buffer,
			 size_t size)
{
	if (suggestion->best)
		snprintf(buffer, size, "; did you mean '%.*s'?", (int)suggestion->length,
			 suggestion->best);
	else
		snprintf(buffer, size, "%s", otherwise);
	return buffer;
}

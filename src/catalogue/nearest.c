/* SPDX-License-Identifier: GPL-2.0-only */
#include "nearest.h"

#include "causes.h"
#include "promise.h"
#include "registry.h"
#include "suggest.h"

#include <string.h>
#include <strings.h>

/* ---- A word -------------------------------------------------------------------------------------
 */

enum { WORD_LEAST = 4 }; /* what is shorter is near to anything */

static void consider_words(struct suggestion *near, const char *text)
{
	static const char between[] = " ,;:()[]'\"!?";

	for (const char *at = text; *at;) {
		size_t length = strcspn(at, between);
		if (length >= WORD_LEAST)
			suggest_consider(near, at, length);
		at += length;
		at += strspn(at, between);
	}
}

const char *nearest_word(const char *typed, const char *otherwise, char *buffer, size_t size)
{
	struct suggestion near = { .word = typed };
	int count;
	const struct cause *const *cause = registry_causes(&count);

	for (int i = 0; i < registry_symptoms(); i++)
		for (const char *const *text = registry_symptom(i)->texts; *text; text++)
			consider_words(&near, *text);
	for (int i = 0; i < count; i++) {
		consider_words(&near, cause[i]->name);
		consider_words(&near, cause[i]->words);
		consider_words(&near, cause[i]->sentence);
	}
	return suggest_text(&near, otherwise, buffer, size);
}

/* ---- A counter ----------------------------------------------------------------------------------
 */

static size_t common_begin(const char *a, const char *b)
{
	size_t length = 0;

	while (a[length] && strncasecmp(a + length, b + length, 1) == 0)
		length++;
	return length;
}

/* @near: by its edits; @alike: of those that begin as it does, the one with the fewest. */
static void consider_counter(struct suggestion *near, struct suggestion *alike, const char *name)
{
	static const char *const before[] = { "", "Tcp", "TcpExt", "TcpExtTCP", "MPTcpExt" };
	size_t typed = strlen(near->word);

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		size_t skip = strlen(before[i]);
		const char *tail = name + skip;
		if (strncmp(name, before[i], skip) != 0)
			continue;
		suggest_consider(near, tail, strlen(tail));
		if (2 * common_begin(tail, near->word) <= typed)
			continue;
		size_t distance = suggest_distance(near->word, typed, tail, strlen(tail));
		if (alike->best && distance >= alike->distance)
			continue;
		*alike = (struct suggestion){ near->word, tail, strlen(tail), distance };
	}
}

const char *nearest_counter(const char *typed, const struct scenario *const *all, int count,
			    const char *otherwise, char *buffer, size_t size)
{
	struct suggestion near = { .word = typed }, alike = { .word = typed };

	for (int i = 0; i < count; i++)
		for (struct promises walk = promises_of(all[i]); promises_next(&walk);)
			if (walk.promise.counter)
				consider_counter(&near, &alike, walk.promise.counter->name);
	return suggest_text(near.best ? &near : &alike, otherwise, buffer, size);
}

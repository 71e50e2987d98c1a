/* SPDX-License-Identifier: GPL-2.0-only */
#include "suspects_told.h"

#include "registry.h"
#include "text.h"

#include <string.h>

const struct homonym *clues_homonym(const struct clues *clues)
{
	for (const struct homonym *i = registry_homonyms(); i->word; i++)
		for (int w = 0; w < clues->query.count; w++)
			if (text_speaks_of(clues->query.word[w], i->word))
				return i;
	return NULL;
}

const char *suspects_narrower(const struct suspects *found, bool senders, char *buffer, size_t size)
{
	static const char *const ends[] = { "client", "server", NULL };

	buffer[0] = '\0';
	for (const char *const *word = senders ? ends : cause_moments; *word; word++) {
		int have = 0;
		for (int i = 0; i < found->count; i++) {
			const struct cause *cause = found->list[i].cause;
			have += text_has_word(senders ? cause->sender : cause->moments, *word);
		}
		if (have > 0 && have < found->count)
			text_append(buffer, size, "%s%s", *buffer ? "|" : "", *word);
	}
	return buffer;
}

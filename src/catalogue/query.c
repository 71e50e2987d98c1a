/* SPDX-License-Identifier: GPL-2.0-only */
#include "query.h"

#include "registry.h"
#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- A query ------------------------------------------------------------------------------------
 */

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* May it stand within a word? */
static bool is_joint(char c)
{
	return c == '-' || c == '_' || c == '.' || c == '/' || c == ',' || c == ':' || c == '\'';
}

/* Cuts @text, which is changed, into words that are added to @query. */
static void cut(struct query *query, char *text)
{
	while (*text && query->count < QUERY_WORDS) {
		char *end = text;
		while (*text && !is_letter(*text))
			end = ++text;
		while (is_letter(*end) || (is_joint(*end) && is_letter(end[1])))
			end++;
		if (end == text)
			break;
		query->word[query->count++] = text;
		text = *end ? end + 1 : end;
		*end = '\0';
	}
}

bool word_says_nothing(const char *word)
{
	static const char small[] =
		"a an the of by to in on at and or is are was were be been it its my "
		"our your with from for as that this when while why i we you he she they "
		"after before then than but so has had have do does did will would can could may "
		"some any there";
	char lower[8] = "";

	if (strlen(word) >= sizeof(lower))
		return false;
	for (size_t i = 0; word[i]; i++)
		lower[i] = (char)tolower((unsigned char)word[i]);
	return text_has_word(small, lower);
}

void query_read(struct query *ret, char *const *texts, int count)
{
	int kept = 0;

	*ret = (struct query){ 0 };
	for (int i = 0; i < count; i++)
		text_append(ret->text, sizeof(ret->text), "%s ", texts[i]);
	cut(ret, ret->text);
	for (int i = 0; i < ret->count; i++)
		kept += !word_says_nothing(ret->word[i]);
	if (kept == 0)
		return;
	kept = 0;
	for (int i = 0; i < ret->count; i++)
		if (!word_says_nothing(ret->word[i]))
			ret->word[kept++] = ret->word[i];
	ret->count = kept;
}

/* ---- Who speaks of it ---------------------------------------------------------------------------
 */

/* How much of @text, from its beginning, is @word; 0: it is not that word. */
static size_t matched(const char *text, const char *word)
{
	size_t i = 0;

	for (; word[i]; i++) {
		bool same = is_letter(word[i]) ? tolower((unsigned char)word[i]) ==
							 tolower((unsigned char)text[i])
					       : text[i] && !is_letter(text[i]);
		if (!same)
			return 0;
	}
	return i;
}

/* An 's' more at the end of the text's word, or of the one that is looked for, is no difference. */
static bool begins_with_word(const char *text, const char *word)
{
	size_t length = matched(text, word);

	if (length > 2 && tolower((unsigned char)text[length]) == 's')
		length++;
	return length > 0 && !is_letter(text[length]);
}

static size_t find_exactly(const char *text, const char *word)
{
	const char *at = text;

	for (; *at; at++)
		if ((at == text || !is_letter(at[-1])) && begins_with_word(at, word))
			break;
	return (size_t)(at - text);
}

size_t text_finds(const char *text, const char *word)
{
	char singular[64];
	size_t length = strlen(word), at = find_exactly(text, word);
	bool is_plural = length >= 4 && length < sizeof(singular) &&
			 tolower((unsigned char)word[length - 1]) == 's';

	if (text[at] || !is_plural)
		return at;
	snprintf(singular, sizeof(singular), "%.*s", (int)length - 1, word);
	return find_exactly(text, singular);
}

bool text_speaks_of(const char *text, const char *word)
{
	return text && *word && text[text_finds(text, word)];
}

/* ---- What is quoted -----------------------------------------------------------------------------
 */

static bool is_run(const struct query *query, int at, const struct query *part)
{
	for (int i = 0; i < part->count; i++)
		if (!text_speaks_of(query->word[at + i], part->word[i]))
			return false;
	return true;
}

/* Where in @query, from @from, the words of @part stand one after the other; -1: nowhere. */
static int find_run(const struct query *query, int from, const struct query *part)
{
	for (int at = from; at + part->count <= query->count; at++)
		if (is_run(query, at, part))
			return at;
	return -1;
}

static int count_exact(const struct query *query, int at, const struct query *part)
{
	int exact = 0;

	for (int i = 0; i < part->count; i++)
		exact += strcmp(query->word[at + i], part->word[i]) == 0;
	return exact;
}

struct quote query_quotes(const struct query *query, const char *text)
{
	static const char gap[] = "...";
	struct quote quote = { 0 };
	int at = 0;

	for (bool more = true; more;) {
		const char *end = strstr(text, gap);
		char part_text[QUERY_SIZE], *texts[] = { part_text };
		struct query part;
		snprintf(part_text, sizeof(part_text), "%.*s",
			 (int)(end ? end - text : (ptrdiff_t)strlen(text)), text);
		query_read(&part, texts, 1);
		at = find_run(query, at, &part);
		if (at < 0)
			return (struct quote){ 0 };
		for (int i = 0; i < part.count; i++)
			quote.words |= (uint64_t)1 << (at + i);
		quote.exact += count_exact(query, at, &part);
		at += part.count;
		more = end != NULL;
		text = more ? end + strlen(gap) : text;
	}
	return quote;
}

int symptom_place(const struct symptom *symptom, const char *cause)
{
	const char *at = symptom->causes;
	int place = 0;

	for (at += strspn(at, " "); *at; at += strspn(at, " "), place++) {
		size_t length = strcspn(at, " ");
		if (strlen(cause) == length && memcmp(at, cause, length) == 0)
			return place;
		at += length;
	}
	return -1;
}

static bool symptom_speaks_of(const struct symptom *symptom, const char *word)
{
	if (text_speaks_of(symptom->sentence, word))
		return true;
	for (const char *const *text = symptom->texts; *text; text++)
		if (text_speaks_of(*text, word))
			return true;
	return false;
}

bool cause_is_known_by(const struct cause *cause, const char *word)
{
	return text_speaks_of(cause->name, word) || text_speaks_of(cause->sentence, word) ||
	       text_speaks_of(cause->words, word);
}

bool cause_speaks_of(const struct cause *cause, const char *word)
{
	if (cause_is_known_by(cause, word))
		return true;
	for (int i = 0; i < registry_symptoms(); i++)
		if (symptom_place(registry_symptom(i), cause->name) >= 0 &&
		    symptom_speaks_of(registry_symptom(i), word))
			return true;
	return false;
}

bool scenario_speaks_of(const struct scenario *scenario, const char *word)
{
	return text_speaks_of(scenario->name, word) || text_speaks_of(scenario->title, word) ||
	       text_speaks_of(scenario->tags, word) || text_speaks_of(scenario->proves, word) ||
	       text_speaks_of(scenario->why, word);
}

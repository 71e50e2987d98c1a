/* SPDX-License-Identifier: GPL-2.0-only */
#include "causes.h"

#include "query.h"
#include "registry.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

const char *const cause_moments[] = { "connect", "first-data", "mid",  "idle",
				      "close",   "restart",    "load", NULL };

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct cause *const *)a)->name,
		      (*(const struct cause *const *)b)->name);
}

/* All causes in the order of their names. Made when it is first asked for: who tells of resets asks
 * for causes by their names some thousand times a reset. */
static const struct cause *const *sorted(int *ret_count)
{
	static const struct cause *known[CAUSES_MAX];
	static int known_count;
	int count;
	const struct cause *const *all = registry_causes(&count);

	*ret_count = count < CAUSES_MAX ? count : CAUSES_MAX;
	if (known_count == *ret_count)
		return known;
	known_count = *ret_count;
	memcpy(known, all, (size_t)known_count * sizeof(known[0]));
	qsort(known, (size_t)known_count, sizeof(known[0]), by_name);
	return known;
}

/* Its place among those; -1: there is none of that name. */
static int find(const char *name)
{
	int low = 0, high;
	const struct cause *const *known = sorted(&high);

	while (name && low < high) {
		int middle = (low + high) / 2, order = strcmp(name, known[middle]->name);
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

const struct cause *cause_find(const char *name)
{
	int count, at = find(name);

	return at < 0 ? NULL : sorted(&count)[at];
}

static int words_in(const char *words)
{
	int count = 0;

	for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " "), count++)
		at += strcspn(at, " ");
	return count;
}

/* From 1. */
static int count_renown(const char *name)
{
	int renown = 1;

	for (int i = 0; i < registry_symptoms(); i++) {
		const struct symptom *symptom = registry_symptom(i);
		int place = symptom_place(symptom, name);
		renown += place < 0 ? 0 : words_in(symptom->causes) - place;
	}
	return renown;
}

int cause_renown(const char *name)
{
	static int known[CAUSES_MAX]; /* 0: it was not asked for */
	int at = find(name);

	if (at < 0)
		return count_renown(name);
	if (!known[at])
		known[at] = count_renown(name);
	return known[at];
}

bool cause_is(const struct cause *cause, const char *name)
{
	for (int depth = 0; cause && depth < CAUSES_MAX; depth++) {
		if (strcmp(cause->name, name) == 0)
			return true;
		cause = cause_find(cause->kind_of);
	}
	return false;
}

static const int rows_max = sizeof((struct scenario *)0)->causes / sizeof(struct scenario_cause);

/* Does what a row says, NULL for any, fit what is so? */
static bool fits(const char *said, const char *is)
{
	return !said || (is && strcmp(said, is) == 0);
}

const struct cause *scenario_cause(const struct scenario *scenario, const char *who,
				   const char *chapter)
{
	for (int i = 0; i < rows_max && scenario->causes[i].cause; i++)
		if (fits(scenario->causes[i].who, who) &&
		    fits(scenario->causes[i].chapter, chapter))
			return cause_find(scenario->causes[i].cause);
	return cause_find(scenario->cause);
}

static int add_cause(const struct cause **ret, int count, const char *name)
{
	const struct cause *cause = cause_find(name);

	for (int i = 0; i < count && cause; i++)
		if (ret[i] == cause)
			cause = NULL;
	if (cause)
		ret[count++] = cause;
	return count;
}

int scenario_causes(const struct scenario *scenario, const struct cause *ret[SCENARIO_CAUSES_MAX])
{
	int count = add_cause(ret, 0, scenario->cause);

	for (int i = 0; i < rows_max && scenario->causes[i].cause; i++)
		count = add_cause(ret, count, scenario->causes[i].cause);
	return count;
}

bool scenario_has_cause(const struct scenario *scenario, const char *cause)
{
	const struct cause *its[SCENARIO_CAUSES_MAX];
	int count = scenario_causes(scenario, its);
	bool has = false;

	for (int i = 0; i < count && !has; i++)
		has = cause_is(its[i], cause);
	return has;
}

/* ---- What may be wrong --------------------------------------------------------------------------
 */

static bool is_moment(const char *word, size_t length)
{
	for (const char *const *moment = cause_moments; *moment; moment++)
		if (strlen(*moment) == length && memcmp(*moment, word, length) == 0)
			return true;
	return false;
}

static bool is_sender(const char *word, size_t length)
{
	return length == 6 && (memcmp(word, "client", 6) == 0 || memcmp(word, "server", 6) == 0);
}

static bool all_are(const char *words, bool (*is)(const char *word, size_t length))
{
	bool good = true;

	for (words += strspn(words, " "); *words && good; words += strspn(words, " ")) {
		size_t length = strcspn(words, " ");
		good = is(words, length);
		words += length;
	}
	return good;
}

static bool is_empty(const char *text)
{
	return !text || !*text;
}

static bool is_twice(const char *name)
{
	int count, found = 0;
	const struct cause *const *all = registry_causes(&count);

	for (int i = 0; i < count; i++)
		found += strcmp(all[i]->name, name) == 0;
	return found > 1;
}

const char *cause_fault(const struct cause *cause)
{
	if (is_empty(cause->name) ||
	    cause->name[strspn(cause->name, "abcdefghijklmnopqrstuvwxyz0123456789-")])
		return "its name";
	if (is_empty(cause->sentence) || is_empty(cause->mechanism) || is_empty(cause->words))
		return "no sentence, mechanism or words";
	if (is_empty(cause->advice) || is_empty(cause->settles))
		return "no advice, or nothing that settles it";
	if (is_empty(cause->moments) || !all_are(cause->moments, is_moment))
		return "its moments";
	if (is_empty(cause->sender) || !all_are(cause->sender, is_sender))
		return "its sender";
	if (cause->kind_of && !cause_find(cause->kind_of))
		return "the coarser cause, which there is not";
	if (cause->kind_of && cause_is(cause_find(cause->kind_of), cause->name))
		return "the coarser cause, which is a kind of itself";
	return is_twice(cause->name) ? "its name, which another one has" : NULL;
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "suspects.h"

#include "cause_facts.h"
#include "nearest.h"
#include "registry.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- What a word is worth -----------------------------------------------------------------------
 */

#define MOST   1.2
#define LITTLE 0.7

/* Those that are known, and what each is worth: the fewer causes it is said of, the more. */
struct weights {
	const struct query *query;
	double of[QUERY_WORDS], sum;
	bool tells; /* is one of them said of not most causes? */
};

static void weigh(const struct query *query, struct weights *ret, struct suspects *found)
{
	int count;
	const struct cause *const *all = registry_causes(&count);

	*ret = (struct weights){ .query = query };
	for (int w = 0; w < query->count; w++) {
		int said = 0;
		if (word_says_nothing(query->word[w]))
			continue;
		for (int i = 0; i < count; i++)
			said += cause_speaks_of(all[i], query->word[w]);
		if (said == 0) {
			found->unknown[found->unknown_count++] = query->word[w];
			continue;
		}
		ret->of[w] = MOST - (double)said / count;
		ret->sum += ret->of[w];
		ret->tells = ret->tells || said < count * 3 / 4;
	}
}

/* Which part of what is asked for @text speaks of. */
static double coverage(const struct weights *weights, const char *text)
{
	double has = 0;

	for (int w = 0; w < weights->query->count; w++)
		if (weights->of[w] > 0 && text_speaks_of(text, weights->query->word[w]))
			has += weights->of[w];
	return weights->sum > 0 ? has / weights->sum : 0;
}

/* Which part of @text was asked for. */
static double precision(const struct weights *weights, const char *text)
{
	struct query words;
	char *texts[] = { (char *)text };
	double asked = 0;

	query_read(&words, texts, 1);
	for (int i = 0; i < words.count; i++) {
		double most = 0, length = (double)strlen(words.word[i]);
		for (int w = 0; w < weights->query->count; w++) {
			double part = (double)strlen(weights->query->word[w]) / length;
			if (part > most && text_speaks_of(words.word[i], weights->query->word[w]))
				most = part < 1 ? part : 1;
		}
		asked += most;
	}
	return words.count ? asked / words.count : 0;
}

static double likeness(const struct weights *weights, const char *text)
{
	double covered = coverage(weights, text);

	return covered > 0 ? covered * covered * (0.55 + 0.45 * precision(weights, text)) : 0;
}

/* ---- What the symptoms are to it ----------------------------------------------------------------
 */

enum { SYMPTOMS_MAX = 64 };

/* How much each symptom is what was asked for, up to 1. */
struct likenesses {
	double of[SYMPTOMS_MAX];
	uint64_t quoted[SYMPTOMS_MAX]; /* the words in which one of its texts is quoted whole; 0: it
					* is alike in parts */
	int count;
};

/* More than a text that is like it in parts, and the more the longer it is. A word that is known
 * only as a part of itself, as the last of "java.io.EOFException", is as good as one of one cause.
 */
static double quote_value(const struct weights *weights, const struct quote *quote)
{
	double has = 0, sum = weights->sum;

	for (int w = 0; w < weights->query->count; w++) {
		bool is_new = !(weights->of[w] > 0);
		if (!(quote->words >> w & 1))
			continue;
		has += is_new ? MOST : weights->of[w];
		sum += is_new ? MOST : 0;
	}
	return 0.7 + 0.29 * has / sum + 0.01 * quote->exact / (double)weights->query->count;
}

static void look_for_symptom(const struct weights *weights, const struct symptom *symptom,
			     double *ret_alike, uint64_t *ret_quoted)
{
	double best = likeness(weights, symptom->sentence);

	*ret_quoted = 0;
	for (const char *const *text = symptom->texts; *text; text++) {
		const struct quote quote = query_quotes(weights->query, *text);
		double one = quote.words ? quote_value(weights, &quote) : likeness(weights, *text);
		bool is_better = one > best || (quote.words && !*ret_quoted);
		if ((*ret_quoted && !quote.words) || !is_better)
			continue;
		best = one;
		*ret_quoted = quote.words;
	}
	*ret_alike = best;
}

/* Is what is quoted of @symptom only a part of what is quoted of another one, or less exact? */
static bool is_outdone(const struct likenesses *alike, int symptom)
{
	uint64_t own = alike->quoted[symptom];

	for (int i = 0; i < alike->count; i++)
		if ((alike->quoted[i] | own) == alike->quoted[i] &&
		    (alike->quoted[i] != own || (own && alike->of[i] > alike->of[symptom])))
			return true;
	return false;
}

/* What is quoted is not unknown. */
static void forget_unknown(const struct weights *weights, const struct likenesses *alike,
			   struct suspects *found)
{
	uint64_t quoted = 0;
	int kept = 0;

	for (int i = 0; i < alike->count; i++)
		quoted |= alike->quoted[i];
	for (int i = 0; i < found->unknown_count; i++) {
		int w = 0;
		while (weights->query->word[w] != found->unknown[i])
			w++;
		if (!(quoted >> w & 1))
			found->unknown[kept++] = found->unknown[i];
	}
	found->unknown_count = kept;
}

static bool has_quote(const struct likenesses *alike)
{
	for (int i = 0; i < alike->count; i++)
		if (alike->quoted[i])
			return true;
	return false;
}

static void look_for_symptoms(const struct weights *weights, struct likenesses *ret)
{
	*ret = (struct likenesses){ .count = registry_symptoms() };
	if (ret->count > SYMPTOMS_MAX)
		ret->count = SYMPTOMS_MAX;
	for (int i = 0; i < ret->count; i++)
		look_for_symptom(weights, registry_symptom(i), &ret->of[i], &ret->quoted[i]);
	struct likenesses all = *ret;
	for (int i = 0; i < ret->count; i++)
		if (is_outdone(&all, i))
			ret->of[i] /= 2;
}

/* What @word is to @cause, up to 1: its name, or among its words, the earlier the more; half, a
 * part of its sentence. */
static double meaning(const struct cause *cause, const char *word)
{
	size_t at = text_finds(cause->words, word), length = strlen(cause->words);

	if (text_speaks_of(cause->name, word))
		return 1;
	if (at < length)
		return 1 - 0.2 * (double)at / (double)length;
	return text_speaks_of(cause->sentence, word) ? 0.5 : 0;
}

static double own_likeness(const struct weights *weights, const struct cause *cause)
{
	double has = 0;

	for (int w = 0; w < weights->query->count; w++)
		if (weights->of[w] > 0)
			has += weights->of[w] * meaning(cause, weights->query->word[w]);
	return weights->sum > 0 ? has / weights->sum : 0;
}

/* ---- A cause ------------------------------------------------------------------------------------
 */

/* The later it stands among the causes of a symptom, the less. */
static double place_value(const struct symptom *symptom, const struct cause *cause)
{
	int place = symptom_place(symptom, cause->name);

	return place < 0 ? 0 : 1 / (1 + 0.12 * place);
}

static bool is_seen_at(const struct symptom *symptom, const char *moment)
{
	return moment && symptom->moments && text_has_word(symptom->moments, moment);
}

/* What it counts that a cause is common: more, where no word tells much. */
static double commonness(const struct weights *weights, const struct likenesses *alike)
{
	double told = weights->query->count && !has_quote(alike) ? 0 : MOST;

	for (int w = 0; w < weights->query->count; w++)
		told = weights->of[w] > told ? weights->of[w] : told;
	return 0.05 + (told < LITTLE ? LITTLE - told : 0);
}

/* Looks at @cause with all symptoms, whose likenesses are in @alike. */
static struct suspect look_at(const struct cause *cause, const struct clues *clues,
			      const struct weights *weights, const struct likenesses *alike)
{
	struct suspect suspect = { .cause = cause };
	/* A text that was met says more than words do. */
	double by_symptom = 0, at_moment = 0, ever = 0, own = own_likeness(weights, cause);

	for (int i = 0; i < alike->count; i++) {
		const struct symptom *symptom = registry_symptom(i);
		double value = place_value(symptom, cause), one = 1.25 * alike->of[i] * value;
		if (one > by_symptom) {
			by_symptom = one;
			suspect.symptom = symptom;
		}
		ever = value > ever ? value : ever;
		if (is_seen_at(symptom, clues->when) && value > at_moment)
			at_moment = value;
	}
	if (own > by_symptom)
		suspect.symptom = NULL;
	suspect.score = (own > by_symptom ? own + 0.3 * by_symptom : by_symptom + 0.15 * own);
	/* Without a word, all that there is to go by is how common they are. */
	if (clues->query.count > 0 && suspect.score <= 0)
		return suspect;
	suspect.score +=
		0.6 * at_moment + commonness(weights, alike) * (int)cause->often + 0.02 * ever;
	return suspect;
}

/* ---- What else is asked for ---------------------------------------------------------------------
 */

/* Of a cause without scenarios an errno is known by its symptoms alone. */
static bool is_met_by(const struct cause *cause, const char *err)
{
	return cause->by_reading_only && cause_speaks_of(cause, err);
}

static bool fits(const struct cause *cause, const struct clues *clues,
		 const struct scenario *const *all, int count)
{
	if (clues->when && !text_has_word(cause->moments, clues->when))
		return false;
	if (clues->sender && !text_has_word(cause->sender, clues->sender))
		return false;
	if (clues->counter && !cause_counts(cause, clues->counter, all, count))
		return false;
	if (clues->window >= 0 && !cause_has_window(cause, clues->window, all, count))
		return false;
	for (enum facet facet = 0; facet < FACETS; facet++) {
		bool has = clues->by[facet].count == 0;
		for (int i = 0; i < clues->by[facet].count && !has; i++) {
			const char *asked = clues->by[facet].value[i];
			has = cause_has(cause, facet, asked, all, count) ||
			      (facet == BY_ERRNO && is_met_by(cause, asked));
		}
		if (!has)
			return false;
	}
	return true;
}

static int by_score(const void *left, const void *right)
{
	const struct suspect *a = left, *b = right;

	if (a->score > b->score || a->score < b->score)
		return a->score > b->score ? -1 : 1;
	return strcmp(a->cause->name, b->cause->name);
}

static bool is_named(const struct clues *clues, const struct cause *cause)
{
	return clues->query.count == 1 && strcmp(clues->query.word[0], cause->name) == 0;
}

/* Leaves out what is much less likely than the first. */
static void sift(const struct clues *clues, struct suspects *found)
{
	double least = clues->query.count > 0 && found->count > 0 ? 0.5 * found->list[0].score : 0;

	while (found->count > 0 && found->list[found->count - 1].score < least)
		found->count--;
}

enum { HINT_SIZE = 128 };

static int check(const struct clues *clues, const struct scenario *const *all, int count,
		 struct why *ret_why)
{
	struct filter filter = { 0 };
	char hint[HINT_SIZE];
	const struct scenario **chosen = calloc((size_t)count + 1, sizeof(*chosen));

	if (!chosen)
		return why_fail(ret_why, -ENOMEM, "out of memory");
	memcpy(filter.by, clues->by, sizeof(filter.by));
	int found = select_scenarios(all, count, NULL, 0, &filter, chosen, ret_why);
	free(chosen);
	if (found < 0)
		return found;
	if (clues->counter && !counter_is_known(clues->counter, all, count))
		return why_fail(ret_why, -EINVAL, "no scenario promises a counter '%s'%s",
				clues->counter,
				nearest_counter(clues->counter, all, count,
						"; 'rstlab-ns atlas' lists the counters", hint,
						sizeof(hint)));
	return 0;
}

/* The symptom that the words are of, and not of another as well; NULL: there is none. */
static const struct symptom *most_alike(const struct likenesses *alike)
{
	double best = 0.5, second = 0;
	int found = -1;

	for (int i = 0; i < alike->count; i++) {
		if (alike->of[i] > best) {
			second = found < 0 ? second : best;
			best = alike->of[i];
			found = i;
		} else if (alike->of[i] > second) {
			second = alike->of[i];
		}
	}
	if (found < 0 || (alike->quoted[found] ? second == best : second >= 0.85 * best))
		return NULL;
	return registry_symptom(found);
}

int suspects_find(const struct clues *clues, const struct scenario *const *all, int count,
		  struct suspects *ret, struct why *ret_why)
{
	struct likenesses alike;
	struct weights weights;
	int causes, err = check(clues, all, count, ret_why);
	const struct cause *const *cause = registry_causes(&causes);

	*ret = (struct suspects){ 0 };
	if (err)
		return err;
	weigh(&clues->query, &weights, ret);
	look_for_symptoms(&weights, &alike);
	if (clues->query.count > 0 && !weights.tells && !has_quote(&alike))
		return 0;
	forget_unknown(&weights, &alike, ret);
	ret->symptom = most_alike(&alike);
	for (int i = 0; i < causes && ret->count < CAUSES_MAX; i++) {
		struct suspect one = look_at(cause[i], clues, &weights, &alike);
		if (is_named(clues, cause[i]))
			one.score += 10;
		/* A coarser cause says nothing beside its kinds. */
		if (cause_is_abstract(cause[i], all, count) && !is_named(clues, cause[i]))
			continue;
		if ((clues->query.count == 0 || one.score > 0) && fits(cause[i], clues, all, count))
			ret->list[ret->count++] = one;
	}
	qsort(ret->list, (size_t)ret->count, sizeof(ret->list[0]), by_score);
	sift(clues, ret);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_tally.h"

#include <stdlib.h>
#include <string.h>

const struct endpoint *live_service(const struct live_reset *reset)
{
	return reset->local_serves ? &reset->local : &reset->remote;
}

static const char *program_of(const struct live_reset *reset)
{
	return reset->word ? reset->word->comm : "";
}

static const char *reason_of(const struct live_reset *reset)
{
	return reset->word && reset->word->reason ? reset->word->reason : "";
}

static uint32_t netns_of(const struct live_reset *reset)
{
	return reset->word ? reset->word->netns : 0;
}

static bool is_same(const struct live_reset *a, const struct live_reset *b)
{
	const struct diagnosis *one = a->diagnosis, *other = b->diagnosis;

	if (a->fate != b->fate || a->local_serves != b->local_serves ||
	    a->answers_syn != b->answers_syn || netns_of(a) != netns_of(b) ||
	    one->count != other->count || !endpoint_equal(live_service(a), live_service(b)) ||
	    strcmp(program_of(a), program_of(b)) != 0 || strcmp(reason_of(a), reason_of(b)) != 0)
		return false;
	for (int i = 0; i < one->count; i++)
		if (strcmp(one->candidate[i].cause, other->candidate[i].cause) != 0)
			return false;
	return true;
}

static void drop_oldest(struct live_tally *tally)
{
	int oldest = 0;

	for (int i = 1; i < tally->count; i++)
		if (tally->story[i]->last_ns < tally->story[oldest]->last_ns)
			oldest = i;
	tally->further += tally->story[oldest]->count;
	free(tally->story[oldest]);
	tally->story[oldest] = tally->story[--tally->count];
}

static void add_to_totals(struct live_tally *tally, const struct live_reset *reset)
{
	const struct candidate *first =
		reset->diagnosis->count ? &reset->diagnosis->candidate[0] : NULL;
	struct live_total is = { .fate = reset->fate,
				 .cause = first ? first->cause : "unknowable",
				 .confidence = first ? first->confidence : UNKNOWABLE };
	int at = 0;

	while (at < tally->totals &&
	       (tally->total[at].fate != is.fate || tally->total[at].confidence != is.confidence ||
		strcmp(tally->total[at].cause, is.cause) != 0))
		at++;
	if (at == LIVE_TOTALS) {
		tally->unlisted++;
		return;
	}
	if (at == tally->totals)
		tally->total[tally->totals++] = is;
	tally->total[at].count++;
}

static struct live_story *begin(struct live_tally *tally, const struct live_reset *reset)
{
	struct live_story *story = calloc(1, sizeof(*story));

	if (!story)
		return NULL;
	if (tally->count == LIVE_STORIES)
		drop_oldest(tally);
	story->reset = *reset;
	story->diagnosis = *reset->diagnosis;
	story->reset.diagnosis = &story->diagnosis;
	if (reset->word) {
		story->word = *reset->word;
		story->reset.word = &story->word;
	}
	if (reset->packet) {
		story->packet = *reset->packet;
		story->reset.packet = &story->packet;
	}
	return tally->story[tally->count++] = story;
}

struct live_story *live_tally_add(struct live_tally *tally, const struct live_reset *reset,
				  bool *ret_new)
{
	struct live_story *story = NULL;

	tally->resets++;
	add_to_totals(tally, reset);
	for (int i = 0; i < tally->count && !story; i++)
		if (is_same(&tally->story[i]->reset, reset))
			story = tally->story[i];
	*ret_new = !story;
	if (!story)
		story = begin(tally, reset);
	if (!story)
		return NULL;
	story->count++;
	story->untold++;
	story->last_ns = reset->time_ns;
	return story;
}

void live_tally_told(struct live_story *story, int64_t now_ns)
{
	story->untold = 0;
	story->told_ns = now_ns;
}

static int order(const void *a, const void *b)
{
	const struct live_story *one = *(struct live_story *const *)a,
				*other = *(struct live_story *const *)b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return (one->reset.time_ns > other->reset.time_ns) -
	       (one->reset.time_ns < other->reset.time_ns);
}

void live_tally_sort(struct live_tally *tally)
{
	qsort(tally->story, (size_t)tally->count, sizeof(tally->story[0]), order);
}

void live_tally_free(struct live_tally *tally)
{
	for (int i = 0; i < tally->count; i++)
		free(tally->story[i]);
	tally->count = 0;
}

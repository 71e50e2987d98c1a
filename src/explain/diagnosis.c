/* SPDX-License-Identifier: GPL-2.0-only */
#include "diagnosis.h"

#include "by_reading.h"
#include "candidate.h"
#include "causes.h"
#include "remarks.h"

#include <string.h>

const char *const confidence_name[CONFIDENCES] = {
	[CERTAIN] = "certain",
	[LIKELY] = "likely",
	[POSSIBLE] = "possible",
	[UNKNOWABLE] = "unknowable",
};

/* What is left out, one after the other, until something fits that the lab has shown: first what
 * says least of the cause. What is not here is never left out. */
static const enum feature droppable[] = {
	FEATURE_FLIGHT, FEATURE_OWN_DATA,  FEATURE_WINDOW, FEATURE_TIMESTAMPS, FEATURE_ANSWERS,
	FEATURE_PEER,   FEATURE_PEER_DATA, FEATURE_TIMER,  FEATURE_OWN,        FEATURE_BEFORE,
};
enum { DROPPABLE = sizeof(droppable) / sizeof(droppable[0]) };

static int match(const struct lessons *lessons, const struct situation *situation,
		 struct diagnosis *ret)
{
	int found = 0;

	for (int i = 0; i < lessons->count; i++) {
		const struct lesson *lesson = &lessons->lesson[i];
		if (!situation_fits(&lesson->situation, situation))
			continue;
		found++;
		for (int k = 0; k < lesson->cause_count; k++)
			candidate_add(ret, lesson->cause[k].cause, lesson->cause[k].scenario,
				      POSSIBLE, NULL, false, false);
	}
	return found;
}

/* What a foreign stack does with its window and its timestamps is no word on the cause. */
static struct situation comparable(const struct diagnosis *diagnosis)
{
	struct situation situation = diagnosis->situation;

	if (diagnosis->stack == STACK_FOREIGN) {
		situation.value[FEATURE_WINDOW] = FEATURE_UNKNOWN;
		situation.value[FEATURE_TIMESTAMPS] = FEATURE_UNKNOWN;
	}
	return situation;
}

static void learn_from(const struct lessons *lessons, struct diagnosis *ret)
{
	struct situation situation = comparable(ret);
	int found = match(lessons, &situation, ret);

	ret->is_known = found > 0;
	for (int i = 0; i < DROPPABLE && !found; i++) {
		if (situation.value[droppable[i]] == FEATURE_UNKNOWN)
			continue;
		situation.value[droppable[i]] = FEATURE_UNKNOWN;
		ret->dropped |= UINT64_C(1) << droppable[i];
		found = match(lessons, &situation, ret);
	}
}

/* That the lab has shown but one cause may be because it has not shown another with other data, or
 * an answer to another segment: where that is incidental, no other cause may be known either. */
static bool is_alone_anyhow(const struct lessons *lessons, const struct diagnosis *diagnosis)
{
	static const enum feature incidental[] = {
		FEATURE_FLIGHT,  FEATURE_OWN_DATA, FEATURE_PEER_DATA,
		FEATURE_ANSWERS, FEATURE_WINDOW,   FEATURE_TIMESTAMPS,
	};
	struct situation situation = diagnosis->situation;

	for (size_t i = 0; i < sizeof(incidental) / sizeof(incidental[0]); i++)
		situation.value[incidental[i]] = FEATURE_UNKNOWN;
	for (int i = 0; i < lessons->count; i++)
		for (int k = 0; k < lessons->lesson[i].cause_count; k++)
			if (situation_fits(&lessons->lesson[i].situation, &situation) &&
			    strcmp(lessons->lesson[i].cause[k].cause,
				   diagnosis->candidate[0].cause) != 0)
				return false;
	return true;
}

/* Is there nothing that the lab could not have known? */
static bool can_be_certain(const struct lessons *lessons, const struct diagnosis *diagnosis)
{
	const struct track *track = &diagnosis->rst->track;

	return diagnosis->is_known && diagnosis->candidate[0].scenario &&
	       diagnosis->stack == STACK_LINUX && situation_is_known(&diagnosis->situation) &&
	       track->side[0].has_syn && track->side[1].has_syn && !track->clock_ran_back &&
	       !track->is_cut && !track_lacks(&track->side[0]) && !track_lacks(&track->side[1]) &&
	       !diagnosis->rst->sender_went_on && is_alone_anyhow(lessons, diagnosis);
}

/* Two that are likely are one of two; but a cause and what it is a kind of are one, and that it was
 * made on the way is likely whatever box did it. */
static void level(struct diagnosis *diagnosis)
{
	const struct candidate *likely = NULL;
	bool is_one = true;

	if (diagnosis->crossing == CROSSING_MADE)
		return;
	for (int i = 0; i < diagnosis->count; i++) {
		const struct candidate *each = &diagnosis->candidate[i];
		if (each->confidence != LIKELY)
			continue;
		is_one &= !likely || cause_is(cause_find(each->cause), likely->cause) ||
			  cause_is(cause_find(likely->cause), each->cause);
		likely = each;
	}
	for (int i = 0; i < diagnosis->count && !is_one; i++)
		if (diagnosis->candidate[i].confidence == LIKELY)
			diagnosis->candidate[i].confidence = POSSIBLE;
}

/* One cause alone is more than one of several; what may be anywhere does not count, but that beside
 * it nothing is certain. */
static void grade(const struct lessons *lessons, struct diagnosis *diagnosis)
{
	struct candidate *only = NULL;
	int others = 0;

	for (int i = 0; i < diagnosis->count; i++)
		if (diagnosis->candidate[i].is_generic)
			others++;
		else if (only)
			return;
		else
			only = &diagnosis->candidate[i];
	if (!only || only->doubt)
		return;
	if (!others && can_be_certain(lessons, diagnosis))
		only->confidence = CERTAIN;
	else if (only->confidence == POSSIBLE && diagnosis->is_known)
		only->confidence = LIKELY;
}

/* Where one cause is likely, what may be anywhere is said in general. */
static void drop_generic(struct diagnosis *diagnosis)
{
	int count = diagnosis->count;

	if (count == 0 || diagnosis->candidate[0].confidence > LIKELY)
		return;
	while (diagnosis->candidate[diagnosis->count - 1].is_generic)
		diagnosis->count--;
	diagnosis->is_imitable = diagnosis->count < count && diagnosis->crossing != CROSSING_MADE;
}

void diagnosis_make(const struct lessons *lessons, const struct conversation *conversation, int nth,
		    struct diagnosis *ret)
{
	const struct rst *rst = conversation->reset[nth];

	*ret = (struct diagnosis){ .rst = rst };
	situation_read(rst, false, &ret->situation);
	ret->stack = stack_of(&rst->track, rst->segment.from, &ret->stack_why);
	ret->crossing = rst_crossing(rst);
	ret->client = track_client(&rst->track, &ret->client_sure);
	ret->is_harmless = conversation->is_closed && nth == 0;
	learn_from(lessons, ret);
	by_reading(ret);
	level(ret);
	candidates_join(ret);
	candidates_sort(ret);
	grade(lessons, ret);
	candidates_sort(ret);
	drop_generic(ret);
	remarks_make(ret, conversation);
}

/* SPDX-License-Identifier: GPL-2.0-only */
#include "candidate.h"

#include "cause_facts.h"
#include "causes.h"
#include "registry.h"

#include <stdlib.h>
#include <string.h>

struct candidate *candidate_find(struct diagnosis *diagnosis, const char *cause)
{
	for (int i = 0; i < diagnosis->count; i++)
		if (strcmp(diagnosis->candidate[i].cause, cause) == 0)
			return &diagnosis->candidate[i];
	return NULL;
}

void candidate_add(struct diagnosis *diagnosis, const char *cause, const char *scenario,
		   enum confidence confidence, const char *because, bool is_generic, bool leads)
{
	struct candidate *there = candidate_find(diagnosis, cause);

	if (!there && diagnosis->count == CANDIDATES_MAX)
		return;
	if (!there) {
		there = &diagnosis->candidate[diagnosis->count++];
		*there = (struct candidate){ .cause = cause,
					     .confidence = confidence,
					     .is_generic = true };
	}
	if (confidence < there->confidence)
		there->confidence = confidence;
	there->is_first |= leads || confidence == LIKELY;
	there->is_generic &= is_generic;
	if (!there->scenario)
		there->scenario = scenario;
	if (!there->because)
		there->because = because;
}

void candidate_doubt(struct diagnosis *diagnosis, const char *cause, const char *doubt)
{
	struct candidate *there = candidate_find(diagnosis, cause);

	if (!there)
		return;
	if (!there->doubt)
		there->doubt = doubt;
	there->is_first = false;
	if (there->confidence < POSSIBLE)
		there->confidence = POSSIBLE;
}

void candidate_remove(struct diagnosis *diagnosis, const char *cause)
{
	struct candidate *there = candidate_find(diagnosis, cause);

	if (there)
		memmove(there, there + 1,
			(size_t)(&diagnosis->candidate[diagnosis->count--] - (there + 1)) *
				sizeof(*there));
}

const char *candidate_example(const struct candidate *candidate)
{
	const struct cause *cause = cause_find(candidate->cause);
	const struct scenario *scenario;
	int count;

	if (candidate->scenario || !cause)
		return candidate->scenario;
	const struct scenario *const *all = registry_scenarios(&count);
	scenario = cause_scenario(cause, all, count);
	return scenario ? scenario->name : NULL;
}

/* How much it is to be expected: what is met often, and looks so mostly. */
static int expected(const struct candidate *candidate, const struct cause *cause)
{
	static const int times[] = { [SELDOM] = 1, [AT_TIMES] = 4, [OFTEN] = 16 };

	return candidate->weight * (cause ? times[cause->often] : 1);
}

static int compare(const void *a, const void *b)
{
	const struct candidate *one = a, *other = b;
	const struct cause *first = cause_find(one->cause), *second = cause_find(other->cause);

	if (one->is_generic != other->is_generic)
		return one->is_generic - other->is_generic;
	if (one->confidence != other->confidence)
		return (int)one->confidence - (int)other->confidence;
	if (one->is_first != other->is_first)
		return other->is_first - one->is_first;
	if (expected(one, first) != expected(other, second))
		return expected(other, second) - expected(one, first);
	if (first && second && first->often != second->often)
		return (int)second->often - (int)first->often;
	int renown = cause_renown(one->cause), others = cause_renown(other->cause);
	if (renown != others)
		return others - renown;
	return strcmp(one->cause, other->cause);
}

void candidates_sort(struct diagnosis *diagnosis)
{
	qsort(diagnosis->candidate, (size_t)diagnosis->count, sizeof(diagnosis->candidate[0]),
	      compare);
}

/* The coarsest cause that @name is a kind of. NULL: there is no such cause. */
static const struct cause *root_of(const char *name)
{
	const struct cause *cause = cause_find(name);

	while (cause && cause->kind_of)
		cause = cause_find(cause->kind_of);
	return cause;
}

void candidates_join(struct diagnosis *diagnosis)
{
	const struct cause *root = NULL;
	int kinds = 0;

	for (int i = 0; i < diagnosis->count; i++) {
		const struct cause *cause = cause_find(diagnosis->candidate[i].cause);
		if (diagnosis->candidate[i].is_generic)
			continue;
		if (!cause || diagnosis->candidate[i].confidence != POSSIBLE)
			return;
		if (cause->often == SELDOM && !cause->kind_of)
			continue;
		if (root && root != root_of(cause->name))
			return;
		root = root_of(cause->name);
		kinds++;
	}
	if (kinds > 1)
		candidate_add(diagnosis, root->name, NULL, LIKELY,
			      "one of its kinds; these packets do not show which", false, false);
}

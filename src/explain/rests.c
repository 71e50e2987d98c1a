/* SPDX-License-Identifier: GPL-2.0-only */
#include "rests.h"

#include "causes.h"

#include <string.h>

static bool is_kind(const char *name, const char *of)
{
	return strcmp(name, of) == 0 || cause_is(cause_find(name), of);
}

/* Does @lesson show @cause, or a kind of it? */
static bool shows(const struct lesson *lesson, const char *cause)
{
	for (int i = 0; i < lesson->cause_count; i++)
		if (is_kind(lesson->cause[i].cause, cause))
			return true;
	return false;
}

/* Does it show anything else? What @cause is a kind of is nothing else. */
static bool shows_other(const struct lesson *lesson, const char *cause)
{
	for (int i = 0; i < lesson->cause_count; i++)
		if (!is_kind(lesson->cause[i].cause, cause) &&
		    !is_kind(cause, lesson->cause[i].cause))
			return true;
	return false;
}

/* Would the same be told of @lesson? What is unknown of it may be anything. */
static bool agrees(const struct lesson *lesson, const struct tells *tells)
{
	for (int i = 0; i < FEATURES; i++) {
		uint8_t value = lesson->situation.value[i];
		if (tells->values[i] && value != FEATURE_UNKNOWN &&
		    !(tells->values[i] & 1u << value))
			return false;
	}
	return true;
}

/* Is @lesson like @situation in all but what @tells tells? */
static bool is_like(const struct lesson *lesson, const struct situation *situation,
		    const struct tells *tells)
{
	struct situation rest = *situation;

	for (int i = 0; i < FEATURES; i++)
		if (tells->values[i])
			rest.value[i] = FEATURE_UNKNOWN;
	return situation_fits(&lesson->situation, &rest);
}

/* What a foreign stack does with its window and its timestamps, the lessons do not know. */
static bool is_comparable(const struct tells *tells, enum stack stack)
{
	return stack != STACK_FOREIGN ||
	       !(tells->values[FEATURE_WINDOW] || tells->values[FEATURE_TIMESTAMPS]);
}

/* Of the lessons that lack a piece of evidence, what do those show that are alike otherwise, and
 * what do all? Bits, one each. */
static uint32_t rests_on(const struct lessons *lessons, const struct situation *situation,
			 const struct rests_known *known, const char *cause)
{
	uint32_t alike = 0, its = 0, others = 0, its_alike = 0, others_alike = 0;
	bool is_shown = false;

	for (int i = 0; i < lessons->count; i++) {
		const struct lesson *lesson = &lessons->lesson[i];
		bool is_its = shows(lesson, cause), is_others = shows_other(lesson, cause);
		is_shown |= is_its;
		for (int k = 0; k < known->evidence; k++) {
			const struct tells *tells = &known->tells[k];
			if (!is_comparable(tells, known->stack) || agrees(lesson, tells))
				continue;
			uint32_t bit = UINT32_C(1) << k;
			its |= is_its ? bit : 0;
			others |= is_others ? bit : 0;
			if (!is_like(lesson, situation, tells))
				continue;
			alike |= bit;
			its_alike |= is_its ? bit : 0;
			others_alike |= is_others ? bit : 0;
		}
	}
	return is_shown ? (alike & others_alike & ~its_alike) | (~alike & others & ~its) : 0;
}

/* Is @known of just these causes, and of this evidence? */
static bool is_of(const struct rests_known *known, const struct diagnosis *diagnosis)
{
	if (known->causes != diagnosis->count || known->evidence != diagnosis->evidence_count ||
	    known->dropped != diagnosis->dropped || known->stack != diagnosis->stack ||
	    !situation_equal(&known->situation, &diagnosis->situation) ||
	    memcmp(known->tells, diagnosis->evidence_tells, sizeof(known->tells)) != 0)
		return false;
	for (int i = 0; i < known->causes; i++)
		if (strcmp(known->cause[i], diagnosis->candidate[i].cause) != 0)
			return false;
	return true;
}

static void make(const struct lessons *lessons, const struct diagnosis *diagnosis,
		 struct rests_known *ret)
{
	struct situation situation = diagnosis->situation;

	for (int i = 0; i < FEATURES; i++)
		if (diagnosis->dropped & UINT64_C(1) << i)
			situation.value[i] = FEATURE_UNKNOWN;
	*ret = (struct rests_known){ .situation = diagnosis->situation,
				     .dropped = diagnosis->dropped,
				     .stack = diagnosis->stack,
				     .causes = diagnosis->count,
				     .evidence = diagnosis->evidence_count };
	memcpy(ret->tells, diagnosis->evidence_tells, sizeof(ret->tells));
	for (int i = 0; i < diagnosis->count; i++) {
		ret->cause[i] = diagnosis->candidate[i].cause;
		ret->rests_on[i] = rests_on(lessons, &situation, ret, ret->cause[i]);
	}
}

void rests_tell(struct rests *rests, const struct lessons *lessons, struct diagnosis *diagnosis)
{
	struct rests_known *known = NULL;

	for (uint64_t i = 0; i < RESTS_KEPT && i < rests->made && !known; i++)
		if (is_of(&rests->known[i], diagnosis))
			known = &rests->known[i];
	if (!known) {
		known = &rests->known[rests->made++ % RESTS_KEPT];
		make(lessons, diagnosis, known);
	}
	for (int i = 0; i < diagnosis->count; i++)
		diagnosis->candidate[i].rests_on = known->rests_on[i];
}

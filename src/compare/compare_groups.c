/* SPDX-License-Identifier: GPL-2.0-only */
#include "compare_groups.h"

#include "compare_words.h"

#include <string.h>

const struct expected *step_cause(const struct step *step)
{
	const struct expected *cause = NULL;

	for (int i = 0; i < step->differences.count; i++) {
		const struct difference *d = &step->differences.difference[i];
		if (d->is_general)
			continue;
		if (!d->expected || (cause && cause != d->expected))
			return NULL;
		cause = d->expected;
	}
	return cause;
}

/* Is the story on one side only? Then what is lacking is the cause; not of what broke in it. */
static bool is_headline(const struct row *row, const struct step *step)
{
	bool is = step->relation == GAINED || step->relation == LOST || step->relation == MISSING;

	is &= !step_tells_broken(row, step, step->old) && !step_tells_broken(row, step, step->new);
	for (int i = 0; i < step->differences.count; i++)
		is &= difference_is_headline(&step->differences.difference[i]);
	return is;
}

static bool is_unexplained(const struct step *step)
{
	bool is = true;

	for (int i = 0; i < step->differences.count; i++)
		is &= step->differences.difference[i].is_general ||
		      !step->differences.difference[i].expected;
	return is;
}

static bool same_why(const struct cell *a, const struct cell *b)
{
	char why_a[TEXT_SIZE * 2], why_b[TEXT_SIZE * 2];

	return strcmp(cell_why(a, why_a, sizeof(why_a)), cell_why(b, why_b, sizeof(why_b))) == 0;
}

static bool same_cause(const struct row *a, const struct row *b, int run)
{
	const struct step *one = &a->step[run], *other = &b->step[run];

	if (one->old != other->old || one->relation != other->relation ||
	    one->is_unexpected != other->is_unexpected)
		return false;
	if (is_headline(a, one) && is_headline(b, other))
		return same_why(&a->cell[one->old], &b->cell[one->old]) &&
		       same_why(&a->cell[run], &b->cell[run]);
	if (one->relation == CHANGED && is_unexplained(one) && is_unexplained(other))
		return steps_equal(one, other);
	return (one->relation == CHANGED || one->relation == GAINED || one->relation == LOST) &&
	       step_cause(one) && step_cause(one) == step_cause(other);
}

int group_next(const struct comparison *comparison, int at, int run)
{
	char families[32];

	for (int next = at + rows_alike(comparison, at, families); next < comparison->row_count;
	     next += rows_alike(comparison, next, families))
		if (same_cause(comparison->row[at], comparison->row[next], run))
			return next;
	return -1;
}

bool group_leads(const struct comparison *comparison, int at, int run)
{
	char families[32];

	for (int before = 0; before < at; before += rows_alike(comparison, before, families))
		if (same_cause(comparison->row[before], comparison->row[at], run))
			return false;
	return true;
}

int group_count(const struct comparison *comparison, int at, int run)
{
	int count = 0;

	for (; at >= 0; at = group_next(comparison, at, run))
		count++;
	return count;
}

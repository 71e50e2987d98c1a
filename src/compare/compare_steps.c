/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_steps.c - what changed from one run to the next, and whether it had to. */
#include "compare_parts.h"
#include "known_changes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_played(const struct cell *cell)
{
	return cell->iterations > 0 && cell->status != SKIP && cell->status != BROKEN;
}

/* ---- Evidence -----------------------------------------------------------------------------------
 */

static bool has_evidence(const struct form *form)
{
	return form->canon.status != SKIP && form->canon.status != BROKEN;
}

/*
 * In what @form differs from that form of @cell which is nearest to it, among those with the same
 * outcome; in nothing, if none has it. From the old to the new: @form is the new one, or with
 * @is_old the old. 0 or -ENOMEM.
 */
static int nearest_form(const struct cell *cell, const struct form *form, bool is_old,
			struct differences *ret)
{
	bool found_any = false;
	int err = 0;

	for (int i = 0; i < cell->form_count && err == 0; i++) {
		const struct form *other = &cell->form[i];
		struct differences found = { 0 };
		if (!has_evidence(other) || other->canon.outcome != form->canon.outcome)
			continue;
		err = is_old ? canon_diff(&form->canon, &other->canon, &found)
			     : canon_diff(&other->canon, &form->canon, &found);
		if (err == 0 && (!found_any || found.count < ret->count)) {
			struct differences last = *ret;
			found_any = true;
			*ret = found;
			found = last;
		}
		differences_free(&found);
	}
	return err;
}

/* Adds those that are not yet there, and lets go of @from. */
static int merge(struct differences *into, struct differences *from)
{
	int err = 0;

	for (int i = 0; i < from->count && err == 0; i++) {
		bool is_told = false;
		for (int k = 0; k < into->count && !is_told; k++)
			is_told = difference_equal(&into->difference[k], &from->difference[i]);
		if (is_told)
			continue;
		struct difference *told = differences_add(into, from->difference[i].aspect);
		if (told)
			*told = from->difference[i];
		else
			err = -ENOMEM;
	}
	differences_free(from);
	return err;
}

/* With several iterations each cell is a set of forms. A form that the other side has not is told
 * by its difference from the nearest one there; and an ending that only one side has seen is none.
 */
static int compare_forms(const struct cell *old, const struct cell *new, struct step *step)
{
	int err = 0;

	for (int side = 0; side < 2; side++) {
		const struct cell *own = side ? old : new, *other = side ? new : old;
		for (int i = 0; i < own->form_count && err == 0; i++) {
			struct differences found = { 0 };
			if (!has_evidence(&own->form[i]))
				continue;
			err = nearest_form(other, &own->form[i], side == 1, &found);
			if (err == 0)
				err = merge(&step->differences, &found);
			else
				differences_free(&found);
		}
	}
	return err;
}

/* The first outcome of each side, if the sides have none in common. */
static void compare_outcomes(const struct cell *old, const struct cell *new, struct step *step)
{
	for (int i = 0; i < old->form_count; i++)
		for (int k = 0; k < new->form_count; k++)
			if (old->form[i].canon.outcome == new->form[k].canon.outcome)
				return;
	step->old_outcome = old->form[0].canon.outcome;
	step->new_outcome = new->form[0].canon.outcome;
}

/* ---- Relation -----------------------------------------------------------------------------------
 */

/* A FAIL that no run before could have had. */
static bool is_first_fail(const struct cell *old, const struct cell *new)
{
	return new->status == FAIL && !is_played(old);
}

/* That a FAIL can be had now is no news of the machine. */
static int add_verdict(struct step *step, enum status old, enum status new)
{
	bool is_ability = (old == SKIP && new != FAIL) || new == SKIP;
	struct difference *told =
		differences_add(&step->differences, is_ability ? ASPECT_ABILITY : ASPECT_VERDICT);

	if (!told)
		return -ENOMEM;
	told->gained = is_ability && old == SKIP;
	told->lost = new == SKIP;
	snprintf(told->what, sizeof(told->what), is_ability ? "the story" : "verdict");
	snprintf(told->old, sizeof(told->old), "%s", status_name[old]);
	snprintf(told->new, sizeof(told->new), "%s", status_name[new]);
	return 0;
}

static enum relation relate_evidence(const struct step *step)
{
	enum relation relation = SAME;

	for (int i = 0; i < step->differences.count; i++) {
		const struct difference *d = &step->differences.difference[i];
		if (d->is_general)
			continue;
		if (d->aspect != ASPECT_ABILITY)
			return CHANGED;
		if (d->lost || relation == SAME)
			relation = d->lost ? LOST : GAINED;
	}
	return relation;
}

static int relate(const struct cell *old, const struct cell *new, struct step *step)
{
	static const int rank[STATUS_COUNT] = { [PASS] = 0, [XFAIL] = 1, [FAIL] = 2 };
	int err = 0;

	if (!old->iterations || !new->iterations) {
		/* In neither of them: a row that a third run has. */
		step->relation = old->iterations || new->iterations ? MISSING : SAME;
		return 0;
	}
	if (old->status != new->status)
		err = add_verdict(step, old->status, new->status);
	if (is_first_fail(old, new)) {
		step->relation = REGRESSED;
		return err;
	}
	if (old->status == BROKEN || new->status == BROKEN) {
		step->relation = UNCLEAR; /* also where a SKIP is opposite */
		return err;
	}
	if (old->status == SKIP || new->status == SKIP) {
		step->relation = old->status == new->status ? SAME
				 : new->status == SKIP      ? LOST
							    : GAINED;
		return err;
	}
	if (err == 0)
		err = compare_forms(old, new, step);
	compare_outcomes(old, new, step);
	if (rank[old->status] == rank[new->status])
		step->relation = relate_evidence(step);
	else
		step->relation = rank[old->status] < rank[new->status] ? REGRESSED : MENDED;
	return err;
}

/* ---- Expectation --------------------------------------------------------------------------------
 */

static int add_absent(struct comparison *comparison, const struct expected *expected,
		      const struct row *row, const struct step *step)
{
	if (comparison->absent_count == comparison->absent_room) {
		int room = comparison->absent_room ? 2 * comparison->absent_room : 16;
		struct absent *more =
			realloc(comparison->absent, (size_t)room * sizeof(*comparison->absent));
		if (!more)
			return -ENOMEM;
		comparison->absent = more;
		comparison->absent_room = room;
	}
	comparison->absent[comparison->absent_count++] = (struct absent){
		.expected = expected, .row = row, .old = step->old, .new = step->new
	};
	return 0;
}

/* Gives the differences of @step that @expected explains their reason. Returns how many. */
static int explain(const struct expected *expected, const struct row *row, struct step *step)
{
	const struct cell *cell = &row->cell[step->new];
	int from = cell->form_count ? expected_from(expected, &cell->form[0].canon) : 0, count = 0;

	for (int i = 0; i < step->differences.count && step->relation != UNCLEAR; i++) {
		struct difference *d = &step->differences.difference[i];
		if (!expected_explains(expected, from, d))
			continue;
		count++;
		if (!d->expected)
			d->expected = expected;
	}
	return count;
}

/*
 * One row of the table, from the runs before @new to @new. Where it names one scenario, it must
 * show over each family; where a pattern, in any that it fits; unless it may stay away.
 */
static int expect(struct comparison *comparison, const struct expected *expected, int new)
{
	bool is_pattern = strpbrk(expected->scenario, "*?[") != NULL, came = false;
	const struct step *waiting = NULL;
	int err = 0;

	for (int i = 0; i < comparison->row_count && err == 0; i++) {
		struct row *row = comparison->row[i];
		struct step *step = &row->step[new];
		if (!expected_in(expected, row->scenario->name) ||
		    !expected_between(expected, comparison->run[step->old].version,
				      comparison->run[new].version))
			continue;
		int count = explain(expected, row, step);
		came |= count > 0;
		if (count > 0 || expected->may_stay_away || !is_played(&row->cell[step->old]) ||
		    !is_played(&row->cell[new]))
			continue;
		waiting = step;
		if (!is_pattern)
			err = add_absent(comparison, expected, row, step);
	}
	if (is_pattern && waiting && !came && err == 0)
		err = add_absent(comparison, expected, NULL, waiting);
	return err;
}

/* May it be that TCP is other than it was? Not where a known change explains it; nor where a story
 * could not be played or a tracepoint not be had: that the machine lacks something, or its user
 * withheld it, is said, and speaks of no kernel. */
static bool is_other(const struct difference *d)
{
	bool is_ours = d->aspect == ASPECT_ABILITY && !*d->who;

	return !d->expected && !d->gained && !is_ours;
}

/* Is there a difference for the worse, or a mere one, that nobody expects? */
static bool is_unexpected(const struct row *row, const struct step *step)
{
	switch (step->relation) {
	case SAME:
	case MENDED:
	case GAINED:
		return false;
	case UNCLEAR:
		return row->cell[step->new].status == BROKEN;
	case MISSING:
		return row->cell[step->new].iterations == 0 ||
		       is_first_fail(&row->cell[step->old], &row->cell[step->new]);
	case CHANGED:
	case REGRESSED:
	case LOST:
	case RELATIONS:
		break;
	}
	for (int i = 0; i < step->differences.count; i++)
		if (is_other(&step->differences.difference[i]))
			return true;
	return false;
}

/* Against which run before @new is it to be held? */
static int find_old(const struct row *row, int new)
{
	for (int old = new - 1; old >= 0; old--)
		if (is_played(&row->cell[old]))
			return old;
	return new - 1;
}

/* The changes that the promises of the scenarios depend on, each scenario's once. */
static int collect_changes(struct comparison *comparison)
{
	int room = 0;

	for (int i = 0; i < comparison->row_count; i++)
		room += expected_of_scenario(comparison->row[i]->scenario, NULL, 0);
	comparison->change = calloc((size_t)room + 1, sizeof(*comparison->change));
	if (!comparison->change)
		return -ENOMEM;
	for (int i = 0; i < comparison->row_count; i++) {
		const struct scenario *scenario = comparison->row[i]->scenario;
		if (i > 0 && comparison->row[i - 1]->scenario == scenario)
			continue;
		comparison->change_count += expected_of_scenario(
			scenario, comparison->change + comparison->change_count,
			room - comparison->change_count);
	}
	return 0;
}

int compare_conclude(struct comparison *comparison)
{
	int err = collect_changes(comparison);

	for (int new = 1; new < comparison->run_count &&err == 0; new ++) {
		for (int i = 0; i < comparison->row_count && err == 0; i++) {
			struct row *row = comparison->row[i];
			row->step[new].old = find_old(row, new);
			row->step[new].new = new;
			err = relate(&row->cell[row->step[new].old], &row->cell[new],
				     &row->step[new]);
		}
		for (const struct expected *e = expected_table; e->since && err == 0; e++)
			err = expect(comparison, e, new);
		for (int i = 0; i < comparison->change_count && err == 0; i++)
			err = expect(comparison, &comparison->change[i], new);
		for (int i = 0; i < comparison->row_count && err == 0; i++) {
			struct step *step = &comparison->row[i]->step[new];
			step->is_unexpected = is_unexpected(comparison->row[i], step);
		}
		if (err == 0)
			err = compare_count(comparison, new);
	}
	return err;
}

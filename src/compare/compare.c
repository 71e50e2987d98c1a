/* SPDX-License-Identifier: GPL-2.0-only */
#include "compare.h"

#include "reading_ladder.h"

#include "address.h"
#include "kernel_change.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const relation_name[RELATIONS] = {
	[SAME] = "same",      [CHANGED] = "changed",    [REGRESSED] = "regressed",
	[MENDED] = "mended",  [GAINED] = "new ability", [LOST] = "lost ability",
	[UNCLEAR] = "broken", [MISSING] = "missing",
};

static_assert(RELATIONS == 8, "a name for each");

/* ---- Collecting ---------------------------------------------------------------------------------
 */

int compare_run(struct comparison *comparison, const char *path, const struct run_facts *facts,
		struct why *ret_why)
{
	if (comparison->run_count == RUNS_MAX) {
		why_set(ret_why, "at most %d runs can be compared", RUNS_MAX);
		return -EINVAL;
	}
	struct compared_run *run = &comparison->run[comparison->run_count++];
	*run = (struct compared_run){ .time_ns = facts->time_ns };
	snprintf(run->path, sizeof(run->path), "%s", path);
	snprintf(run->kernel, sizeof(run->kernel), "%s", facts->kernel);
	snprintf(run->machine, sizeof(run->machine), "%s", facts->machine);
	snprintf(run->program, sizeof(run->program), "%s", facts->version);
	return 0;
}

static int row_order(const struct row *row, const char *scenario, int family)
{
	int by_name = strcmp(row->scenario->name, scenario);

	return by_name ? by_name : row->family - family;
}

/* The row of that story, made where it is missing. NULL: no memory. */
static struct row *find_row(struct comparison *comparison, const struct scenario *scenario,
			    int family)
{
	int at = 0;

	while (at < comparison->row_count &&
	       row_order(comparison->row[at], scenario->name, family) < 0)
		at++;
	if (at < comparison->row_count &&
	    row_order(comparison->row[at], scenario->name, family) == 0)
		return comparison->row[at];
	if (comparison->row_count == comparison->row_room) {
		int room = comparison->row_room ? 2 * comparison->row_room : 64;
		struct row **more =
			realloc(comparison->row, (size_t)room * sizeof(*comparison->row));
		if (!more)
			return NULL;
		comparison->row = more;
		comparison->row_room = room;
	}
	struct row *row = calloc(1, sizeof(*row));
	if (!row)
		return NULL;
	row->scenario = scenario;
	row->family = family;
	memmove(comparison->row + at + 1, comparison->row + at,
		(size_t)(comparison->row_count - at) * sizeof(*comparison->row));
	comparison->row[at] = row;
	comparison->row_count++;
	return row;
}

/* Is @canon one of the forms of @cell, in every respect? */
static int same_form(const struct cell *cell, const struct canon *canon, struct form **ret)
{
	*ret = NULL;
	for (int i = 0; i < cell->form_count && !*ret; i++) {
		struct form *form = &cell->form[i];
		struct differences differences = { 0 };
		if (form->canon.status != canon->status || form->canon.outcome != canon->outcome)
			continue;
		if (canon_diff(&form->canon, canon, &differences) < 0)
			return -ENOMEM;
		if (differences.count == 0)
			*ret = form;
		differences_free(&differences);
	}
	return 0;
}

/* Takes @canon over. 0 or -ENOMEM. */
static int add_form(struct cell *cell, struct canon *canon)
{
	struct form *form, *more = NULL;
	int err = same_form(cell, canon, &form);

	if (err == 0 && !form) {
		more = realloc(cell->form, ((size_t)cell->form_count + 1) * sizeof(*cell->form));
		err = more ? 0 : -ENOMEM;
	}
	if (more) {
		cell->form = more;
		cell->form[cell->form_count++] = (struct form){ .canon = *canon, .times = 1 };
		return 0;
	}
	if (form)
		form->times++;
	canon_free(canon);
	return err;
}

/* Worse speaks louder: one FAIL in a hundred is a FAIL. */
static enum status worse(enum status a, enum status b)
{
	static const int rank[STATUS_COUNT] = {
		[SKIP] = 0, [PASS] = 1, [XFAIL] = 2, [FAIL] = 3, [BROKEN] = 4,
	};

	return rank[a] > rank[b] ? a : b;
}

static int note_iteration(struct cell *cell, const struct row *row, int iteration,
			  struct why *ret_why)
{
	for (int i = 0; i < cell->iterations; i++)
		if (cell->seen[i] == iteration) {
			why_set(ret_why, "%s/%s is there twice", row->scenario->name,
				family_text(row->family));
			return -EINVAL;
		}
	int *more = realloc(cell->seen, ((size_t)cell->iterations + 1) * sizeof(*cell->seen));
	if (!more)
		return -ENOMEM;
	cell->seen = more;
	cell->seen[cell->iterations] = iteration;
	return 0;
}

static int note_ladder(struct cell *cell, const struct result *result)
{
	cell->ladder = malloc(sizeof(*cell->ladder));
	if (!cell->ladder)
		return -ENOMEM;
	int err = reading_ladder(&result->reading, result->scenario->is_drill, cell->ladder);
	if (err < 0) {
		free(cell->ladder);
		cell->ladder = NULL;
	}
	return err;
}

int compare_result(struct comparison *comparison, const struct result *result, struct why *ret_why)
{
	const char *version = reading_version(&result->reading);
	struct row *row = find_row(comparison, result->scenario, result->reading.ev->family);
	struct compared_run *run = &comparison->run[comparison->run_count - 1];
	struct canon canon;

	why_set(ret_why, "out of memory");
	if (!row)
		return -ENOMEM;
	if (*run->version == '\0')
		snprintf(run->version, sizeof(run->version), "%s", version);
	if (strcmp(run->version, version) != 0) {
		why_set(ret_why, "is of kernel %s, but others are of %s", version, run->version);
		return -EINVAL;
	}
	struct cell *cell = &row->cell[comparison->run_count - 1];
	int err = note_iteration(cell, row, result->iteration, ret_why);
	if (err == 0)
		err = canon_read(result, &canon);
	if (err < 0)
		return err;
	if (comparison->wants_ladders && !cell->ladder)
		err = note_ladder(cell, result);
	if (err < 0) {
		canon_free(&canon);
		return err;
	}
	cell->status = cell->iterations ? worse(cell->status, canon.status) : canon.status;
	cell->iterations++;
	run->results++;
	return add_form(cell, &canon);
}

/* The run @at and the one after it change places. */
static void swap_runs(struct comparison *comparison, int at)
{
	struct compared_run run = comparison->run[at];

	comparison->run[at] = comparison->run[at + 1];
	comparison->run[at + 1] = run;
	for (int i = 0; i < comparison->row_count; i++) {
		struct cell *cell = &comparison->row[i]->cell[at], first = cell[0];
		cell[0] = cell[1];
		cell[1] = first;
	}
}

void compare_sort(struct comparison *comparison)
{
	for (int last = 1; last < comparison->run_count; last++)
		for (int at = last - 1;
		     at >= 0 &&
		     kernel_order(comparison->run[at].version, comparison->run[at + 1].version) > 0;
		     at--)
			swap_runs(comparison, at);
}

void compare_free(struct comparison *comparison)
{
	if (!comparison)
		return;
	for (int i = 0; i < comparison->row_count; i++) {
		struct row *row = comparison->row[i];
		for (int k = 0; k < comparison->run_count; k++) {
			struct cell *cell = &row->cell[k];
			for (int n = 0; n < cell->form_count; n++)
				canon_free(&cell->form[n].canon);
			free(cell->form);
			free(cell->seen);
			if (cell->ladder)
				ladder_free(cell->ladder);
			free(cell->ladder);
			differences_free(&row->step[k].differences);
		}
		free(row);
	}
	free(comparison->row);
	free(comparison->change);
	free(comparison->absent);
	free(comparison->fact);
	*comparison = (struct comparison){ 0 };
}

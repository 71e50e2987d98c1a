/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_facts.c - how many changes there are: what holds of a kernel whatever the story is one.
 */
#include "compare_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Is the story in one of the two runs at least? */
static bool is_in_either(const struct row *row, const struct step *step)
{
	return row->cell[step->old].iterations > 0 || row->cell[step->new].iterations > 0;
}

/* One more result of that run in which @d shows. 0 or -ENOMEM. */
static int note_fact(struct comparison *comparison, int run, const struct difference *d)
{
	for (int i = 0; i < comparison->fact_count; i++) {
		struct fact *fact = &comparison->fact[i];
		if (fact->new == run && difference_equal(fact->difference, d)) {
			fact->results++;
			return 0;
		}
	}
	if (comparison->fact_count == comparison->fact_room) {
		int room = comparison->fact_room ? 2 * comparison->fact_room : 8;
		struct fact *more =
			realloc(comparison->fact, (size_t)room * sizeof(*comparison->fact));
		if (!more)
			return -ENOMEM;
		comparison->fact = more;
		comparison->fact_room = room;
	}
	/* Who has a tracepoint and not what it told has another kernel, and not fewer rights. */
	bool is_field = strcmp(d->what, sight_name[SIGHT_TRACE]) != 0;
	bool is_odd = d->lost && is_field && !d->expected;
	comparison->fact[comparison->fact_count++] =
		(struct fact){ .new = run, .results = 1, .difference = d, .is_unexpected = is_odd };
	return 0;
}

/* What the kernel of run @run can tell, of all stories. Where there is no tracepoint, nobody asks
 * for what it would tell. 0 or -ENOMEM. */
static int collect_facts(struct comparison *comparison, int run)
{
	int err = 0;

	for (int i = 0; i < comparison->row_count && err == 0; i++) {
		const struct differences *list = &comparison->row[i]->step[run].differences;
		bool has_trace = true;
		for (int k = 0; k < list->count && err == 0; k++) {
			const struct difference *d = &list->difference[k];
			if (!d->is_general || !has_trace)
				continue;
			has_trace = strcmp(d->what, sight_name[SIGHT_TRACE]) != 0;
			err = note_fact(comparison, run, d);
		}
	}
	return err;
}

static void count(struct comparison *comparison, enum relation relation, bool is_unexpected)
{
	comparison->tally[relation]++;
	comparison->tally_unexpected[relation] += is_unexpected;
	comparison->unexpected += is_unexpected;
}

static void count_all(struct comparison *comparison, int run)
{
	for (int i = 0; i < comparison->row_count; i++) {
		const struct row *row = comparison->row[i];
		if (is_in_either(row, &row->step[run]))
			count(comparison, row->step[run].relation, row->step[run].is_unexpected);
	}
	for (int i = 0; i < comparison->fact_count; i++) {
		const struct fact *fact = &comparison->fact[i];
		if (fact->new == run)
			count(comparison, fact->difference->lost ? LOST : GAINED,
			      fact->is_unexpected);
	}
}

int compare_count(struct comparison *comparison, int run)
{
	int err = collect_facts(comparison, run);

	if (err == 0)
		count_all(comparison, run);
	return err;
}

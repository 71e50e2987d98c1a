/* SPDX-License-Identifier: GPL-2.0-only */
#include "compare_words.h"

#include "address.h"
#include "known_changes.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static const char *aspect_verb(const struct difference *d)
{
	switch (d->aspect) {
	case ASPECT_FLAGS:
	case ASPECT_SEQ:
	case ASPECT_ACK:
	case ASPECT_WINDOW:
	case ASPECT_OPTIONS:
	case ASPECT_ARRIVAL:
	case ASPECT_REASON:
	case ASPECT_STATE:
	case ASPECT_ERRNO:
	case ASPECT_RETURN:
		return aspect_name[d->aspect];
	case ASPECT_SENDER:
		return "sent by";
	case ASPECT_ORDER:
		return "moved:";
	case ASPECT_COUNTER:
	case ASPECT_PACKETS:
	case ASPECT_CALLS:
	case ASPECT_SOCKETS:
	case ASPECT_EVENTS:
	case ASPECT_ABILITY:
	case ASPECT_VERDICT:
	case ASPECTS:
		break;
	}
	return "";
}

const char *difference_text(const struct difference *d, char *buffer, size_t size)
{
	const char *verb = aspect_verb(d);
	char connection[32] = "";

	if (d->stream > 1)
		snprintf(connection, sizeof(connection), ", connection %d", d->stream);
	snprintf(buffer, size, "%s%s%s%s:%s%s %s → %s%s%s%s", d->who, *d->who ? connection : "",
		 *d->who ? ": " : "", d->what, *verb ? " " : "", verb, d->old, d->new,
		 *d->chapter ? ", in '" : "", d->chapter, *d->chapter ? "'" : "");
	return buffer;
}

const char *run_label(const struct comparison *comparison, int run, char *buffer, size_t size)
{
	const struct compared_run *own = &comparison->run[run];
	int alike = 0;

	for (int i = 0; i < comparison->run_count; i++)
		alike += strcmp(comparison->run[i].version, own->version) == 0;
	if (alike > 1)
		snprintf(buffer, size, "%s#%d", own->version, run + 1);
	else
		snprintf(buffer, size, "%s", own->version);
	return buffer;
}

bool difference_is_headline(const struct difference *difference)
{
	return difference->aspect == ASPECT_VERDICT ||
	       (difference->aspect == ASPECT_ABILITY && !difference->is_general &&
		!*difference->who);
}

bool step_is_calm(const struct step *step)
{
	return step->relation == SAME && !step->old_outcome && !step->new_outcome;
}

const char *step_word(const struct step *step)
{
	static const char *const as_expected[RELATIONS] = {
		[CHANGED] = "changed, as expected",
		[REGRESSED] = "other verdict, as expected",
	};
	const char *word = step->is_unexpected ? NULL : as_expected[step->relation];

	return word ? word : relation_name[step->relation];
}

const char *step_color(const struct step *step)
{
	static const char *const unexpected[RELATIONS] = { [UNCLEAR] = "1;35" };
	static const char *const color[RELATIONS] = {
		[SAME] = "2", [MENDED] = "32", [GAINED] = "32", [LOST] = "33", [MISSING] = "33",
	};
	const char *sgr = color[step->relation];

	if (step->is_unexpected)
		return unexpected[step->relation] ? unexpected[step->relation] : "1;31";
	return sgr ? sgr : "";
}

const char *const part_heading[PARTS] = {
	[PART_UNEXPECTED] = "Unexpected",
	[PART_LOST] = "No longer available",
	[PART_EXPECTED] = "Expected, or an improvement",
};

enum part step_part(const struct step *step)
{
	if (step->is_unexpected)
		return PART_UNEXPECTED;
	return step->relation == LOST ? PART_LOST : PART_EXPECTED;
}

bool row_differs(const struct comparison *comparison, const struct row *row)
{
	bool differs = false;

	for (int run = 1; run < comparison->run_count; run++)
		differs |= !step_is_calm(&row->step[run]);
	return differs;
}

bool steps_equal(const struct step *a, const struct step *b)
{
	if (a->old != b->old || a->relation != b->relation || a->old_outcome != b->old_outcome ||
	    a->new_outcome != b->new_outcome || a->differences.count != b->differences.count)
		return false;
	for (int i = 0; i < a->differences.count; i++)
		if (!difference_equal(&a->differences.difference[i], &b->differences.difference[i]))
			return false;
	return true;
}

static bool rows_equal(const struct comparison *comparison, const struct row *a,
		       const struct row *b)
{
	char why_a[TEXT_SIZE * 2], why_b[TEXT_SIZE * 2];

	if (a->scenario != b->scenario)
		return false;
	for (int i = 0; i < comparison->run_count; i++)
		if (a->cell[i].iterations != b->cell[i].iterations ||
		    (a->cell[i].iterations && a->cell[i].status != b->cell[i].status) ||
		    strcmp(cell_why(&a->cell[i], why_a, sizeof(why_a)),
			   cell_why(&b->cell[i], why_b, sizeof(why_b))) != 0 ||
		    (i > 0 && !steps_equal(&a->step[i], &b->step[i])))
			return false;
	return true;
}

int rows_alike(const struct comparison *comparison, int first, char *families)
{
	const struct row *row = comparison->row[first];
	int count = 1;
	size_t used = (size_t)snprintf(families, 32, "%s", family_text(row->family));

	while (first + count < comparison->row_count &&
	       rows_equal(comparison, row, comparison->row[first + count])) {
		used += (size_t)snprintf(families + used, 32 - used, ", %s",
					 family_text(comparison->row[first + count]->family));
		count++;
	}
	return count;
}

const char *block_name(const struct comparison *comparison, int first, char *buffer, size_t size)
{
	const char *name = comparison->row[first]->scenario->name;
	char families[32];

	if (rows_alike(comparison, first, families) > 1)
		snprintf(buffer, size, "%s", name);
	else
		snprintf(buffer, size, "%s/%s", name, families);
	return buffer;
}

/* The form that gave a cell its verdict; NULL: it was not played. */
static const struct canon *deciding_form(const struct cell *cell)
{
	for (int i = 0; i < cell->form_count; i++)
		if (cell->form[i].canon.status == cell->status)
			return &cell->form[i].canon;
	return NULL;
}

const struct canon_promise *broken_promise(const struct row *row, const struct step *step, int run,
					   int nth, bool *ret_unseen)
{
	const struct canon *own = deciding_form(&row->cell[run]);
	const struct canon *other =
		deciding_form(&row->cell[run == step->old ? step->new : step->old]);
	const struct canon_promise *found = NULL;

	for (int i = 0; own && i < own->promise_count && !found; i++)
		if (own->promise[i].is_broken && nth-- == 0)
			found = &own->promise[i];
	*ret_unseen = false;
	for (int i = 0; found && other && i < other->promise_count; i++)
		*ret_unseen |= !other->promise[i].is_broken &&
			       strcmp(other->promise[i].text, found->text) == 0;
	return found;
}

bool step_tells_broken(const struct row *row, const struct step *step, int run)
{
	bool is_alone = step->relation == MISSING && row->cell[run].status == FAIL;

	return step->relation == REGRESSED || step->relation == MENDED || is_alone;
}

const char *cell_why(const struct cell *cell, char *buffer, size_t size)
{
	const struct canon *canon = deciding_form(cell);

	bool is_news = cell->status != PASS && cell->status != XFAIL;

	text_set(buffer, size, "%s", canon && is_news ? canon->why : "");
	return buffer;
}

/* "5 changed, 1 broken": those that nobody expects, or the others. */
static const char *count_text(const struct comparison *comparison, bool unexpected, char *buffer,
			      size_t size)
{
	*buffer = '\0';
	for (enum relation i = 0; i < RELATIONS; i++) {
		int odd = comparison->tally_unexpected[i];
		int count = unexpected ? odd : comparison->tally[i] - odd;
		bool is_excused = !unexpected && (i == CHANGED || i == REGRESSED);
		if (count > 0)
			text_append(buffer, size, "%s%d %s%s", *buffer ? ", " : "", count,
				    relation_name[i], is_excused ? " as expected" : "");
	}
	return buffer;
}

const char *unexpected_text(const struct comparison *comparison, char *buffer, size_t size)
{
	return count_text(comparison, true, buffer, size);
}

const char *tally_text(const struct comparison *comparison, char *buffer, size_t size)
{
	return count_text(comparison, false, buffer, size);
}

const char *exit_text(const struct comparison *comparison, char *buffer, size_t size)
{
	if (comparison->unexpected)
		snprintf(buffer, size, "Exit status 1: %d unexpected, listed first",
			 comparison->unexpected);
	else
		snprintf(buffer, size, "Exit status 0: nothing is unexpected");
	return buffer;
}

const char *absent_text(const struct absent *absent, char *buffer, size_t size)
{
	const struct row *row = absent->row;

	if (row)
		snprintf(buffer, size, "%s/%s", row->scenario->name, family_text(row->family));
	else
		snprintf(buffer, size, "any of %s", absent->expected->scenario);
	return buffer;
}

const char *absent_line(const struct comparison *comparison, const struct absent *absent,
			char *buffer, size_t size)
{
	char where[96], from[RUN_TEXT + 16], to[RUN_TEXT + 16];

	return text_set(buffer, size, "%s, %s → %s", absent_text(absent, where, sizeof(where)),
			run_label(comparison, absent->old, from, sizeof(from)),
			run_label(comparison, absent->new, to, sizeof(to)));
}

const char *fact_text(const struct comparison *comparison, const struct fact *fact, char *buffer,
		      size_t size)
{
	char label[RUN_TEXT + 16], text[COMPARE_TEXT];

	return text_set(buffer, size, "With %s, in %d results: %s",
			run_label(comparison, fact->new, label, sizeof(label)), fact->results,
			difference_text(fact->difference, text, sizeof(text)));
}

/* The same, as far as both could be seen: what one kernel tells of any story, and the other not. */
static const char *same_word(const struct step *step)
{
	for (int i = 0; i < step->differences.count; i++)
		if (step->differences.difference[i].is_general)
			return step->differences.difference[i].gained ? "=+" : "=-";
	return "=";
}

const char *cell_word(const struct row *row, int run)
{
	const struct cell *cell = &row->cell[run];
	const struct step *step = &row->step[run];
	const char *same = same_word(step);

	if (cell->iterations == 0)
		return "-";
	if (run == 0)
		return status_name[cell->status];
	switch (step->relation) {
	case SAME:
		return step->old == run - 1 || same[1] ? same : status_name[cell->status];
	case GAINED:
		return "new";
	case LOST:
		return "lost";
	case CHANGED:
	case REGRESSED:
		return step->is_unexpected ? relation_name[step->relation] : "expected";
	case MISSING:
		return status_name[cell->status];
	case MENDED:
	case UNCLEAR:
	case RELATIONS:
		break;
	}
	return relation_name[step->relation];
}

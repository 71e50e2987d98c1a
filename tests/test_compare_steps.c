/* SPDX-License-Identifier: GPL-2.0-only */
/* How cells and rows of a comparison are judged, one rule at a time. */
#include "compare_words.h"
#include "known_changes.h"
#include "plays.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The worst of its iterations is a cell's word, and each form is there once. */
static void test_cells(void **state)
{
	static const struct {
		struct playing plays[RUNS][PLAYS];
		enum status status;
		int forms, times; /* of the first */
	} cases[] = {
		{ { { PLAIN({ 0 }), PLAIN({ 0 }), PLAIN({ .moved = true }) } }, PASS, 1, 3 },
		{ { { PLAIN(SKIPS), PLAIN({ 0 }) } }, PASS, 2, 1 },
		{ { { PLAIN({ 0 }), PLAIN(SKIPS) } }, PASS, 2, 1 },
		{ { { PLAIN({ .aborts = 1 }), PLAIN(BREAKS) } }, BROKEN, 2, 1 },
		{ { { PLAIN(BREAKS), PLAIN({ .aborts = 1 }) } }, BROKEN, 2, 1 },
		{ { { KNOWN({ 0 }), KNOWN({ .aborts = 1 }) } }, XFAIL, 2, 1 },
		{ { { KNOWN({ .aborts = 1 }), KNOWN({ 0 }) } }, XFAIL, 2, 1 },
		{ { { PLAIN({ 0 }), PLAIN({ .aborts = 1 }), PLAIN({ 0 }) } }, FAIL, 2, 2 },
		{ { { RACING({ 0 }), RACING({ .window = 900 }), RACING({ 0 }) } }, PASS, 2, 2 },
		{ { { STRICT({ 0 }), STRICT({ .window = 900 }) } }, FAIL, 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct comparison *comparison = plays_compare(cases[i].plays, 1);
		const struct cell *cell = &comparison->row[0]->cell[0];
		if (cell->status != cases[i].status || cell->form_count != cases[i].forms ||
		    cell->form[0].times != cases[i].times)
			fail_msg("case %zu: %s, %d forms, %d times", i, status_name[cell->status],
				 cell->form_count, cell->form[0].times);
		plays_done(comparison);
	}
}

static const struct {
	struct playing plays[RUNS][PLAYS];
	int runs, old; /* which run the last is held against */
	enum relation relation;
	bool is_unexpected;
	int differences, absent;
	const char *source; /* of what explains the last difference; NULL: nothing does */
} steps[] = {
	/* The nearest that could be played, and was. */
	{ { { PLAIN({ 0 }) }, { PLAIN(SKIPS) }, { PLAIN({ 0 }) } }, 3, 0, SAME, false, 0, 0 },
	{ { { PLAIN({ 0 }) }, { PLAIN(BREAKS) }, { PLAIN({ 0 }) } }, 3, 0, SAME, false, 0, 0 },
	{ { { PLAIN(SKIPS) }, { PLAIN(SKIPS) }, { PLAIN({ 0 }) } }, 3, 1, GAINED, false, 1, 0 },
	/* What is lost weighs more than what is gained; what holds of any story is none of
	   this one. */
	{ { { COUNTING({ .no_counter = true, .counter = "TcpExtTW" }) }, { COUNTING({ 0 }) } },
	  2,
	  0,
	  LOST,
	  true,
	  2,
	  0 },
	{ { { COUNTING({ 0 }) }, { COUNTING({ .no_counter = true, .counter = "TcpExtTW" }) } },
	  2,
	  0,
	  LOST,
	  true,
	  2,
	  0 },
	{ { { PLAIN({ .no_counter = true }) }, { PLAIN({ .no_reason = true }) } },
	  2,
	  0,
	  GAINED,
	  false,
	  3,
	  0 },
	/* A form without evidence is near to none. */
	{ { { RACING(SKIPS), RACING({ 0 }) }, { RACING({ .window = 300 }) } },
	  2,
	  0,
	  REGRESSED,
	  true,
	  1,
	  0 },
	/* A change that is expected, told by the first that names it; over each family. */
	{ { { CHANGING({ 0 }) }, { CHANGING({ .aborts = 1 }) } },
	  2,
	  0,
	  CHANGED,
	  false,
	  1,
	  0,
	  "0123456789ab (tcp: count it)" },
	{ { { CHANGING({ .no_reason = true }) }, { CHANGING({ .aborts = 1 }) } },
	  2,
	  0,
	  CHANGED,
	  false,
	  3,
	  0,
	  "0123456789ab (tcp: count it)" },
	{ { { CHANGING({ 0 }), CHANGING({ 0 }, .family = AF_INET6) },
	    { CHANGING({ 0 }), CHANGING({ 0 }, .family = AF_INET6) } },
	  2,
	  0,
	  REGRESSED,
	  true,
	  1,
	  4 },
	/* It need not come where nothing was played before, and explains no break of ours.
	 */
	{ { { CHANGING(SKIPS) }, { CHANGING({ .aborts = 1 }) } }, 2, 0, GAINED, false, 1, 0 },
	/* A FAIL that nobody had before; nothing explains it. */
	{ { { CHANGING(SKIPS) }, { CHANGING({ 0 }) } }, 2, 0, REGRESSED, true, 1, 0 },
	{ { { PLAIN({ .aborts = 1 }) }, { PLAIN(SKIPS) }, { PLAIN({ .aborts = 1 }) } },
	  3,
	  0,
	  SAME,
	  false,
	  0,
	  0 },
	{ { { CHANGING({ 0 }) }, { CHANGING(BREAKS) } }, 2, 0, UNCLEAR, true, 1, 0 },
};

static void test_steps(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct comparison *comparison = plays_compare(steps[i].plays, steps[i].runs);
		const struct step *step = &comparison->row[0]->step[steps[i].runs - 1];
		const struct differences *list = &step->differences;
		const struct difference *last =
			list->count ? &list->difference[list->count - 1] : NULL;
		const char *source = last && last->expected ? last->expected->source : "";
		if (step->old != steps[i].old || step->relation != steps[i].relation ||
		    step->is_unexpected != steps[i].is_unexpected ||
		    list->count != steps[i].differences ||
		    comparison->absent_count != steps[i].absent ||
		    strcmp(source, steps[i].source ? steps[i].source : "") != 0)
			fail_msg("case %zu: since %d %s%s, %d differences, %d absent, '%s'", i,
				 step->old, relation_name[step->relation],
				 step->is_unexpected ? ", unexpected" : "", list->count,
				 comparison->absent_count, source);
		plays_done(comparison);
	}
}

/* A story that can be played now, or no longer. */
static void test_ability(void **state)
{
	static const struct playing plays[][RUNS][PLAYS] = {
		{ { PLAIN(SKIPS) }, { PLAIN({ 0 }) } },
		{ { PLAIN({ 0 }) }, { PLAIN(SKIPS) } },
	};

	(void)state;
	for (int lost = 0; lost < 2; lost++) {
		struct comparison *comparison = plays_compare(plays[lost], 2);
		const struct difference *told = comparison->row[0]->step[1].differences.difference;
		assert_int_equal(told->aspect, ASPECT_ABILITY);
		assert_int_equal(told->gained, !lost);
		assert_int_equal(told->lost, lost);
		plays_done(comparison);
	}
}

/* A story that is FAIL as soon as it can be played: that is told as a verdict, and what broke. */
static void test_first_fail(void **state)
{
	static const struct playing plays[][RUNS][PLAYS] = {
		{ { PLAIN(SKIPS) }, { PLAIN({ .aborts = 1 }) } },
		{ { PLAIN(BREAKS) }, { PLAIN({ .aborts = 1 }) } },
	};
	static const enum status old[] = { SKIP, BROKEN };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct comparison *comparison = plays_compare(plays[i], 2);
		const struct row *row = comparison->row[0];
		const struct difference *told = row->step[1].differences.difference;
		bool is_unseen;
		assert_int_equal(told->aspect, ASPECT_VERDICT);
		assert_false(told->gained);
		assert_string_equal(told->old, status_name[old[i]]);
		assert_string_equal(told->new, "FAIL");
		assert_non_null(broken_promise(row, &row->step[1], 1, 0, &is_unseen));
		assert_null(row->step[1].old_outcome);
		plays_done(comparison);
	}
}

/* Runs of one kernel are told apart; stories are one only if they are one; and a cell says how it
 * goes on since the run before it. */
static void test_labels(void **state)
{
	static const struct playing plays[RUNS][PLAYS] = {
		{ PLAIN({ 0 }), { &scenario_twin, { 0 } } },
		{ PLAIN(SKIPS), { &scenario_twin, { 0 } } },
		{ PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	};
	static const struct playing twins[RUNS][PLAYS] = {
		{ PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	};
	struct comparison *comparison = plays_compare(plays, 3);
	char label[64], families[32];

	(void)state;
	assert_string_equal(run_label(comparison, 0, label, sizeof(label)), "6.10.5#1");
	assert_string_equal(run_label(comparison, 1, label, sizeof(label)), "6.10.5#2");
	assert_string_equal(run_label(comparison, 2, label, sizeof(label)), "6.12");
	assert_string_equal(cell_word(comparison->row[0], 2), "PASS");
	assert_string_equal(cell_word(comparison->row[1], 2), "=");
	plays_done(comparison);
	comparison = plays_compare(twins, 1);
	assert_int_equal(rows_alike(comparison, 0, families), 1);
	assert_string_equal(families, "ipv4");
	plays_done(comparison);
}

/* Which promise was broken, by the iteration that decides; and whether anybody could have seen it
 * before. */
static void test_broken_promise(void **state)
{
	static const struct {
		struct playing plays[RUNS][PLAYS];
		const char *actual;
		bool is_unseen;
	} cases[] = {
		{ { { PLAIN({ 0 }) }, { PLAIN({ 0 }), PLAIN({ .aborts = 1 }) } }, "+2", false },
		{ { { PLAIN({ .aborts = 4 }) }, { PLAIN({ .aborts = 1 }) } }, "+2", false },
		{ { { PLAIN({ .no_counter = true }) }, { PLAIN({ .aborts = 1 }) } }, "+2", true },
		{ { { PLAIN({ 0 }) }, { PLAIN({ 0 }) } }, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct comparison *comparison = plays_compare(cases[i].plays, 2);
		const struct row *row = comparison->row[0];
		bool is_unseen;
		const struct canon_promise *broken =
			broken_promise(row, &row->step[1], 1, 0, &is_unseen);
		assert_int_equal(broken != NULL, cases[i].actual != NULL);
		if (broken)
			assert_string_equal(broken->actual, cases[i].actual);
		assert_int_equal(is_unseen, cases[i].is_unseen);
		assert_null(broken_promise(row, &row->step[1], 1, 1, &is_unseen));
		plays_done(comparison);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),          cmocka_unit_test(test_steps),
		cmocka_unit_test(test_ability),        cmocka_unit_test(test_labels),
		cmocka_unit_test(test_broken_promise), cmocka_unit_test(test_first_fail),
	};

	return cmocka_run_group_tests_name("compare_steps", tests, NULL, NULL);
}

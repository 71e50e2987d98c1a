/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a comparison is an alarm, what is one fact, what has one cause. */
#include "compare_groups.h"
#include "compare_words.h"
#include "known_changes.h"
#include "plays.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	struct playing plays[RUNS][PLAYS];
	const char *word, *cell;
	enum part part;
	bool is_red, tells_broken;
} alarms[] = {
	{ { { PLAIN({ 0 }) }, { PLAIN({ .err = EPIPE }) } },
	  "changed",
	  "changed",
	  PART_UNEXPECTED,
	  true },
	{ { { PLAIN({ .aborts = 1 }) }, { PLAIN({ .aborts = 2 }) } },
	  "changed",
	  "changed",
	  PART_UNEXPECTED,
	  true },
	{ { { PLAIN({ 0 }) }, { PLAIN({ .aborts = 1 }) } },
	  "regressed",
	  "regressed",
	  PART_UNEXPECTED,
	  true,
	  true },
	{ { { CHANGING({ .aborts = 1 }) }, { CHANGING({ 0 }) } },
	  "changed, as expected",
	  "expected",
	  PART_EXPECTED,
	  false },
	{ { { { &scenario_mending, { 0 } } }, { { &scenario_mending, { .aborts = 1 } } } },
	  "other verdict, as expected",
	  "expected",
	  PART_EXPECTED,
	  false,
	  true },
	{ { { PLAIN({ 0 }) }, { PLAIN(SKIPS) } }, "lost ability", "lost", PART_LOST, false },
	{ { { PLAIN(SKIPS) }, { PLAIN({ 0 }) } }, "new ability", "new", PART_EXPECTED, false },
	{ { { PLAIN(SKIPS) }, { PLAIN({ .aborts = 1 }) } },
	  "regressed",
	  "regressed",
	  PART_UNEXPECTED,
	  true,
	  true },
	{ { { { &scenario_twin, { 0 } } }, { { &scenario_twin, { 0 } }, PLAIN({ .aborts = 1 }) } },
	  "missing",
	  "FAIL",
	  PART_UNEXPECTED,
	  true,
	  true },
	{ { { PLAIN({ 0 }) }, { PLAIN(BREAKS) } }, "broken", "broken", PART_UNEXPECTED, true },
	{ { { PLAIN({ .aborts = 1 }) }, { PLAIN({ 0 }) } },
	  "mended",
	  "mended",
	  PART_EXPECTED,
	  false,
	  true },
	{ { { PLAIN({ 0 }) }, { PLAIN({ .no_reason = true }) } },
	  "same",
	  "=-",
	  PART_EXPECTED,
	  false },
};

/* What had to come is no alarm: not in its words, not in its color. */
static void test_alarm(void **state)
{
	static const char *const versions[RUNS] = { "6.12", "6.10.5" };

	(void)state;
	for (size_t i = 0; i < sizeof(alarms) / sizeof(alarms[0]); i++) {
		struct comparison *comparison = plays_collect(alarms[i].plays, 2, versions);
		assert_int_equal(compare_conclude(comparison), 0);
		const struct row *row = comparison->row[0];
		const struct step *step = &row->step[1];
		bool is_red = strncmp(step_color(step), "1;3", 3) == 0;
		assert_string_equal(step_word(step), alarms[i].word);
		assert_string_equal(cell_word(row, 1), alarms[i].cell);
		assert_int_equal(step_part(step), alarms[i].part);
		assert_int_equal(step_tells_broken(row, step, 1), alarms[i].tells_broken);
		assert_int_equal(is_red, alarms[i].is_red);
		plays_done(comparison);
	}
}

/* ---- Facts --------------------------------------------------------------------------------------
 */

/* What holds of all stories is one fact, and where there is no tracepoint nothing of it is asked.
 */
static void test_facts(void **state)
{
	static const struct {
		struct tale old, new;
		int facts, gained, lost, unexpected;
	} cases[] = {
		{ { 0 }, { 0 }, 0, 0, 0, 0 },
		{ { .no_reason = true }, { 0 }, 2, 2, 0, 0 },
		{ { 0 }, { .no_reason = true }, 2, 0, 2, 2 },
		{ { .no_reason = true, .no_trace = true }, { 0 }, 1, 1, 0, 0 },
		{ { 0 }, { .no_reason = true, .no_trace = true }, 1, 0, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct playing plays[RUNS][PLAYS] = {
			{ { &scenario_plain, cases[i].old }, { &scenario_twin, cases[i].old } },
			{ { &scenario_plain, cases[i].new }, { &scenario_twin, cases[i].new } },
		};
		struct comparison *comparison = plays_compare(plays, 2);
		if (comparison->fact_count != cases[i].facts || comparison->tally[SAME] != 2 ||
		    comparison->tally[GAINED] != cases[i].gained ||
		    comparison->tally[LOST] != cases[i].lost ||
		    comparison->tally_unexpected[LOST] != cases[i].unexpected ||
		    comparison->unexpected != cases[i].unexpected)
			fail_msg("case %zu: %d facts, %d gained, %d lost, %d unexpected", i,
				 comparison->fact_count, comparison->tally[GAINED],
				 comparison->tally[LOST], comparison->unexpected);
		for (int k = 0; k < comparison->fact_count; k++)
			assert_int_equal(comparison->fact[k].results, 2);
		plays_done(comparison);
	}
}

/* The older kernel is the old one, however the runs are named; of equal ones the first. */
static void test_sort(void **state)
{
	static const struct playing plays[RUNS][PLAYS] = {
		{ PLAIN({ 0 }), { &scenario_twin, { 0 } } },
		{ PLAIN({ .aborts = 1 }) },
		{ PLAIN(SKIPS) },
	};
	static const struct {
		const char *versions[RUNS];
		int order[RUNS]; /* the runs as they were named */
	} cases[] = {
		{ { "6.18.44", "6.1.192", "6.12" }, { 1, 2, 0 } },
		{ { "6.1.192", "6.12", "6.18.44" }, { 0, 1, 2 } },
		{ { "6.9.1", "6.10.1", "6.9.1" }, { 0, 2, 1 } },
		{ { "7.1", "6.12", "5.10" }, { 2, 1, 0 } },
	};
	static const enum status status[RUNS] = { PASS, FAIL, SKIP };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct comparison *comparison = plays_collect(plays, RUNS, cases[i].versions);
		compare_sort(comparison);
		for (int run = 0; run < RUNS; run++) {
			int as_named = cases[i].order[run];
			assert_string_equal(comparison->run[run].version,
					    cases[i].versions[as_named]);
			assert_int_equal(comparison->row[0]->cell[run].status, status[as_named]);
			assert_int_equal(comparison->row[1]->cell[run].iterations, as_named == 0);
		}
		plays_done(comparison);
	}
}

/* What a known change takes away is no alarm. */
static void test_known_fact(void **state)
{
	static const struct playing plays[RUNS][PLAYS] = {
		{ PLAIN({ 0 }) },
		{ PLAIN({ .no_reason = true }) },
	};
	static const char *const versions[RUNS] = { "6.12", "6.1.192" };
	struct comparison *comparison = plays_collect(plays, 2, versions);

	(void)state;
	assert_int_equal(compare_conclude(comparison), 0);
	assert_int_equal(comparison->tally[LOST], 2);
	assert_int_equal(comparison->unexpected, 0);
	plays_done(comparison);
}

/* A fact of an earlier run is not counted once more. */
static void test_facts_of_runs(void **state)
{
	static const struct playing plays[RUNS][PLAYS] = {
		{ PLAIN({ .no_reason = true }) },
		{ PLAIN({ 0 }) },
		{ PLAIN({ .no_reason = true }) },
	};
	struct comparison *comparison = plays_compare(plays, RUNS);

	(void)state;
	assert_int_equal(comparison->fact_count, 4);
	assert_int_equal(comparison->fact[0].new, 1);
	assert_int_equal(comparison->fact[2].new, 2);
	assert_int_equal(comparison->tally[GAINED], 2);
	assert_int_equal(comparison->tally[LOST], 2);
	plays_done(comparison);
}

/* ---- Groups -------------------------------------------------------------------------------------
 */

static struct scenario stricter;
static const struct {
	struct playing plays[RUNS][PLAYS];
	int members;
} groups[] = {
	{ { { PLAIN(SKIPS), { &scenario_twin, SKIPS } },
	    { PLAIN({ 0 }), { &scenario_twin, { 0 } } } },
	  2 },
	{ { { PLAIN(SKIPS), { &scenario_twin, { 0 } } },
	    { PLAIN({ 0 }), { &scenario_twin, SKIPS } } },
	  1 },
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN({ .err = EPIPE }), { &scenario_twin, { .err = EPIPE } } } },
	  2 },
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN({ .err = EPIPE }), { &scenario_twin, { .err = EBADF } } } },
	  1 },
	/* The same in both, and a known change explains a part of it. */
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN({ .err = EPIPE, .counter = "TcpExtTW" }),
	      { &scenario_twin, { .err = EPIPE, .counter = "TcpExtTW" } } } },
	  1 },
	/* A known change: of both, of one, and not of all that changed in the other. */
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN({ .counter = "TcpExtTW" }), { &scenario_twin, { .counter = "TcpExtTW" } } } },
	  2 },
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN({ .counter = "TcpExtTW" }), { &scenario_twin, { .err = EPIPE } } } },
	  1 },
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN({ .counter = "TcpExtTW" }),
	      { &scenario_twin, { .counter = "TcpExtTW", .err = EPIPE } } } },
	  1 },
	/* Two of them, one of each. */
	{ { { CHANGING({ 0 }), { &scenario_twin, { 0 } } },
	    { CHANGING({ .aborts = 1 }), { &scenario_twin, { .counter = "TcpExtTW" } } } },
	  1 },
	/* Our own trouble is told of each. */
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN(BREAKS), { &scenario_twin, BREAKS } } },
	  1 },
	/* On one side only. */
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } }, { { NULL } } }, 2 },
	{ { { { NULL } }, { PLAIN({ 0 }), { &scenario_twin, { 0 } } } }, 2 },
	{ { { { NULL } }, { PLAIN({ .aborts = 1 }), { &scenario_twin, { .aborts = 1 } } } }, 1 },
	/* Counters that nobody knows to be gone; a verdict that tells nothing of why. */
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN({ .no_counter = true }), { &scenario_twin, { .no_counter = true } } } },
	  1 },
	{ { { STRICT({ .window = 900 }), { &stricter, { .window = 900 } } },
	    { STRICT({ 0 }), { &stricter, { 0 } } } },
	  1 },
	/* A story that was lost, and one that another counter was lost of. */
	{ { { PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	    { PLAIN(SKIPS), { &scenario_twin, { .no_counter = true } } } },
	  1 },
};

/* Stories are told as one where one thing is the cause of all that changed in them. */
static void test_groups(void **state)
{
	static const char *const versions[RUNS] = { "5.10.262", "6.12" };

	(void)state;
	stricter = scenario_strict;
	stricter.name = "stricter";
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		struct comparison *comparison = plays_collect(groups[i].plays, 2, versions);
		assert_int_equal(compare_conclude(comparison), 0);
		assert_true(group_leads(comparison, 0, 1));
		if (group_count(comparison, 0, 1) != groups[i].members ||
		    group_leads(comparison, 1, 1) != (groups[i].members == 1))
			fail_msg("case %zu: %d members", i, group_count(comparison, 0, 1));
		plays_done(comparison);
	}
}

/* Since which run is a part of the cause. */
static void test_groups_of_runs(void **state)
{
	static const struct playing plays[RUNS][PLAYS] = {
		{ PLAIN({ 0 }), { &scenario_twin, { 0 } } },
		{ PLAIN({ 0 }), { &scenario_twin, SKIPS } },
		{ PLAIN(SKIPS), { &scenario_twin, SKIPS } },
	};
	struct comparison *comparison = plays_compare(plays, RUNS);

	(void)state;
	assert_int_equal(comparison->row[1]->step[2].relation, LOST);
	assert_int_equal(group_count(comparison, 0, 2), 1);
	plays_done(comparison);
}

/* One known change explains a step, or it has no cause; what came besides and is new is no alarm.
 */
static void test_causes(void **state)
{
	static const struct {
		struct playing plays[RUNS][PLAYS];
		bool has_cause, is_unexpected;
	} cases[] = {
		{ { { PLAIN({ 0 }) }, { PLAIN({ .counter = "TcpExtTW" }) } }, true, false },
		{ { { PLAIN({ .no_reason = true }) }, { PLAIN({ .counter = "TcpExtTW" }) } },
		  true,
		  false },
		{ { { PLAIN({ 0 }) }, { PLAIN({ .counter = "TcpExtTW", .err = EPIPE }) } },
		  false,
		  true },
		{ { { CHANGING({ 0 }) }, { CHANGING({ .counter = "TcpExtTW", .aborts = 1 }) } },
		  false,
		  false },
		{ { { PLAIN({ .no_counter = true }) }, { PLAIN({ .counter = "TcpExtTW" }) } },
		  false,
		  false },
	};
	static const char *const versions[RUNS] = { "5.10.262", "6.12" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct comparison *comparison = plays_collect(cases[i].plays, 2, versions);
		assert_int_equal(compare_conclude(comparison), 0);
		const struct step *step = &comparison->row[0]->step[1];
		if ((step_cause(step) != NULL) != cases[i].has_cause || step->relation != CHANGED ||
		    step->is_unexpected != cases[i].is_unexpected)
			fail_msg("case %zu: %s, '%s'", i, relation_name[step->relation],
				 step_cause(step) ? step_cause(step)->source : "");
		plays_done(comparison);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alarm),          cmocka_unit_test(test_facts),
		cmocka_unit_test(test_known_fact),     cmocka_unit_test(test_sort),
		cmocka_unit_test(test_facts_of_runs),  cmocka_unit_test(test_groups),
		cmocka_unit_test(test_groups_of_runs), cmocka_unit_test(test_causes),
	};

	return cmocka_run_group_tests_name("compare_told", tests, NULL, NULL);
}
